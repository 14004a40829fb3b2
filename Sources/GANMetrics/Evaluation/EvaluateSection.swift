import GANCore

/// The distribution of the labels of generated images in an evaluation.
package enum LabelPrior: String, CaseIterable, Codable, SettingValue, Sendable {
    /// Uniform over classes.
    case uniform
    /// Each class is drawn as often as in the training data, whatever the reference is.
    case data
}

/// The reference images.
package enum ReferenceSplit: String, CaseIterable, Codable, SettingValue, Sendable {
    /// The training images.
    case train
    /// The test split of the same data set, without a long tail.
    case test
}

/// The keys of `evaluate`: scores during training.
package struct EvaluateSection: RecipeSection {
    package static let name = "evaluate"
    package static let summary = "evaluation of the generator during training"
    package static let keysOfComponents = ["preparation": "features", "weights": "features"]

    @Setting("scores; the first decides which checkpoint is the best; an empty list: none")
    package var metrics: [ComponentReference<any Metric>] = []
    @Setting(
        "feature extractor; null: the images decide, gray and small ones for fmnist. Fréchet distances with fmnist are called FD-fmnist, not FID"
    )
    package var features: ComponentReference<any FeatureExtractor>? = nil
    @Setting("image preparation for inception or clip; null: the network's default")
    package var preparation: String? = nil
    @Setting(path: "file of the feature extractor's weights, for `classifier` needed; null: that of the library")
    package var weights: String? = nil
    @Setting("interval of evaluations, in thousands of images; null: only at the end", above: 0)
    package var everyKimg: Double? = 50
    @Setting("number of generated images", in: 2...10_000_000) package var samples: Int = 10_000
    @Setting(
        "number of generated images per class, attribute or bin of a label vector, for metrics that measure each",
        in: 2...1_000_000) package
        var samplesPerClass: Int = 1000
    @Setting("reference images") package var reference = ReferenceSplit.train
    @Setting("distribution of the labels of generated images") package var labels = LabelPrior.uniform

    @Setting(
        "number of batches for standing statistics, which replace the running statistics of batch normalization; null: the running statistics",
        in: 1...100_000)
    package var standingStatistics: Int? = nil

    package init() {}

    package func conflicts() -> [RecipeError] {
        let names = metrics.map(\.name)
        let repeated = names.enumerated().first { names.prefix($0.offset).contains($0.element) }
        let twice = repeated.map {
            RecipeError(
                key: "metrics", problem: "`\($0.element)` is named twice", fix: "name each metric once")
        }
        return [twice, unfitPreparation, unfitWeights].compactMap(\.self)
    }

    private var unfitPreparation: RecipeError? {
        guard let features else {
            return preparation.map { _ in
                RecipeError(
                    key: "preparation", problem: "`preparation` belongs to a feature extractor, and none is named",
                    fix: "set `features`, for example to inception")
            }
        }
        do { try LoadedExtractor.check(preparation, of: features) } catch { return error }
        return nil
    }

    private var unfitWeights: RecipeError? {
        guard features == nil, weights != nil else { return nil }
        return RecipeError(
            key: "weights", problem: "`weights` belong to a feature extractor, and none is named",
            fix: "set `features`, for example to classifier")
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: EvaluateSection.self) }
