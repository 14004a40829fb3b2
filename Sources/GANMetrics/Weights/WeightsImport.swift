import GANModule
import GANTensor

/// Converts another program's weights to this program's names, without the tensors that the network does not use.
package struct WeightsImport {
    private let tensors: [(name: String, value: Tensor)]
    /// Names in the file that the network does not use.
    package let unused: [String]
    private let network: String

    package var count: Int { tensors.count }

    /// - Throws: `MetricError` with all mismatches.
    package init(_ name: ExtractorName, _ file: SafetensorsFile) throws {
        let weights: FrozenWeights
        switch name {
        case .fashion:
            throw MetricError("the weights of `fmnist` are the project's own", fix: "run `ganzoo features train`")
        case .inception:
            weights = FrozenWeights(file, prefixes: InceptionExtractor.prefixes)
            _ = try InceptionExtractor(weights, .stylegan, hash: "")
        case .clip:
            weights = FrozenWeights(file, prefixes: CLIPExtractor.prefixes)
            _ = try CLIPExtractor(weights, .studiogan, hash: "")
        }
        tensors = try weights.contents()
        (unused, network) = (weights.unused, name.rawValue)
    }

    /// Writes the file completely or not at all.
    /// - Returns: its hash.
    package func write(to path: String) throws -> String {
        var writer = SafetensorsWriter(metadata: ["network": network])
        for (name, value) in tensors { value.addState(named: name, to: &writer) }
        try writer.write(to: path)
        return try WeightsHash.of(SafetensorsFile(path: path))
    }
}
