import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import FewShot

@Suite(.onChosenBackend) struct FreezeTests {
    private func study(_ freeze: String) -> Study {
        Study(more: "hooks: {freeze: \(freeze)}\nregularizers: {r1: {every: 2}}")
    }

    @Test func frozenWeightsKeepTheirBytes() throws {
        let composition = try study("{parameters: [generator.mapping.*, discriminator.b4.conv.weight]}").composition()
        func values() -> [String: [UInt64]] {
            Dictionary(
                uniqueKeysWithValues: composition.modules.flatMap { part, module in
                    module.parameters().map { ("\(part).\($0.path)", bits($0.parameter.wrappedValue)) }
                })
        }
        let before = values()
        let trainer = try Trainer(composition)
        for _ in 0..<3 { try trainer.advance() }
        let kept = values().filter { before[$0.key] == $0.value }.keys.sorted()
        let frozen = before.keys.filter { $0.hasPrefix("generator.mapping.") || $0 == "discriminator.b4.conv.weight" }
        #expect(kept == frozen.sorted())
    }

    /// As `freeze_layers` of the published code counts: the layers that stay in step are those of METHODS §1.9.
    @Test func layersAreCountedFromTheImage() throws {
        let composition = try study("{discriminator_layers: 5}").composition()
        let layers = composition.discriminator.layerOrder
        #expect(layers == ["b8.fromrgb", "b8.conv0", "b8.conv1", "b8.skip", "b4.conv", "b4.fc", "b4.out"])
        let frozen = composition.discriminator.parameters().filter(\.parameter.isFrozen).map(\.path)
        #expect(
            frozen == [
                "b8.fromrgb.weight", "b8.fromrgb.bias", "b8.conv0.weight", "b8.conv0.bias", "b8.conv1.weight",
                "b8.conv1.bias", "b8.skip.weight", "b4.conv.weight", "b4.conv.bias",
            ])
    }

    /// A network states the order of its layers; that of its declarations does not count.
    @Test func theOrderIsTheNetworks() throws {
        let composition = try tinyComposition()
        let backwards = BackwardDiscriminator()
        let own = Composition(
            data: composition.data, generator: composition.generator, discriminator: backwards, loss: composition.loss,
            seed: 1)
        var settings = Freeze.Settings()
        settings.discriminatorLayers = 2
        try freeze(settings, own)
        #expect(backwards.declaredLayers == ["last", "middle", "first"])
        #expect(backwards.parameters().filter(\.parameter.isFrozen).map(\.path) == ["middle.weight", "first.weight"])
    }

    private func freeze(_ settings: Freeze.Settings, _ composition: Composition) throws {
        let build = BuildContext(path: "hooks.freeze", data: composition.data.info, seed: 1)
        try Freeze(settings, build).attach(to: composition)
    }

    @Test func anOrderWithAnUnknownLayerIsAnError() throws {
        let composition = try tinyComposition()
        let discriminator = BackwardDiscriminator()
        discriminator.layerOrder = ["first", "convolution"]
        let own = Composition(
            data: composition.data, generator: composition.generator, discriminator: discriminator,
            loss: composition.loss, seed: 1)
        var settings = Freeze.Settings()
        settings.discriminatorLayers = 2
        let error = #expect(throws: RecipeError.self) { try freeze(settings, own) }
        #expect(
            error?.problem
                == "the discriminator's order of layers names `convolution`, which has no weights of its own")
    }

    @Test(arguments: [
        ("{parameters: [generator.maping.*]}", "`generator.maping.*` matches no parameter"),
        ("{discriminator_layers: 99}", "the discriminator has 7 layers"),
    ]) func whatCannotBeFrozenIsAnError(_ freeze: String, _ words: String) throws {
        let error = #expect(throws: RecipeErrors.self) { try study(freeze).composition() }
        #expect("\(try #require(error))".contains(words))
    }
}

/// A discriminator whose last layer is declared first.
private final class BackwardDiscriminator: Module, Discriminator {
    static let name = "backward"
    static let summary = "a discriminator for tests"
    private let last = Layer()
    private let middle = Layer()
    private let first = Layer()
    var layerOrder = ["first", "middle", "last"]
    var conditioner: (any Conditioner)? { nil }

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: images.mean(1, 2, 3) * first.weight * middle.weight * last.weight)
    }

    private final class Layer: Module {
        @Parameter var weight = Tensor(1)
    }
}
