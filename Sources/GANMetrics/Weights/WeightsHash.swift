import GANModule

/// A hash of weights: names, shapes and bytes of all tensors, ignoring other content of the file.
package enum WeightsHash {
    /// - Returns: 32 hexadecimal digits.
    package static func of(_ file: SafetensorsFile) throws -> String {
        var hash = StreamHash()
        for entry in file.entries.sorted(by: { $0.name < $1.name }) {
            hash.add("\(entry.name) \(entry.type.rawValue) \(entry.shape)")
            try hash.add { try file.forEachBlock(of: entry.name, $0) }
        }
        return hash.text
    }
}
