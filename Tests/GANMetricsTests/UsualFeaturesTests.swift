import GANCore
import GANTensor
import Testing

@testable import GANMetrics
@testable import ImageMetrics

/// The choice of features by the images, and that those for color see color.
@Suite struct UsualFeaturesTests {
    private static func form(_ side: Int, _ channels: Int) -> MeasuredForm {
        MeasuredForm(
            DatasetInfo(count: 1, channels: channels, height: side, width: side, labelKind: .none, labelSize: 0))
    }

    @Test(arguments: [
        ([form(28, 1)], "fmnist", "the images are gray and small"), ([form(64, 1)], "fmnist", nil),
        ([form(65, 1)], "efficientnet_lite0", "the images are larger than 64 pixels"),
        ([form(16, 3)], "efficientnet_lite0", "the images are in color"),
        ([form(28, 1), form(28, 3)], "efficientnet_lite0", nil),
        ([form(28, 1), form(256, 1)], "efficientnet_lite0", nil),
    ]) func theImagesDecide(_ forms: [MeasuredForm], _ name: String, _ reason: String?) {
        let usual = UsualFeatures(forms)
        #expect(usual.name == name)
        if let reason { #expect(usual.reason == reason) }
    }

    /// Dark blobs at random places on pure colors, which are the same in each call: [N, 3, 16, 16] in 0 ... 255.
    private static func blobs(_ count: Int, seed: UInt64) -> Tensor {
        let pure: [[Float]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]
        let color = Tensor((0..<count).flatMap { pure[$0 % pure.count] }, shape: [count, 3, 1, 1]) * 255
        let place = RandomStream(seed: seed, path: "blobs").uniform([count, 1, 1, 1]) * 8 + 4
        let (y, x) = (
            Tensor((0..<16).map(Float.init), shape: [1, 1, 16, 1]),
            Tensor((0..<16).map(Float.init), shape: [1, 1, 1, 16])
        )
        let distance = (y - place).squared() + (x - place).squared()
        return color * (1 - (distance * -0.2).exp() * 0.5)
    }

    /// The luma that `fmnist` sees, in all three channels.
    private static func gray(_ images: Tensor) -> Tensor {
        let weights = Tensor([0.299, 0.587, 0.114] as [Float], shape: [1, 3, 1, 1])
        return (images * weights).sum(1, keepDims: true).broadcast(to: images.shape)
    }

    private static func distance(_ a: Tensor, _ b: Tensor, _ extractor: any FeatureExtractor) throws -> Double {
        try frechetDistance(extractor(a).rows, extractor(b).rows)
    }

    /// A gray copy of images in color is far from them in features for color, farther than other images of the same kind. In gray
    /// features it is the same.
    @Test func aGrayCopyIsFarInColorFeatures() throws {
        let build = BuildContext(path: "features", data: .unknown, seed: 0, weights: FrozenWeights())
        let color = try EfficientNetExtractor(NoSettings(), build)
        let (one, other) = (Self.blobs(12, seed: 1), Self.blobs(12, seed: 2))
        let halves = try Self.distance(one, other, color)
        let copy = try Self.distance(one, Self.gray(one), color)
        #expect(copy > 1.5 * halves, "\(copy) against \(halves)")
        let fashion = try FashionExtractor(NoSettings(), build)
        let unseen = try Self.distance(one, Self.gray(one), fashion)
        #expect(try unseen < 0.01 * Self.distance(one, other, fashion), "\(unseen)")
    }
}
