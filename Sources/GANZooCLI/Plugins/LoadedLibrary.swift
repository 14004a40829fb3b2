import Foundation

/// A library in this process. It is never closed: its types stay in use.
@safe struct LoadedLibrary {
    private let handle: UnsafeMutableRawPointer

    /// What the system's loader says against it.
    struct Refusal: Error {
        let reason: String
    }

    /// - Parameter path: one without a slash would be looked for among the system's libraries.
    init(path: String) throws(Refusal) {
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw Refusal(reason: unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason given")
        }
        unsafe self.handle = handle
    }

    /// Whether it, or a library it brought along, defines a symbol.
    func defines(_ symbol: String) -> Bool { unsafe dlsym(handle, symbol) != nil }

    /// The function of that name, which takes and returns nothing.
    func function(_ name: String) -> (() -> Void)? {
        guard let symbol = unsafe dlsym(handle, name) else { return nil }
        let function = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> Void).self)
        return { function() }
    }

    /// Whether libraries find a symbol in this program.
    static func programDefines(_ symbol: String) -> Bool { unsafe dlsym(nil, symbol) != nil }
}
