import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANTransfer

/// Gives images of each class back that were handed to it.
private final class StoredImages: Module, Generator {
    static let name = "stored"
    static let summary = "images of each class"
    let latentSize = 4
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let images: [Tensor]

    /// - Parameter images: of each class, [N, C, H, W].
    init(_ images: [Tensor]) { self.images = images }

    init(_ settings: NoSettings, _ build: BuildContext) { preconditionFailure("made by hand") }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let number = labels.scalars(as: Float.self).firstIndex(of: 1) ?? 0
        let picks = (0..<z.shape[0]).map { Int32($0 % images[number].shape[0]) }
        return GeneratorOutput(images: images[number].rows(at: Tensor(picks, shape: [picks.count])))
    }
}

/// Its classes have no names, and the last of them no image.
private final class UnnamedClasses: Dataset {
    static let name = "unnamed"
    static let summary = "classes without names"
    let info: DatasetInfo
    private let base: any Dataset

    init(_ base: any Dataset) {
        var info = base.info
        (info.classNames, info.classCounts[info.labelSize - 1]) = ([], 0)
        (self.base, self.info) = (base, info)
    }

    init(_ settings: NoSettings, _ build: BuildContext) { preconditionFailure("made by hand") }

    func samples(at indices: [Int]) throws -> Samples { try base.samples(at: indices) }

    func labels(at indices: [Int]) throws -> Tensor { try base.labels(at: indices) }
}

@Suite(.onChosenBackend) struct NearestClassesTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// The source's classes are the data's own in another order, and one of theirs is missing there.
    private func networks(_ source: SourceRun) throws -> SourceNetworks {
        let data = source.composition.data
        let images = (0..<3).map { number in (0..<data.info.count).filter { $0 / 4 == number } }
        return SourceNetworks(
            generator: StoredImages(try images.map { try data.samples(at: $0).images }),
            discriminator: source.composition.discriminator, info: data.info)
    }

    @Test func findsTheClassThatLooksAlike() throws {
        let source = try SourceRun(Study(), in: place)
        let data = try Study(classes: "[blue triangle, green square, red circle]", seed: 2).composition().data
        #expect(try NearestClasses(source: networks(source), data: data)() == [2, 1, 0])
    }

    /// Weights of each class are those of the class that looks like it, in both networks, and lines say which.
    @Test func weightsFollow() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(classes: "[blue triangle, green square]", seed: 2).composition()
        let report = try #require(
            try Transfer.apply(settings(source.path) { $0.classes = .nearest }, to: target) { run, _ in
                #expect(run == source.path)
                return try networks(source)
            })
        #expect(
            report.lines[1...2] == [
                "  blue triangle is initialized from blue triangle", "  green square is initialized from green square",
            ])
        for (network, own) in [
            (source.trainer.average as Module?, target.generator as Module),
            (source.composition.discriminator, target.discriminator),
        ] {
            // [w, classes], divided by √classes in use.
            let before = try #require(network?.tensor("mapping.embed.weight"))
            let after = try #require(own.tensor("mapping.embed.weight"))
            let gain = (2.0 / 3).squareRoot()
            for (row, old) in [(0, 2), (1, 1)] {
                #expect(distance(after.sliced(1, row..<row + 1), before.sliced(1, old..<old + 1) * gain) < 1e-6)
            }
        }
    }

    @Test func aFileOfWeightsShowsNoImages() throws {
        let source = try SourceRun(Study(), in: place)
        let target = try Study(seed: 2).composition()
        let file = "\(source.path)/checkpoints/000002/weights.safetensors"
        let error = #expect(throws: TransferError.self) {
            try Transfer.apply(settings(file) { $0.classes = .nearest }, to: target) { _, _ in try networks(source) }
        }
        #expect(error?.description.hasPrefix("transfer.classes is nearest: \(file) is not a run") ?? false)
    }

    @Test func anEmptyClassIsNamedByItsNumber() throws {
        let source = try SourceRun(Study(), in: place)
        let data = UnnamedClasses(try Study(seed: 2).composition().data)
        let error = #expect(throws: TransferError.self) { try NearestClasses(source: networks(source), data: data)() }
        #expect(
            error?.description == "transfer.classes is nearest: 2 has no image\n  fix: set transfer.classes: average")
    }

    @Test func otherSizesCannotBeCompared() throws {
        let source = try SourceRun(Study(), in: place)
        let data = try Study(resolution: 16, seed: 2).composition().data
        let error = #expect(throws: TransferError.self) { try NearestClasses(source: networks(source), data: data)() }
        #expect(error?.description.contains("images of [3, 8, 8], but the data has [3, 16, 16]") ?? false)
        let plain = try Study(labels: false, conditioner: "~", seed: 2).composition().data
        #expect(throws: TransferError.self) { try NearestClasses(source: networks(source), data: plain)() }
    }
}
