import Foundation

enum TextFile {
    /// Writes a new file, whole or not at all.
    /// - Throws: `CommandFailure`; nothing stays behind.
    static func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw CommandFailure.failed("cannot write \(path): \(reason(error))")
        }
    }

    /// The system's own words, where an error carries them.
    static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        guard let code = (underlying as? POSIXError ?? error as? POSIXError)?.code else {
            return (underlying ?? error).localizedDescription
        }
        return unsafe String(cString: strerror(code.rawValue))
    }
}
