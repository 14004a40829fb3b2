import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// The trainer itself against the published code, which replays its steps from its start and its draws (Tests/Reference/trainer.py).
@Suite(.onChosenBackend) struct TrainerOracleTests {
    private static let steps = 6
    private static let path = ProcessInfo.processInfo.environment["GANZOO_WRITE_TRAINER_DRAWS"]

    private func composition() throws -> Composition {
        let recipe = pyTorchReferencePath("trainer_16.yaml")
        return try Composer.compose(try RecipeLoader(.linked).check(path: recipe, overrides: []))
    }

    @Test(.enabled(if: path == nil)) func endsAsPublished() throws {
        let oracle = StyleGAN2Oracle(try openPyTorchReference("trainer_16"))
        let trainer = try Trainer(try composition())
        try expectDraws(of: trainer.composition, oracle)
        for _ in 0..<Self.steps { try trainer.advance() }
        try oracle.expectState(of: trainer.composition.generator, is: "G.after.", from: "G.before.")
        try oracle.expectState(of: trainer.composition.discriminator, is: "D.after.", from: "D.before.")
        try oracle.expectState(of: try #require(trainer.average), is: "G_ema.after.", from: "G.before.")
        let path = try #require(trainer.composition.regularizers.first { $0.name == "path_length" }).regularizer
        let mean = try #require(path.buffers().first { $0.path == "mean" }?.buffer.value as? Tensor)
        try oracle.expect(mean, is: "pl_mean.after", within: OracleTolerance.secondOrder)
    }

    /// A change of what is drawn, or of the weights that a network begins with, calls for a new file.
    private func expectDraws(of composition: Composition, _ oracle: StyleGAN2Oracle) throws {
        for (name, value) in try TrainerDraws(composition).tensors(steps: Self.steps) {
            try oracle.expect(value, is: name, within: 1e-6)
        }
    }

    @Test(.enabled(if: path != nil, "writes the file that Tests/Reference/trainer.py reads")) func writesDraws() throws
    {
        var writer = SafetensorsWriter()
        for (name, value) in try TrainerDraws(composition()).tensors(steps: Self.steps) {
            writer.add(name, shape: value.shape.dimensions) { value.scalars(as: Float.self) }
        }
        try writer.write(to: try #require(Self.path))
    }
}
