import GANCore
import GANModule
import GANTensor

/// Converts another program's weights to this program's names, without the tensors that the network does not use.
package struct WeightsImport {
    private let tensors: [(name: String, value: Tensor)]
    /// Names in the file that the network does not use.
    package let unused: [String]
    private let network: String

    package var count: Int { tensors.count }

    /// - Throws: `MetricError` with all mismatches, or if the network needs no weights.
    package init(_ extractor: ComponentReference<any FeatureExtractor>, _ file: SafetensorsFile) throws {
        guard let description = LoadedExtractor.weights(extractor) else {
            throw MetricError("`\(extractor.name)` needs no weights", fix: "use it without an import")
        }
        let weights = FrozenWeights(file, prefixes: description.prefixes)
        let build = BuildContext(path: "evaluate.features", data: .unknown, seed: 0, weights: weights)
        _ = try LoadedExtractor(extractor, build, weights, hash: "")
        tensors = try weights.contents()
        (unused, network) = (weights.unused, extractor.name)
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
