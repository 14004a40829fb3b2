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

    /// Writes a new file, completely or not at all.
    /// - Throws: `DestinationError` if the path exists or appears meanwhile; `RunError`. No partial file is left.
    package static func create(_ text: String, at path: String) throws {
        try NewFile.create(path) { try AtomicFile.create(path) { try $0.write(Array(text.utf8)) } }
    }
}

enum NewFile {
    /// Gives the errors of `body`, which creates a file, the words of the program.
    /// - Throws: `DestinationError` if the path exists or appears meanwhile; `RunError`.
    static func create(_ path: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as SafetensorsError { throw RunError.failed("\(error)") } catch {
            let appeared = (error as? SystemError)?.isExistingFile ?? false
            throw appeared ? DestinationError.exists(path) : RunError(writing: path, error)
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
