import GANCore
import GANModule

/// A feature network with its weights.
package struct LoadedExtractor {
    package let network: any FeatureExtractor
    /// See `WeightsHash`; empty if it needs no weights.
    package let weightsHash: String

    package init(_ network: any FeatureExtractor, weightsHash: String) {
        (self.network, self.weightsHash) = (network, weightsHash)
    }

    package var name: String { Swift.type(of: network).name }
    package var preparation: ImagePreparation { network.preparation }
    /// `fmnist (5f591bb7)`: its name and the beginning of its weights' hash.
    package var title: String { Self.title(name, weightsHash) }

    /// - Parameter hash: of the weights; empty if there are none.
    static func title(_ name: String, _ hash: String) -> String {
        hash.isEmpty ? name : "\(name) (\(hash.prefix(8)))"
    }

    /// Makes a component with the weights of a file.
    /// - Parameters:
    ///   - preparation: one of its image preparations; nil for its default.
    ///   - file: nil for a network without weights.
    ///   - data: of the images; `.unknown` if they are unknown.
    /// - Throws: `MetricError` with all weights that do not fit; `RecipeError`; `SafetensorsError`.
    package init(
        _ choice: ComponentReference<any FeatureExtractor>, preparation: String? = nil, _ file: SafetensorsFile?,
        _ data: DatasetInfo = .unknown
    ) throws {
        try Self.check(preparation, of: choice)
        let weights = file.map { FrozenWeights($0, prefixes: Self.weights(choice)?.prefixes ?? []) }
        let build = BuildContext(
            path: "evaluate.features", data: data, seed: 0, weights: weights, preparation: preparation)
        try self.init(choice, build, weights, hash: try file.map(WeightsHash.of) ?? "")
    }

    init(
        _ choice: ComponentReference<any FeatureExtractor>, _ build: BuildContext, _ weights: FrozenWeights?,
        hash: String
    ) throws {
        guard let network = try choice.choice().make(build) as? any FeatureExtractor else {
            throw MetricError(
                "`\(choice.name)` is not a feature extractor", fix: "choose one from `ganzoo features list`")
        }
        try weights?.finish(Self.weights(choice)?.network ?? "`\(choice.name)`")
        self.init(network, weightsHash: hash)
    }

    /// The description of a component's weights; nil if it needs none, or there is no such component.
    package static func weights(_ choice: ComponentReference<any FeatureExtractor>) -> ExtractorWeights? {
        type(choice)?.weights
    }

    /// - Throws: `RecipeError` if there is no such extractor, or it has no such preparation.
    package static func check(
        _ preparation: String?, of choice: ComponentReference<any FeatureExtractor>
    ) throws(RecipeError) {
        guard let preparation, let known = type(choice)?.preparations, !known.contains(preparation) else { return }
        if known.isEmpty {
            throw RecipeError(
                key: "preparation", problem: "`\(choice.name)` has a fixed image preparation, so this cannot be set",
                fix: "remove `preparation`, or set features to inception")
        }
        throw RecipeError(
            key: "preparation",
            problem: "`\(choice.name)` has no preparation `\(preparation.shortened(to: 40))`",
            fix: suggestion(for: preparation, among: known) ?? "use one of \(listed(known))")
    }

    private static func type(_ choice: ComponentReference<any FeatureExtractor>) -> (any FeatureExtractor.Type)? {
        ComponentCatalog.linked.entry(.extractor, choice.name)?.type as? any FeatureExtractor.Type
    }

    /// If the weights are not the published ones.
    package var caveat: String? {
        guard let weights = Swift.type(of: network).weights, let expected = weights.hash, expected != weightsHash else {
            return nil
        }
        return "weights: these are not the published weights of `\(name)` (\(expected.prefix(8))), so compare only with"
            + " scores of the same weights"
    }
}

extension DatasetInfo {
    /// Describes data that is not known.
    package static let unknown = DatasetInfo(
        count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
}
