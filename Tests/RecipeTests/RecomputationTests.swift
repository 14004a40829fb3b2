import Foundation
import GANContractCheck
import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// `train.recompute`: the same training, with less memory.
@Suite struct RecomputationTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Networks whose blocks differ, as overrides of a small recipe.
    static let networks: [(recipe: DeviceRecipe, overrides: [String])] = [
        (.styleGAN2, []),
        (.styleGAN2, ["generator.architecture=resnet", "discriminator.architecture=skip"]),
        (.styleGAN2, ["generator.architecture=orig", "discriminator.architecture=orig", "train.joint_batch=true"]),
        (.bigGAN, []),
        (.bigGAN, ["generator.attention=[16]", "discriminator.attention=[16]", "train.joint_batch=false"]),
        (.bigGAN, ["generator.deep=true", "discriminator.deep=true", "train.microbatch=4"]),
        (
            .bigGAN,
            ["generator={type: resnet, ch: 4, z_dim: 8, spectral_norm: true}", "discriminator={type: resnet, ch: 4}"]
        ),
        (.styleGAN2, ["generator.class_free_resolution=8"]),
        (.styleGAN2, utlo),
        (.bigGAN, ["generator.class_free_resolution=8"]),
        (.bigGAN, utlo),
        (.bigGAN, utlo + ["generator.deep=true", "discriminator.deep=true"]),
    ]

    /// Both networks run a second time for small images, and their state is restored after it.
    private static let utlo = [
        "generator.class_free_resolution=8", "discriminator.class_free_resolution=8", "~regularizers.noisy_twins",
        "regularizers.utlo={}",
    ]

    private func composition(
        _ recipe: DeviceRecipe, _ overrides: [String], _ recompute: Recomputation
    ) throws -> Composition {
        let path = try place.write("recipe.yaml", recipe.text(train: "kimg: 1, recompute: \(recompute.rawValue)"))
        return try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: overrides))
    }

    /// The weights and all state after three steps without a term that differentiates a slope.
    private func trained(
        _ recipe: DeviceRecipe, _ overrides: [String], _ recompute: Recomputation
    ) throws -> [String: [UInt64]] {
        let trainer = try Trainer(try composition(recipe, overrides + ["~regularizers.r1"], recompute))
        for _ in 0..<3 { try trainer.advance() }
        var state: [String: [UInt64]] = [:]
        for (place, module) in trainer.composition.modules {
            for (path, parameter) in module.parameters() { state["\(place).\(path)"] = bits(parameter.stored) }
            for (path, buffer) in module.buffers() {
                if let tensor = buffer.value as? Tensor { state["\(place).\(path)"] = bits(tensor) }
            }
        }
        return state
    }

    /// Random numbers, batch statistics and the vectors of spectral normalization are those of the first run, once.
    @Test(arguments: networks.indices) func trainsToTheSameBits(_ index: Int) throws {
        let (recipe, overrides) = Self.networks[index]
        let kept = try trained(recipe, overrides, .none)
        let again = try trained(recipe, overrides, .blocks)
        #expect(kept.count > 20)
        for (path, value) in kept where again[path] != value { Issue.record("\(path) differs") }
        #expect(kept.keys == again.keys)
    }

    /// The gradient of a number in each weight of a network; nil for weights that it does not depend on.
    private struct WeightGradients {
        let weights: [(path: String, parameter: Parameter)]
        let all: [Tensor?]

        init(of y: Tensor, _ network: Module) {
            weights = network.parameters()
            all = gradients(of: y, wrt: weights.map(\.parameter.wrappedValue))
        }

        /// One after another, with zeros in place of nil.
        var joined: Tensor {
            let parts = zip(all, weights).map {
                $0 ?? .zeros($1.parameter.shape, dtype: $1.parameter.wrappedValue.dtype)
            }
            return concatenate(parts.map { $0.reshaped(-1) }, axis: 0)
        }

        /// Paths of the weights without a gradient, which optimizers skip.
        var unreached: [String] { zip(all, weights).filter { $0.0 == nil }.map(\.1.path) }
    }

    /// The gradients of the images and of those that know no class, and of two penalties of slopes: in images, as R1, and in latents through the
    /// whole generator, as path length.
    private func weightGradients(
        _ composition: Composition
    ) throws -> (ofImages: [WeightGradients], ofSlopes: [WeightGradients]) {
        let labels = try composition.data.labels(at: [0, 1, 2, 3])
        func pass(_ phase: Phase) -> ForwardPass {
            ForwardPass(phase: phase, random: RandomStream(seed: 5, path: "penalties"))
        }
        let random = RandomStream(seed: 6, path: "inputs")
        let z = random.normal([4, composition.generator.latentSize]).requiringGradient()
        let made = try composition.generator(z, labels, pass(.generator))
        let images = made.images
        let length = GANTensor.gradient(
            of: (images * random.normal(images.shape)).sum(), wrt: z, createGraph: true)
        let leaf = images.detached().requiringGradient()
        let logits = try composition.discriminator(leaf, labels, pass(.discriminator)).logits
        let slope = GANTensor.gradient(of: logits.sum(), wrt: leaf, createGraph: true)
        var small: [WeightGradients] = []
        if let free = composition.generator as? any ClassFreeGenerator, free.classFreeResolution != nil {
            let styles = try #require(made.latents).styles
            small = [WeightGradients(of: try free.classFreeImages(styles, pass(.generator)).squared().sum(), free)]
        }
        return (
            small + [
                WeightGradients(of: images.squared().sum(), composition.generator),
                WeightGradients(of: logits.squared().sum(), composition.discriminator),
            ],
            [
                WeightGradients(of: length.squared().sum(), composition.generator),
                WeightGradients(of: slope.squared().sum(), composition.discriminator),
            ]
        )
    }

    /// The same bits, and for slopes the same up to rounding; nil for the same weights.
    @Test(arguments: networks.indices) func gradientsAgree(_ index: Int) throws {
        let (recipe, overrides) = Self.networks[index]
        try Backends.inDoublePrecision {
            let kept = try weightGradients(try composition(recipe, overrides, .none))
            let again = try weightGradients(try composition(recipe, overrides, .blocks))
            #expect(kept.ofImages.count == (overrides.contains("generator.class_free_resolution=8") ? 3 : 2))
            for (again, kept) in zip(again.ofImages + again.ofSlopes, kept.ofImages + kept.ofSlopes) {
                #expect(again.unreached == kept.unreached)
                #expect(kept.joined.abs().max().item() > 0)
                #expect(relativeError(again.joined, kept.joined) < 1e-9)
            }
            for (again, kept) in zip(again.ofImages, kept.ofImages) {
                #expect(bits(again.joined) == bits(kept.joined))
            }
        }
    }

    /// Bytes that a forward pass of both networks keeps for the backward pass, and those that a whole step needs.
    private func memory(_ file: String, _ recompute: Recomputation) throws -> (kept: Int, step: Int) {
        let overrides = ["train.recompute=\(recompute.rawValue)"]
        let recipe = try RecipeLoader(.linked).check(path: Recipes.path(file), overrides: overrides)
        let opened = try Composer.open(recipe)
        let kept = try opened.outlined { composition in
            let before = Backends.memory?.inUse ?? 0
            let pass = try ForwardImages(composition.section(TrainSettings.self).batch, composition)
            return withExtendedLifetime(pass) { (Backends.memory?.inUse ?? 0) - before }
        }
        let step = try #require(try opened.outlined { try StepMemory.count($0) })
        #expect(step.isWhole)
        return (kept, step.bytes)
    }

    /// The estimate counts a step as it is made, so it knows it.
    @Test(arguments: ["stylegan2-small32", "stylegan2-auto64", "biggan-32"])
    func halfOfTheActivationsAreNotKept(_ name: String) throws {
        let all = try memory("bench/\(name).yaml", .none)
        let blocks = try memory("bench/\(name).yaml", .blocks)
        #expect(blocks.kept < all.kept / 2, "\(blocks.kept) of \(all.kept) bytes")
        #expect(blocks.step < all.step, "\(blocks.step) of \(all.step) bytes")
    }

    /// A pass keeps the state of each part for that part alone. The next pass replaces the state of blocks, and no copy of it is left.
    @Test func noPartKeepsTheStateOfOthers() throws {
        let recipe = try RecipeLoader(.linked).check(
            path: Recipes.path("bench/biggan-32.yaml"), overrides: ["train.recompute=blocks"])
        try Composer.open(recipe).outlined { composition in
            let generator = composition.generator
            var inUse: Int { Backends.memory?.inUse ?? 0 }
            func images() throws -> Tensor {
                let random = RandomStream(seed: 7, path: "state")
                let labels = try composition.data.labels(at: [0, 1])
                return try generator(
                    random.normal([2, generator.latentSize]), labels, ForwardPass(phase: .generator, random: random)
                ).images
            }
            let kept = try images()
            let before = inUse
            _ = try withoutGradients(images)
            let grown = withExtendedLifetime(kept) { inUse } - before
            func bytes(_ isWanted: (String) -> Bool) -> Int {
                generator.buffers().filter { isWanted($0.path) }.compactMap { $0.buffer.value as? Tensor }
                    .reduce(0) { $0 + $1.count * $1.dtype.byteWidth }
            }
            let (ofBlocks, others) = (bytes { $0.hasPrefix("blocks.") }, bytes { !$0.hasPrefix("blocks.") })
            #expect(ofBlocks > others)
            #expect(grown <= others, "\(grown) bytes; buffers of blocks have \(ofBlocks), others \(others)")
        }
    }

    @Test func aNetworkThatKeepsAllIsNamed() throws {
        let path = try place.write(
            "dcgan.yaml",
            """
            recipe: 2
            data: {type: shapes, resolution: 32}
            generator: {type: biggan, ch: 4, z_dim: 20}
            discriminator: dcgan
            loss: hinge
            train: {recompute: blocks}

            """)
        let checked = try RecipeLoader(.linked).check(path: path, overrides: [])
        let errors = #expect(throws: RecipeErrors.self) { try Composer.compose(checked) }
        #expect(
            errors?.problems.map { $0.message + "\n  fix: " + ($0.hint ?? "") } == [
                "`train.recompute`: `discriminator`: dcgan cannot compute its blocks again\n"
                    + "  fix: set train.recompute: none; train.microbatch saves memory, too"
            ])
    }
}
