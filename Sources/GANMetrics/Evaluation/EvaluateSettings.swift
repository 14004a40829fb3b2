import GANCore

extension ExtractorName: SettingValue {}
extension PreparationMode: SettingValue {}

/// Where the labels of generated images come from when they are measured.
package enum LabelPrior: String, CaseIterable, Codable, SettingValue, Sendable {
    /// Every class as often as any other.
    case uniform
    /// As often as in the training data.
    case data
}

/// Which images are the reference.
package enum ReferenceSplit: String, CaseIterable, Codable, SettingValue, Sendable {
    /// Those that the run trains on.
    case train
    /// The test part of the same data set, not made long-tailed.
    case test
}

/// The keys of `evaluate`: scores during training.
package struct EvaluateSettings: RecipeSection {
    package static let name = "evaluate"
    package static let summary = "scores of the generator during training"

    @Setting("scores: fid, kid, is, prdc, intra_fid, cas, diversity, ppl; none for none") package var metrics:
        [MetricChoice] = []
    @Setting("network that images are seen through; Fréchet distances in fmnist are FD-fmnist, not FID")
    package var features = ExtractorName.fashion
    @Setting("how images are prepared for inception or clip; null for the network's usual way")
    package var preparation: PreparationMode? = nil
    @Setting("thousands of images from one evaluation to the next; null for the end only", above: 0)
    package var everyKimg: Double? = 50
    @Setting("generated images", in: 2...10_000_000) package var samples: Int = 10_000
    @Setting("generated images of each class for intra_fid, cas and diversity", in: 2...1_000_000) package
        var samplesPerClass: Int = 1000
    @Setting("which images are the reference") package var reference = ReferenceSplit.train
    @Setting("where the labels of generated images come from") package var labels = LabelPrior.uniform

    @Setting(
        "batch normalization takes the mean statistics of so many batches instead of those that training stored; null for those",
        in: 1...100_000)
    package var standingStatistics: Int? = nil

    package init() {}
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: EvaluateSettings.self) }
