import GANZoo

/// A feature network of a test, whose weights are one tensor of a file that PyTorch wrote.
public final class Packaged: FeatureExtractor {
    public static let name = "test_packaged"
    public static let summary = "a linear map of 3 gray pixels"
    /// Tests/GANImportTests/Fixtures/state_old.pth, hashed by sha256sum.
    public static let weights: ExtractorWeights? = ExtractorWeights(
        network: "a linear map", advice: "run `ganzoo features fetch test_packaged`", license: "none",
        published: PackagedFile(
            package: "linear-map", version: "1.2", path: "linear_map/state_old.pth",
            sha256: "9102eedb8f505310f380c3fee73b5aa39cc42cbc3020b1e714419c4dc3962205"))
    public let dimension = 4
    public let preparation = ImagePreparation(side: 1, .bilinear, clips: true, centers: [0], scales: [255])
    private let weight: Tensor

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        weight = try build.weights().tensor("linear.weight", [4, 3])
    }

    public func features(of images: Tensor) -> ExtractedFeatures {
        let x = concatenate([images, images, images], axis: 1).reshaped(images.shape[0], 3)
        return ExtractedFeatures(rows: matmul(x, weight, transposesRight: true))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Packaged.self) }
