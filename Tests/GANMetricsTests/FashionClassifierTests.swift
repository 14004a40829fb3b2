import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANData
@testable import GANMetrics
@testable import ImageMetrics

/// The classifier, and the weights that ship with the project.
@Suite(.onChosenBackend) struct FashionClassifierTests {
    private static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "features/fmnist.safetensors").path

    private func source(_ settings: (inout FashionMNIST.Settings) -> Void) throws -> any SampleSource {
        var own = FashionMNIST.Settings()
        own.images.resolution = ImageSize(side: SmallClassifier.side)
        settings(&own)
        let info = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
        return try FashionMNIST(own, BuildContext(path: "data", data: info, seed: 0)).source
    }

    /// Stated in the file, and seen on the first images of the test set: 16 of 20 by chance would be a miracle.
    @Test func shippedWeightsKnowClothes() throws {
        let file = try SafetensorsFile(path: Self.shipped)
        let accuracy = try #require(file.metadata["test_accuracy"].flatMap(Double.init))
        #expect(accuracy >= 0.91)
        let size = try FileManager.default.attributesOfItem(atPath: Self.shipped)[.size] as? Int
        #expect((size ?? .max) < 2_000_000)
        let extractor = try LoadedExtractor("fmnist", file)
        let batch = try source { $0.split = .test }.batch(at: Array(0..<20))
        let samples = Samples(batch)
        #expect(extractor.caveat == nil)
        let seen = try extractor.network(Levels.of(samples.images))
        #expect(seen.rows.shape == [20, 128])
        let probabilities = try #require(seen.probabilities)
        let isLargest = probabilities .>= probabilities.max(1, keepDims: true)
        #expect((isLargest * samples.labels).sum().item() >= 16)
    }

    /// A step in the right direction on a few images; a wrong sign or a wrong label would climb.
    @Test func trainingLowersTheLoss() throws {
        let few = Repeated(try source { _ in }, count: 64)
        let loader = try Loader(few, batchSize: ClassifierTraining.batchSize, seed: 1)
        let training = ClassifierTraining(few.info, epochs: 6, seed: 1) { Samples(try loader.next().samples) }
        let before = try ClassifierTraining.accuracy(of: training.classifier, on: few)
        try training.run { _, _, _ in }
        #expect(try ClassifierTraining.accuracy(of: training.classifier, on: few) > before + 0.1)
    }
}

/// The first images of another source.
private struct Repeated: SampleSource {
    let info: DatasetInfo
    private let source: any SampleSource

    init(_ source: any SampleSource, count: Int) {
        self.source = source
        var info = source.info
        info.count = count
        self.info = info
    }

    func batch(at indices: [Int]) throws -> SampleBatch { try source.batch(at: indices) }
    func labels(at indices: [Int]) -> [Float] { source.labels(at: indices) }
}
