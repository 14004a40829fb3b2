import GANCore
import GANModule
import GANTestSupport
import GANTrain
import Testing

@testable import FewShot

@Suite(.onChosenBackend) struct FreezeTests {
    private func study(_ freeze: String) -> Study { Study(more: "freeze: \(freeze)\nregularizers: {r1: {every: 2}}") }

    @Test func frozenWeightsKeepTheirBytes() throws {
        let composition = try study("{parameters: [generator.mapping.*, discriminator.b4.conv.weight]}").composition()
        func values() -> [String: [UInt64]] {
            Dictionary(
                uniqueKeysWithValues: composition.modules.flatMap { part, module in
                    module.parameters().map { ("\(part).\($0.path)", bits($0.parameter.wrappedValue)) }
                })
        }
        let before = values()
        let trainer = Trainer(composition)
        for _ in 0..<3 { try trainer.advance() }
        let kept = values().filter { before[$0.key] == $0.value }.keys.sorted()
        let frozen = before.keys.filter { $0.hasPrefix("generator.mapping.") || $0 == "discriminator.b4.conv.weight" }
        #expect(kept == frozen.sorted())
    }

    /// As `freeze_layers` of the published code counts: the layers that stay in step are those of METHODS §1.9.
    @Test func layersAreCountedFromTheImage() throws {
        let composition = try study("{discriminator_layers: 5}").composition()
        let layers = FreezeSettings.layers(of: composition.discriminator)
        #expect(layers == ["b8.fromrgb", "b8.conv0", "b8.conv1", "b8.skip", "b4.conv", "b4.fc", "b4.out"])
        let frozen = composition.discriminator.parameters().filter(\.parameter.isFrozen).map(\.path)
        #expect(
            frozen == [
                "b8.fromrgb.weight", "b8.fromrgb.bias", "b8.conv0.weight", "b8.conv0.bias", "b8.conv1.weight",
                "b8.conv1.bias", "b8.skip.weight", "b4.conv.weight", "b4.conv.bias",
            ])
    }

    @Test(arguments: [
        ("{parameters: [generator.maping.*]}", "`generator.maping.*` matches no parameter"),
        ("{discriminator_layers: 99}", "the discriminator has 7 layers"),
    ]) func whatCannotBeFrozenIsAnError(_ freeze: String, _ words: String) throws {
        let error = #expect(throws: RecipeErrors.self) { try study(freeze).composition() }
        #expect("\(try #require(error))".contains(words))
    }
}
