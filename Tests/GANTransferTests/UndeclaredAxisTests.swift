import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTransfer

/// A generator with a layer for classes and one for colors that declares neither.
private final class PlainGenerator: Module, Generator {
    static let name = "plain_generator"
    static let summary = "a generator for tests"
    let latentSize = 4
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let classes: Linear
    private let colors: Linear
    private let size: Int

    init(_ settings: NoSettings, _ build: BuildContext) {
        size = build.data.height
        classes = Linear(build.data.labelSize, latentSize, random: build.random)
        colors = Linear(latentSize, build.data.channels, random: build.random)
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let pixels = colors(z + classes(labels)).tanh()
        return GeneratorOutput(
            images: pixels.reshaped(z.shape[0], -1, 1, 1).repeated(size, axis: 2).repeated(size, axis: 3))
    }
}

/// A discriminator that only looks at colors.
private final class PlainDiscriminator: Module, Discriminator {
    static let name = "plain_discriminator"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let colors: Linear

    init(_ settings: NoSettings, _ build: BuildContext) {
        colors = Linear(build.data.channels, 1, random: build.random)
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: colors(images.mean(2, 3)).reshaped(-1))
    }
}

/// The refusal of networks whose author did not know of `TransferableModule` names it, and what to declare.
@Suite(.onChosenBackend) struct UndeclaredAxisTests {
    private func composition(classes: Int, channels: Int) throws -> Composition {
        let tiny = try tinyComposition { ($0.labelSize, $0.channels) = (classes, channels) }
        func build(_ path: String) -> BuildContext { BuildContext(path: path, data: tiny.data.info, seed: 1) }
        return Composition(
            data: tiny.data, generator: PlainGenerator(NoSettings(), build("generator")),
            discriminator: PlainDiscriminator(NoSettings(), build("discriminator")), loss: tiny.loss, seed: 1)
    }

    /// The lines of the refusal that say what to do.
    private func fixes(from source: Composition, to target: Composition) throws -> [String] {
        let place = try Workplace()
        let path = place.path("weights.safetensors")
        var writer = SafetensorsWriter()
        source.generator.addState(to: &writer, prefix: "generator.")
        source.discriminator.addState(to: &writer, prefix: "discriminator.")
        try writer.write(to: path)
        let error = #expect(throws: TransferError.self) { try Transfer.apply(settings(path), to: target) }
        return "\(try #require(error))".split(separator: "\n").filter { $0.hasPrefix("  fix: ") }.map {
            String($0.dropFirst(7))
        }
    }

    private static let other =
        "use the source's network settings, or list the tensors in transfer.reinitialize and transfer.ignore"

    @Test func classesOfAGenerator() throws {
        let found = try fixes(
            from: composition(classes: 5, channels: 1), to: composition(classes: 3, channels: 1))
        #expect(
            found == [
                #"for the author of `PlainGenerator`: conform it to `TransferableModule`, and return ["classes.weight": TransferAxis(.labels(perLabel: 1), axis: 1)] from `transferAxes`"#
            ])
    }

    @Test func colorsOfBothNetworks() throws {
        let found = try fixes(
            from: composition(classes: 5, channels: 3), to: composition(classes: 5, channels: 1))
        #expect(
            found == [
                #"for the author of `PlainGenerator`: conform it to `TransferableModule`, and return ["colors.weight": TransferAxis(.imageChannels, axis: 0)] from `transferAxes`"#,
                #"for the author of `PlainGenerator`: conform it to `TransferableModule`, and return ["colors.bias": TransferAxis(.imageChannels, axis: 0)] from `transferAxes`"#,
                #"for the author of `PlainDiscriminator`: conform it to `TransferableModule`, and return ["colors.weight": TransferAxis(.imageChannels, axis: 1)] from `transferAxes`"#,
            ])
    }

    /// Latents of another size are no matter of the data.
    @Test func otherSizesAreNoneOfIt() throws {
        let source = try composition(classes: 3, channels: 1)
        let wide = try TinyGenerator(
            .init(), BuildContext(path: "generator", data: source.data.info, seed: 1))
        let target = Composition(
            data: source.data, generator: wide, discriminator: source.discriminator, loss: source.loss, seed: 1)
        #expect(try fixes(from: source, to: target) == [Self.other])
    }
}
