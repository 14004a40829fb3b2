import Foundation
import GANModule

/// Changes a checkpoint's state.json like an attacker, with a correct checksum.
package enum StateFile {
    /// - Parameter change: receives the JSON object of the first line, with sorted keys and without blanks.
    package static func change(_ path: String, _ change: (String) -> String) throws {
        let text = try changed(String(contentsOfFile: path, encoding: .utf8), change)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Replaces a value in a checkpoint's weights; the type stays the same.
    package static func changeWeights(
        _ checkpoint: String, _ name: String, shape: [Int], bytes: [UInt8]
    ) throws {
        let path = "\(checkpoint)/weights.safetensors"
        let file = try SafetensorsFile(path: path)
        var writer = SafetensorsWriter(metadata: file.metadata)
        for entry in file.entries {
            let own = entry.name == name ? bytes : try file.bytes(of: entry.name)
            let ownShape = entry.name == name ? shape : entry.shape
            writer.add(entry.name, type: entry.type, shape: ownShape) { own }
        }
        let checksum = try writer.write(to: path)[name]
        try change("\(checkpoint)/state.json") { state in
            state.replacingOccurrences(
                of: "\"\(NSRegularExpression.escapedPattern(for: name))\":[0-9]+",
                with: "\"\(name)\":\(checksum ?? 0)", options: .regularExpression)
        }
    }

    package static func changed(_ text: String, _ change: (String) -> String) throws -> String {
        let state = text.split(separator: "\n")[0].dropFirst().dropLast()
        let new = change(String(state))
        return "[\(new),\n\(Checksum.of(Array(new.utf8)))]\n"
    }

    /// Removes the arithmetic number, as in checkpoints that were written before it existed.
    package static func withoutArithmetic(_ state: String) -> String {
        state.replacing(/"arithmetic":[0-9]+,/, with: "")
    }
}
