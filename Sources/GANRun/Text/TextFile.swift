import GANModule
import GANTrain

package enum TextFile {
    /// Writes or replaces a file, completely or not at all. A symbolic link is replaced, not followed.
    /// - Throws: `RunError`; no partial file is left.
    package static func write(_ text: String, to path: String) throws {
        do { try AtomicFile.replace(path) { try $0.write(Array(text.utf8)) } } catch {
            throw RunError(writing: path, error)
        }
    }
}

extension RunError {
    /// The error for a file that cannot be written.
    /// - Parameter error: of `AtomicFile`.
    init(writing path: String, _ error: any Error) {
        self = .failed(
            "cannot write \(path): \(Self.reason(error))", fixes: [.other("free some space, or choose another place")])
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as SystemError: error.reason
        case SafetensorsDefect.cannotWrite(_, let reason), SafetensorsDefect.notDurable(let reason): reason
        case SafetensorsDefect.notRegularFile(let kind): "it is a \(kind)"
        default: "\(error)"
        }
    }
}
