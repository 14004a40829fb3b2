import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANData
@testable import GANMetrics
@testable import ImageMetrics

/// Classifiers that are trained on one's own data.
@Suite(.onChosenBackend) struct OwnClassifierTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func fashion(_ split: DataSplit) throws -> any SampleSource {
        var own = FashionMNIST.Settings()
        own.split = split
        let info = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
        return try FashionMNIST(own, BuildContext(path: "data", data: info, seed: 0)).source
    }

    /// The first images of each class of clothes: trousers, sandals and bags.
    private func some(_ source: any SampleSource, _ count: Int) -> ImageSubset {
        let labels = source.labels(at: Array(0..<2000))
        return ImageSubset(
            source,
            [1, 5, 8].flatMap { own in
                Array((0..<2000).lazy.filter { labels[$0 * 10 + own] > 0 }.prefix(count))
            })
    }

    /// 120 images of 28 × 28 of three classes suffice to tell 95 % of 150 others apart. Chance would be 33 %.
    @Test func trainsOnImagesOfAnySize() throws {
        let (training, test) = (some(try fashion(.train), 40), some(try fashion(.test), 50))
        #expect(training.info.classCounts == [0, 40, 0, 0, 0, 40, 0, 0, 40, 0] && training.info.height == 28)
        let facts = ClassifierFacts(data: "clothes", training.info, side: 32)
        func trained(epochs: Int) throws -> SmallClassifier {
            let loader = try Loader(training, batchSize: ClassifierTraining.batchSize, seed: 1)
            let run = ClassifierTraining(longTailed: facts, epochs: epochs, seed: 1) {
                Samples(try loader.next().samples)
            }
            try run.run { _, _, _ in }
            return run.classifier
        }
        let classifier = try trained(epochs: 16)
        let (real, named) = try ClassifierTraining.classes(
            of: test, by: classifier, .smallClassifier(channels: 1, side: 32))
        #expect(real.count == 150 && zip(real, named).count { $0 == $1 } >= 142)
        func bytes(_ classifier: SmallClassifier) -> [[Float]] {
            classifier.parameters().map { $0.parameter.stored.scalars(as: Float.self) }
        }
        #expect(try bytes(trained(epochs: 1)) == bytes(trained(epochs: 1)))
    }

    /// A class that is never shown needs a share, too: log ½ is added to its logit, and log n to that of one with n images. With
    /// zero logits, the loss of an image of the first class is log(1 + 0.5 / 100).
    @Test func rareClassesAreNotUnderestimated() throws {
        let info = DatasetInfo(
            count: 100, channels: 1, height: 32, width: 32, labelKind: .classes, labelSize: 2, classCounts: [100, 0])
        let facts = ClassifierFacts(data: "one", info, side: 32)
        let run = ClassifierTraining(longTailed: facts, epochs: 1, seed: 1, learningRate: 1e-12) {
            Samples(
                images: .zeros([64, 1, 32, 32]), labels: Tensor([Float(1), 0], shape: [1, 2]).broadcast(to: [64, 2]))
        }
        let logits = run.classifier(.zeros([1, 1, 32, 32])).logits.scalars(as: Float.self)
        var losses: [Double] = []
        try run.run { losses.append($2) }
        let expected = log(1 + 0.005 * exp(Double(logits[1] - logits[0])))
        #expect(losses.count == 1 && (losses[0] - expected).magnitude < 1e-6)
    }

    /// 10 % of 40 are 4; one of two at least, and none of a class with a single image.
    @Test func holdsOutAPartOfEachClass() throws {
        let source = try fashion(.train)
        let labels = source.labels(at: Array(0..<2000))
        let places = [(0, 40), (3, 2), (7, 1)].flatMap { own, count in
            Array((0..<2000).lazy.filter { labels[$0 * 10 + own] > 0 }.prefix(count))
        }
        let (training, heldOut) = ImageSubset.holdingOut(0.1, of: ImageSubset(source, places), seed: 5)
        #expect(heldOut.info.classCounts == [4, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(training.info.classCounts == [36, 0, 0, 1, 0, 0, 0, 1, 0, 0])
        func images(_ part: ImageSubset) throws -> Set<[Float]> {
            Set(try (0..<part.info.count).map { try part.batch(at: [$0]).images })
        }
        #expect(try images(training).isDisjoint(with: images(heldOut)))
        let (_, other) = ImageSubset.holdingOut(0.1, of: ImageSubset(source, places), seed: 6)
        #expect(try images(other) != images(heldOut))
    }

    /// One more convolution for each doubling of the side. At 32 pixels the names are those of the shipped weights.
    @Test(arguments: [(32, 0), (64, 1), (128, 2)]) func largerSidesHaveMoreLayers(_ side: Int, _ further: Int) throws {
        let classifier = SmallClassifier(channels: 3, classes: 4, side: side, seed: 0)
        var writer = SafetensorsWriter()
        classifier.addState(to: &writer)
        try writer.write(to: place.path("w.safetensors"))
        let names = try SafetensorsFile(path: place.path("w.safetensors")).entries.map(\.name)
        #expect(names.count { $0.hasPrefix("further") } == 2 * further && names.count == 10 + 2 * further)
        let (features, logits) = classifier(.zeros([2, 3, side, side]))
        #expect(features.shape == [2, 128] && logits.shape == [2, 4])
    }

    /// The file says what it was trained on, and the extractor follows it.
    @Test func theFileDescribesTheClassifier() throws {
        let info = DatasetInfo(
            count: 30, channels: 4, height: 64, width: 64, labelKind: .classes, labelSize: 2, classCounts: [20, 10],
            classNames: ["orc", "elf"])
        var facts = ClassifierFacts(data: "races.yaml", info, side: 64)
        (facts.fingerprint, facts.tested, facts.accuracy) = ("0123456789abcdef", 8, 0.875)
        var writer = SafetensorsWriter(metadata: try facts.metadata())
        SmallClassifier(channels: 3, classes: 2, side: 64, seed: 0).addState(to: &writer)
        try writer.write(to: place.path("c.safetensors"))
        let extractor = try LoadedExtractor("classifier", SafetensorsFile(path: place.path("c.safetensors"))).network
        #expect(extractor.classNames == ["orc", "elf"] && extractor.classifiedChannels == 3)
        #expect(extractor.preparation == .smallClassifier(channels: 3, side: 64))
        #expect(
            extractor.remark
                == "classifier: trained on races.yaml (01234567), 2 classes, 87.5 % of 8 other images classified correctly"
        )
        #expect(try extractor(Tensor.zeros([3, 1, 48, 48])).rows.shape == [3, 128])
    }

    @Test func anotherFileIsNoClassifier() throws {
        var writer = SafetensorsWriter(metadata: ["network": "classifier"])
        SmallClassifier.fashion(seed: 0).addState(to: &writer)
        try writer.write(to: place.path("c.safetensors"))
        let error = #expect(throws: MetricError.self) {
            try LoadedExtractor("classifier", SafetensorsFile(path: place.path("c.safetensors")))
        }
        #expect(error?.problem.hasSuffix("was not written by `ganzoo features train` for your data") == true)
    }
}
