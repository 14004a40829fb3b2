import ArgumentParser
import GANCore
import GANMetrics
import GANRun

/// Which feature network sees the images.
struct ExtractorOptions: ParsableArguments {
    @Option(
        help:
            "Feature extractor: fmnist, inception, clip, efficientnet_lite0, or another one from `ganzoo features list`; or a file that `ganzoo features train --data` wrote (default: the extractor of the run's recipe; fmnist for other images).",
        completion: .components(.extractor))
    var features: String?
    @Option(help: "The file of the extractor's weights (default: see `ganzoo features list`).", completion: .file())
    var weights: String?
    @Option(help: "How the extractor prepares images; for inception: stylegan, studiogan, clean or clean_bilinear.")
    var preparation: String?

    static let usual = "fmnist"

    /// Call it after plugins are loaded.
    /// - Parameter folder: of the run whose recipe decides what the options leave open; nil for images without a run.
    /// - Throws: `RunError`.
    func load(ofRun folder: String?) throws -> LoadedExtractor {
        guard features == nil, let folder else {
            return try Self.load(features ?? Self.usual, weights: weights, preparation)
        }
        return try FeatureLibrary().extractor(ofRun: folder, preparation: preparation, weights: weights)
    }

    static func load(_ name: String, weights: String?, _ preparation: String?) throws -> LoadedExtractor {
        let library = FeatureLibrary()
        let (choice, file) = library.meaning(of: name, weights: weights)
        return try library.extractor(choice, preparation: preparation, weights: file)
    }
}
