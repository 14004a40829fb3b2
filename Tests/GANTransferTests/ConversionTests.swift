import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANTransfer

/// What a converted network computes is what the source did, as far as the change lets it.
@Suite(.onChosenBackend) struct ConversionTests {
    private let place: Workplace
    private let random = RandomStream(seed: 3, path: "conversion")

    init() throws { place = try Workplace() }

    private var pass: ForwardPass { ForwardPass(phase: nil, random: RandomStream(seed: 4, path: "pass")) }

    /// By name, with the mean for the fourth: in use the embedding divides by √classes, which the weights make up for.
    @Test func embeddingsKeepWhatTheyMean() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(classes: "[yellow cross, blue triangle, green square, red circle]", seed: 2)
            .composition()
        let policies = settings(source.path) { ($0.classes, $0.otherClasses) = (.byName, .average) }
        _ = try Transfer.apply(policies, to: target)
        let (before, after) = (
            try #require(source.trainer.average?.conditioner), try #require(target.generator.conditioner)
        )
        let (old, new) = try (before(Tensor.identity(3), pass), after(Tensor.identity(4), pass))
        for (row, before) in [(1, 2), (2, 1), (3, 0)] {
            #expect(distance(new.rows(row..<row + 1), old.rows(before..<before + 1)) < 1e-6)
        }
        #expect(distance(new.rows(0..<1), old.mean(0, keepDims: true)) < 1e-6)
    }

    @Test func unconditionalGeneratorsBecomeConditionalAndBack() throws {
        let (plain, labeled) = (Study(labels: false, conditioner: "~"), Study())
        for (before, after) in [(plain, labeled), (labeled, plain)] {
            let source = try SourceRun(before, in: place, before.labels ? "labeled" : "plain")
            var after = after
            after.seed = 2
            let target = try after.composition()
            #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
            _ = try Transfer.apply(settings(source.path) { $0.condition = .reinitialize }, to: target)
            let average = try #require(source.trainer.average)
            // An embedding of zeros is as none.
            for (_, parameter) in average.conditioner?.parameters() ?? [] {
                parameter.wrappedValue = .zeros(parameter.shape)
            }
            let z = random.normal([5, 4])
            let none = Tensor.zeros([5, 0])
            let labels = random.integers(below: 3, [5]).oneHot(classes: 3)
            let old = try average(z, before.labels ? labels : none, pass).images
            #expect(try distance(target.generator(z, after.labels ? labels : none, pass).images, old) < 1e-5)
        }
    }

    /// A gray image is to the discriminator what the same image in color was, and the generator's gray is the mean of its colors.
    @Test func colorBecomesGray() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(channels: "gray", seed: 2).composition()
        #expect(throws: TransferError.self) { try Transfer.apply(settings(source.path), to: target) }
        _ = try Transfer.apply(settings(source.path) { $0.channels = .convert }, to: target)
        let gray = random.normal([4, 1, 8, 8])
        let labels = Tensor.identity(3).rows(at: Tensor([Int32(0), 1, 2, 0], shape: [4]))
        let old = try source.composition.discriminator(gray.repeated(3, axis: 1), labels, pass).logits
        #expect(try distance(target.discriminator(gray, labels, pass).logits, old) < 1e-5)
        let z = random.normal([4, 4])
        let average = try #require(source.trainer.average)
        let colors = try average(z, labels, pass).images
        #expect(try distance(target.generator(z, labels, pass).images, colors.mean(1, keepDims: true)) < 1e-5)
    }

    @Test func grayBecomesColor() throws {
        let source = try SourceRun(Study(channels: "gray"), in: place)
        let target = try Study(seed: 2).composition()
        _ = try Transfer.apply(settings(source.path) { $0.channels = .convert }, to: target)
        let gray = random.normal([4, 1, 8, 8])
        let labels = Tensor.identity(3).rows(at: Tensor([Int32(0), 1, 2, 0], shape: [4]))
        let old = try source.composition.discriminator(gray, labels, pass).logits
        #expect(try distance(target.discriminator(gray.repeated(3, axis: 1), labels, pass).logits, old) < 1e-5)
        let z = random.normal([4, 4])
        let average = try #require(source.trainer.average)
        let before = try average(z, labels, pass).images
        #expect(try distance(target.generator(z, labels, pass).images, before.repeated(3, axis: 1)) < 1e-5)
    }

    /// Class vectors along the first axis, and what estimates their singular values.
    @Test func projectionsOfOtherClassesBeginAsTheMean() throws {
        let networks = ("biggan, ch: 2, z_dim: 8, shared_dim: 4", "biggan, ch: 2")
        let source = try SourceRun(Study(resolution: 32, conditioner: "class_embedding", networks: networks), in: place)
        var study = Study(
            classes: "[yellow cross, red circle]", resolution: 32, conditioner: "class_embedding", seed: 2)
        study.networks = networks
        let target = try study.composition()
        _ = try Transfer.apply(settings(source.path) { $0.classes = .average }, to: target)
        for (new, old, path) in [
            (target.discriminator, source.composition.discriminator, "embed.weight"),
            (target.generator, try #require(source.trainer.average), "shared.weight"),
        ] as [(Module, Module, String)] {
            let vectors = try #require(new.tensor(path))
            let mean = try #require(old.tensor(path)).mean(0, keepDims: true)
            #expect(distance(vectors, mean.repeated(2, axis: 0)) < 1e-6)
        }
        #expect(try Trainer(target).advance().values.allSatisfy(\.value.isFinite))
    }

    /// Linear embeddings of the mean of all classes, for a generator with latents before them and for the discriminator's product.
    @Test func linearEmbeddingsOfOtherClassesBeginAsTheMean() throws {
        let widths = "channels: [8], blocks: [1], group_channels: 4"
        let networks = ("r3gan, z_dim: 4, embedding_dim: 4, \(widths)", "r3gan, \(widths)")
        let source = try SourceRun(Study(conditioner: "linear_embedding", networks: networks), in: place)
        var study = Study(
            classes: "[yellow cross, red circle]", channels: "gray", conditioner: "linear_embedding", seed: 2)
        study.networks = networks
        let target = try study.composition()
        let policies = settings(source.path) { ($0.classes, $0.channels) = (.average, .convert) }
        _ = try Transfer.apply(policies, to: target)
        let average = try #require(source.trainer.average)
        for (new, old) in [(target.discriminator, source.composition.discriminator), (target.generator, average)]
            as [(Module, Module)]
        {
            let vectors = try #require(new.tensor("embed.weight"))
            let mean = try #require(old.tensor("embed.weight")).mean(1, keepDims: true)
            #expect(distance(vectors, mean.repeated(2, axis: 1)) < 1e-6)
        }
        let (gray, z) = (random.normal([2, 1, 8, 8]), random.normal([2, 4]))
        // Then all classes are alike.
        let conditioners = [
            target.discriminator.conditioner, source.composition.discriminator.conditioner,
            target.generator.conditioner, average.conditioner,
        ]
        for case let conditioner? in conditioners {
            for (_, parameter) in conditioner.parameters() { parameter.wrappedValue = .ones(parameter.shape) }
        }
        let (two, three) = (Tensor.identity(2), Tensor.identity(3).rows(0..<2))
        #expect(
            try distance(
                target.discriminator(gray, two, pass).logits,
                source.composition.discriminator(gray.repeated(3, axis: 1), three, pass).logits) < 1e-5)
        #expect(
            try distance(
                target.generator(z, two, pass).images, average(z, three, pass).images.mean(1, keepDims: true)) < 1e-5)
        #expect(try Trainer(target).advance().values.allSatisfy(\.value.isFinite))
    }

    /// Two numbers a class along the first axis, as for heads that tell real from generated images of a class.
    @Test func classesOfSeveralRows() throws {
        let axis = TransferAxis(.labels(perLabel: 2), axis: 0)
        let source = Tensor((0..<8).map(Float.init), shape: [4, 2])
        let conversion = try #require(AxisConversion(axis, source: source, target: .zeros([6, 2])))
        let values = conversion.labels([.copy(1), .average, .drawn], perLabel: 2).scalars(as: Float.self)
        #expect(values == [4, 5, 6, 7, 2, 3, 4, 5, 0, 0, 0, 0])
    }

    /// Known before the source is read, whose sizes may be anything.
    @Test(arguments: [
        ([4, 2], true), ([1 << 60, 2], true), ([4, 3], false), ([4, 1 << 60], false), ([4], false), ([4, 2, 1], false),
    ]) func shapesDifferAlongTheAxisAlone(_ source: [Int], _ fits: Bool) {
        let axis = TransferAxis(.labels(perLabel: 2), axis: 0)
        #expect(AxisConversion.fits(axis, source: source, target: [6, 2]) == fits)
    }

    @Test func partsCountedFromImagesEndTogether() {
        let target = ["blocks.0.0.conv1.weight", "blocks.1.0.conv1.weight", "blocks.2.0.conv1.weight"]
        let match = SeriesMatch(
            TransferSeries("blocks.", .resolutionFromImages), target: target, source: Array(target.dropLast()))
        #expect(match.sourceName(of: target[2]) == target[1])
        #expect(match.sourceName(of: target[0]) == "blocks.-1.0.conv1.weight")
        #expect(match.explainsLack(of: target[0]) && !match.explainsLack(of: "linear.weight"))
    }
}
