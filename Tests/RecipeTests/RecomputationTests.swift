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

    /// The gradients of two penalties of slopes: in images, as R1, and in latents through the whole generator, as path length.
    private func penaltyGradients(_ composition: Composition) throws -> [Tensor] {
        let labels = try composition.data.labels(at: [0, 1, 2, 3])
        func pass(_ phase: Phase) -> ForwardPass {
            ForwardPass(phase: phase, random: RandomStream(seed: 5, path: "penalties"))
        }
        func gradient(_ slope: Tensor, _ network: Module) -> Tensor {
            let weights = network.parameters().map(\.parameter.wrappedValue)
            let found = gradients(of: slope.squared().sum(), wrt: weights)
            // A weight without influence has no gradient, or one of zeros if its block is computed again.
            let all = zip(found, weights).map { ($0 ?? Tensor.zeros($1.shape, dtype: $1.dtype)).reshaped(-1) }
            return concatenate(all, axis: 0)
        }
        let random = RandomStream(seed: 6, path: "inputs")
        let z = random.normal([4, composition.generator.latentSize]).requiringGradient()
        let images = try composition.generator(z, labels, pass(.generator)).images
        let length = GANTensor.gradient(
            of: (images * random.normal(images.shape)).sum(), wrt: z, createGraph: true)
        let leaf = images.detached().requiringGradient()
        let logits = try composition.discriminator(leaf, labels, pass(.discriminator)).logits
        let slope = GANTensor.gradient(of: logits.sum(), wrt: leaf, createGraph: true)
        return [gradient(length, composition.generator), gradient(slope, composition.discriminator)]
    }

    @Test(arguments: networks.indices) func penaltiesOfSlopesAgree(_ index: Int) throws {
        let (recipe, overrides) = Self.networks[index]
        try Backends.inDoublePrecision {
            let kept = try penaltyGradients(try composition(recipe, overrides, .none))
            let again = try penaltyGradients(try composition(recipe, overrides, .blocks))
            for (again, kept) in zip(again, kept) {
                #expect(kept.abs().max().item() > 0)
                #expect(relativeError(again, kept) < 1e-9)
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
