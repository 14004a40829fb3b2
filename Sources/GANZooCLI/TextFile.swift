import Foundation
import GANModule

enum TextFile {
    /// Writes a new file, whole or not at all.
    /// - Throws: `CommandFailure`; nothing stays behind.
    static func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw CommandFailure.failed("cannot write \(path): \(error.systemReason)")
        }
    }
}
