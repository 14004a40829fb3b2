import ArgumentParser
import GANCore
import GANMetrics
import GANRun

/// Which feature network sees the images.
struct ExtractorOptions: ParsableArguments {
    @Option(
        help:
            "Feature extractor: fmnist, inception, clip, clip_vitl14_336, dinov2_vitl14, efficientnet_lite0, or another one from `ganzoo features list`; or a file that `ganzoo features train --data` wrote (default: that of the run's recipe; if it names none, and for other images, fmnist for small gray images and efficientnet_lite0 for all others).",
        completion: .components(.extractor))
    var features: String?
    @Option(help: "The file of the extractor's weights (default: see `ganzoo features list`).", completion: .file())
    var weights: String?
    @Option(help: "How the extractor prepares images; for inception: stylegan, studiogan, clean or clean_bilinear.")
    var preparation: String?

    /// The extractor that the options name; nil if they name none. Call it after plugins are loaded.
    /// - Throws: `RunError`.
    func named() throws -> ChosenFeatures? {
        try features.map { .extractor(try Self.load($0, weights: weights, preparation)) }
    }

    /// The extractor of a run's scores.
    /// - Parameter others: forms of other images that the run's are compared with.
    /// - Throws: `RunError`.
    func choose(of run: RunRecipe, beside others: () throws -> [MeasuredForm] = { [] }) throws -> ChosenFeatures {
        try named()
            ?? FeatureLibrary().features(of: run, preparation: preparation, weights: weights, beside: others)
    }

    /// The extractor of images without a run.
    /// - Throws: `RunError`.
    func choose(of forms: [MeasuredForm]) throws -> ChosenFeatures {
        try named() ?? FeatureLibrary().features(of: forms, preparation: preparation, weights: weights)
    }

    static func load(_ name: String, weights: String?, _ preparation: String?) throws -> LoadedExtractor {
        let library = FeatureLibrary()
        let (choice, file) = library.meaning(of: name, weights: weights)
        return try library.extractor(choice, preparation: preparation, weights: file)
    }
}
