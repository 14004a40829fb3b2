import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// Whole recipes train to the same bits on any number of processes: weights, optimizers, and what components keep.
@Suite(.onChosenBackend) struct RankTests {
    private static let recipes = [
        "stylegan2": SmallRecipe.text(
            "augment: ada", "train: {kimg: 1, batch: 8, microbatch: 2, first: generator}",
            "conditioner: {type: noisy_embedding, sigma: 0.25}",
            "regularizers: {noisy_twins: {weight: 0.05}, r1: {weight: 1, every: 2}, path_length: {weight: 2, every: 2},"
                + " lecam: {weight: 0.3}}"
        ).replacing("conditioner: embedding\n", with: ""),
        "biggan": """
        recipe: 2
        data: {type: shapes, resolution: 32, per_class: 100}
        generator: {type: biggan, z_dim: 8, shared_dim: 8, ch: 4}
        discriminator: {type: biggan, ch: 4}
        conditioner: embedding
        loss: hinge
        train: {kimg: 1, batch: 12, microbatch: 2, discriminator_steps: 2}

        """,
    ]

    /// The state of a trained composition, in hexadecimal, and the metrics of its steps.
    private static func trained(_ text: String, _ ranks: any Collective) throws -> [String] {
        let place = try Workplace()
        let path = try place.write("recipe.yaml", text)
        let composition = try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: []))
        let trainer = try Trainer(composition, with: ranks)
        let metrics = try (0..<3).flatMap { _ in try trainer.advance().values.map { "\($0.name) \($0.value)" } }
        let parameters = composition.modules.flatMap { path, module in
            module.parameters().map { "\(path).\($0.path) \(bits($0.parameter.wrappedValue))" }
        }
        let buffers = composition.modules.flatMap { path, module in
            module.buffers().map { "\(path).\($0.path) \(Self.text(of: $0.buffer.value))" }
        }
        return metrics + parameters + buffers
    }

    private static func text(of value: any BufferValue) -> String {
        switch value {
        case let value as Tensor: "\(bits(value))"
        case let value as RowBuffer: "\(bits(value.rows))"
        default: "\(value)"
        }
    }

    @Test(arguments: recipes.keys.sorted(), [2, 3, 4]) func trainToTheSameBits(_ name: String, _ count: Int) throws {
        let text = try #require(Self.recipes[name])
        let alone = try Self.trained(text, Alone())
        for result in ThreadCollective.run(count, { try Self.trained(text, $0) }) {
            let found = try result.get()
            #expect(zip(found, alone).first(where: !=)?.0.prefix(200) == nil)
            #expect(found.count == alone.count)
        }
    }
}
