import Foundation
import GANCore
import GANTestSupport
import GANZoo
import Testing

@testable import GANRun

/// Runs with images that are not square, or whose side is no power of two: data, networks, augmentation, sheets, search in W and export
/// have one shape.
@Suite struct ImageShapeRunTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    private static let few = ["train.kimg=0.016", "data.per_class=12", "data.long_tail=null"]
    private static let biggan = [
        "~regularizers", "conditioner=class_embedding",
        "generator={type: biggan, ch: 2, z_dim: 8, shared_dim: 4}", "discriminator={type: biggan, ch: 2}",
    ]
    private static let r3gan = [
        "~regularizers", "conditioner=linear_embedding",
        "generator={type: r3gan, z_dim: 8, embedding_dim: 8, channels: [8], blocks: [1], group_channels: 4}",
        "discriminator={type: r3gan, channels: [8], blocks: [1], group_channels: 4}",
    ]
    private static let strong = [
        "augment={type: ada, preset: bgcfnc, p: 0.8}",
        "regularizers={r1: {weight: 0.1, every: 2}, path_length: {weight: 1, every: 2}}",
    ]

    @Test(
        arguments: [
            ("stylegan2", "[16, 24]", strong), ("stylegan2", "[24, 16]", []), ("stylegan2", "12", strong),
            ("stylegan2", "[12, 16]", ["augment={type: diffaugment}"]), ("biggan", "[24, 32]", biggan),
            ("biggan", "24", biggan), ("r3gan", "[12, 16]", r3gan),
        ] as [(String, String, [String])])
    func trainsAndShows(_ name: String, _ resolution: String, _ changes: [String]) throws {
        let numbers = resolution.matches(of: /\d+/).compactMap { Int($0.output) }
        let (height, width) = (numbers[0], numbers[numbers.count - 1])
        let recipe = try Recipe(Self.tiny, overrides: Self.few + ["data.resolution=\(resolution)"] + changes)
        let run = try Run.create(at: place.path("run"), for: recipe)
        #expect(try run.train() == .finished)
        let resolved = try String(contentsOfFile: place.path("run/resolved.yaml"), encoding: .utf8)
        #expect(resolved.contains("\n  resolution: \(resolution)\n"))
        let generator = try run.generator()
        let images = try generator.images(seeds: 0..<2)
        #expect(images.allSatisfy { ($0.width, $0.height) == (width, height) })
        #expect(try generator.sheet(seeds: 0..<2).height >= 10 * height)
        let again = try Run.open(at: place.path("run")).generator().images(seeds: 0..<2)
        #expect(again == images)
    }

    /// Features take images of any shape; the search in W keeps it.
    @Test func isMeasuredAndSearched() throws {
        let changes = ["data.channels=gray", "data.resolution=[16, 24]", "~regularizers.noisy_twins"]
        let run = try Run.create(at: place.path("run"), for: Recipe(Self.tiny, overrides: Self.few + changes))
        try run.train()
        var options = EvaluationOptions()
        (options.samples, options.samplesPerClass) = (20, 4)
        let scores = try run.evaluate(["fid"], options)
        #expect(scores.values.values.allSatisfy { $0.isFinite && $0 > 0 })
        let generator = try run.generator()
        let path = place.path("own.png")
        try generator.images(seeds: 5..<6)[0].write(to: path)
        var settings = ProjectionSettings()
        settings.steps = 2
        let found = try generator.project([path], settings).images[0]
        #expect((found.image.width, found.image.height) == (24, 16))
    }

    /// The note says that programs of squares need a change.
    @Test func weightsCanBeExported() throws {
        let changes = ["data.resolution=[16, 24]", "data.labels=false", "~conditioner", "~regularizers"]
        let run = try Run.create(at: place.path("run"), for: Recipe(Self.tiny, overrides: Self.few + changes))
        try run.train()
        let report = try run.export(to: place.path("own.safetensors"))
        #expect(report.networks.count == 3)
        let card = try String(contentsOfFile: place.path("own.safetensors.md"), encoding: .utf8)
        #expect(
            card.contains("its smallest feature maps have the height 4 and the width 6, and the program's are 4 × 4"))
        #expect(!card.contains("from training.networks import"))
        let error = #expect(throws: RunError.self) {
            try run.export(to: place.path("other.safetensors"), ExportOptions(names: "rosinality"))
        }
        #expect(error.map { "\($0)".contains("makes squares whose side is a power of two") } == true)
    }
}
