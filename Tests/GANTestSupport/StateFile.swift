import Foundation
import GANModule

/// Changes a checkpoint's state.json as someone does who means harm: the checksum fits again.
package enum StateFile {
    /// - Parameter change: given the first line's object in JSON, keys sorted, without blanks.
    package static func change(_ path: String, _ change: (String) -> String) throws {
        let text = try changed(String(contentsOfFile: path, encoding: .utf8), change)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    package static func changed(_ text: String, _ change: (String) -> String) throws -> String {
        let state = text.split(separator: "\n")[0].dropFirst().dropLast()
        let new = change(String(state))
        return "[\(new),\n\(Checksum.of(Array(new.utf8)))]\n"
    }

    /// As of a checkpoint that was written before checkpoints carried the number of the arithmetic.
    package static func withoutArithmetic(_ state: String) -> String {
        state.replacing(/"arithmetic":[0-9]+,/, with: "")
    }
}
