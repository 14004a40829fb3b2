import GANCore
import GANMetrics
import GANRecipe

extension FeatureLibrary {
    /// The feature extractor of a run's scores: the one of the run's recipe, unless the user names another.
    /// - Parameters:
    ///   - choice: the extractor that the user named; nil for the recipe's.
    ///   - preparation: the preparation that the user named; nil for the recipe's, or for the default of another extractor.
    ///   - weights: the file that the user named; nil for the recipe's, or for that of the library.
    ///   - data: of the images; `.unknown` if they are unknown.
    /// - Throws: `RunError`.
    package func extractor(
        ofRun folder: String, _ choice: ComponentReference<any FeatureExtractor>? = nil, preparation: String? = nil,
        weights: String? = nil, _ data: DatasetInfo = .unknown
    ) throws -> LoadedExtractor {
        if let choice { return try extractor(choice, preparation: preparation, weights: weights, data) }
        let own = try RunNetworks(folder).recipe().section(EvaluateSection.self)
        return try extractor(
            own.features, preparation: preparation ?? own.preparation, weights: weights ?? own.weights, data)
    }
}
