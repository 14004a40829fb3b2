import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// Networks and steps are known by their shapes before any memory is used for them.
@Suite struct OutlineTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func checked(_ changes: [String] = []) throws -> CheckedRecipe {
        let text = SmallRecipe.text(data: "per_class: 20, long_tail: null", "train: {kimg: 0.032, batch: 8}")
        return try RecipeLoader(.linked).check(path: place.write("a.yaml", text), overrides: changes)
    }

    private static let wide = ["generator", "discriminator"].flatMap { network in
        ["\(network).channel_base=512", "\(network).channel_max=32"]
    }
    private static let recipes: [[String]] = [
        wide, wide + ["regularizers={r1: {weight: 1, every: 2}, path_length: {every: 2}}"],
        wide + ["augment={type: ada, p: 0.3}"], wide + ["train.microbatch=4"],
        wide + ["train.joint_batch=true", "train.discriminator_steps=2"],
        [
            "data.resolution=32", "generator={type: biggan, ch: 4, z_dim: 8, shared_dim: 4}",
            "discriminator={type: biggan, ch: 4}",
        ],
        [
            "data.resolution=32",
            "generator={type: r3gan, z_dim: 8, embedding_dim: 4, channels: [16], blocks: [1], group_channels: 4}",
            "discriminator={type: r3gan, channels: [16], blocks: [1], group_channels: 4}", "loss=relativistic",
            "train.fake_sampler=paired",
        ],
    ]

    /// The outline is the network itself: each parameter and buffer has its name and shape.
    @Test(arguments: recipes) func outlinesHaveTheShapes(_ changes: [String]) throws {
        let recipe = try checked(changes)
        func shapes(_ composition: Composition) -> [String] {
            composition.modules.flatMap { path, module in
                module.parameters().map { "\(path).\($0.path) \($0.parameter.shape)" }
                    + module.buffers().compactMap { name, buffer in
                        (buffer.value as? Tensor).map { "\(path).\(name) \($0.shape)" }
                    }
            }
        }
        let outline = try Composer.open(recipe).outlined(shapes)
        #expect(try outline == shapes(Composer.compose(recipe)))
    }

    /// A real step on the processor needs what was counted, and besides the scratch space of its kernels.
    @Test(arguments: recipes) func countedStepsAreRealOnes(_ changes: [String]) throws {
        let recipe = try checked(changes)
        let counted = try #require(try Composer.open(recipe).outlined { try StepMemory.count($0) })
        let backend = CPUBackend(threads: 1)
        try Backends.with(backend) { _ = try Trainer(Composer.compose(recipe)).advance() }
        let real = backend.allocator.statistics.peakBytesInUse
        #expect(counted.isWhole)
        // The first step looks at values, too, and the allocator rounds sizes up.
        #expect(counted.bytes < real && counted.bytes > real / 3, "\(counted.bytes) of \(real)")
    }

    // MARK: What is too large

    private func refusal(_ changes: [String]) throws -> String {
        let recipe = try checked(changes)
        let error = #expect(throws: RecipeErrors.self) { try Composer.compose(recipe) }
        return error?.description ?? ""
    }

    private static let hugeGenerator = [
        "generator.z_dim=65536", "generator.w_dim=65536", "generator.mapping_layers=64",
    ]

    /// Terabytes for weights are refused at the network's place, before one is drawn.
    @Test(arguments: [
        (hugeGenerator, "generator"),
        (
            [
                "data.resolution=32",
                "discriminator={type: r3gan, channels: [8192], blocks: [64], group_channels: 4, expansion: 64}",
            ], "discriminator"
        ),
    ]) func largeNetworksAreRefused(_ changes: [String], _ network: String) throws {
        let text = try refusal(changes)
        #expect(text.contains("`\(network)` needs "), "\(text)")
        #expect(text.contains(" for its numbers alone, but only "), "\(text)")
        #expect(text.contains("use a smaller network or resolution"), "\(text)")
    }

    /// One network alone, of a run whose recipe somebody else wrote.
    @Test func aLargeGeneratorAloneIsRefused() throws {
        let recipe = try checked(Self.hugeGenerator + ["~conditioner"])
        var info = DatasetInfo(count: 1, channels: 3, height: 8, width: 8, labelKind: .none, labelSize: 0)
        let network = #expect(throws: RecipeErrors.self) { try Composer.generator(of: recipe, info) }
        #expect(network?.description.contains("`generator` needs ") == true, "\(String(describing: network))")
        (info.height, info.width) = (1 << 26, 1 << 26)
        let images = #expect(throws: RecipeErrors.self) { try Composer.generator(of: recipe, info) }
        #expect(images?.description.contains("`data`: an image of 3×67108864×67108864 needs ") == true)
    }

    /// A batch of which a slice does not fit is known from two images, and its labels are not made.
    @Test func aLargeBatchIsCountedFromTwoImages() throws {
        let recipe = try checked(["train.batch=65536", "generator.channel_base=100000", "generator.channel_max=8192"])
        let counted = try Composer.open(recipe).outlined { try StepMemory.count($0) }
        #expect(try #require(counted).bytes > 1 << 37)
        #expect(counted?.isWhole == false)
    }
}
