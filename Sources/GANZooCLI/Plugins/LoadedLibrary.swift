import Foundation

/// A shared library that this process has loaded. It is never closed, because its types stay in use.
@safe struct LoadedLibrary {
    private let handle: UnsafeMutableRawPointer

    /// The error of the system's loader.
    struct Refusal: Error {
        let reason: String
    }

    /// - Parameter path: contains a slash; without one, the loader would search the system's libraries.
    init(path: String) throws(Refusal) {
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw Refusal(reason: unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason given")
        }
        unsafe self.handle = handle
    }

    /// Whether the library, or one that it depends on, defines a symbol.
    func defines(_ symbol: String) -> Bool { unsafe dlsym(handle, symbol) != nil }

    /// The function of that name, without parameters and result; nil if there is none.
    func function(_ name: String) -> (() -> Void)? {
        guard let symbol = unsafe dlsym(handle, name) else { return nil }
        let function = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> Void).self)
        return { function() }
    }

    /// Whether this program exports a symbol to libraries.
    static func programDefines(_ symbol: String) -> Bool { unsafe dlsym(nil, symbol) != nil }
}
