import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANCore
@testable import GANTrain

/// The tiny images as numbers, which any task can read.
private struct TinySource: SampleSource {
    let info: DatasetInfo
    let images: [Float]
    let labels: [Float]

    init(_ data: any Dataset) throws {
        let all = try data.samples(at: Array(0..<data.info.count))
        (info, images, labels) = (data.info, all.images.scalars(), all.labels.scalars())
    }

    func batch(at indices: [Int]) -> SampleBatch {
        let size = info.channels * info.height * info.width
        return SampleBatch(
            images: indices.flatMap { images[$0 * size..<($0 + 1) * size] },
            shape: [indices.count, info.channels, info.height, info.width], labels: labels(at: indices))
    }

    func labels(at indices: [Int]) -> [Float] {
        indices.flatMap { labels[$0 * info.labelSize..<($0 + 1) * info.labelSize] }
    }
}

private final class TinyStream: StreamedDataset {
    static let name = "tiny_stream"
    static let summary = "the tiny images, read ahead"
    let source: any SampleSource

    init(_ data: any Dataset) throws { source = try TinySource(data) }
    init(_ settings: NoSettings, _ build: BuildContext) { preconditionFailure("no recipe names it") }
}

/// `mirror: flip` mirrors the same images, whether the data are read ahead or between steps.
@Suite struct MirroredDataTests {
    private func batches(_ data: any Dataset, _ mirror: MirrorChoice) throws -> [[Float]] {
        var settings = SelectionSettings()
        settings.mirror = mirror
        let tiny = try tinyComposition()
        let composition = Composition(
            data: try data.selected(settings, classOrder: []), generator: tiny.generator,
            discriminator: tiny.discriminator, augmenter: nil, loss: tiny.loss, regularizers: [], hooks: [], seed: 1,
            sections: [], makeGenerator: { nil })
        let reals = try RealBatches(
            composition, try TrainSettings().makeSampler(composition), batch: 8)
        return try (0..<6).flatMap { step in
            let images = try reals.samples(step: step).images
            return (0..<8).map { images.rows($0..<$0 + 1).scalars(as: Float.self) }
        }
    }

    @Test func flipMirrorsTheSameImages() throws {
        let data = try tinyComposition().data
        let plain = try batches(data, .flip)
        #expect(try plain == batches(TinyStream(data), .flip))
        // Image by image: as it was, or every row of pixels reversed.
        let straight = try batches(data, .none)
        let width = data.info.width
        let mirrored = zip(plain, straight).count { image, original in
            let reversed = stride(from: 0, to: original.count, by: width).flatMap {
                original[$0..<$0 + width].reversed()
            }
            #expect(image == original || image == reversed)
            return image == reversed
        }
        #expect((12...36).contains(mirrored))
    }
}
