import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import Testing

/// A part of a test network that counts passes in a buffer, in evaluation mode too, and can make a pass fail.
package final class PassCounter: Module {
    package struct Failure: Error {}

    @Buffer(.sumOfChanges) package var passes: Float = 0
    package var fails = false
    /// The mode of each pass.
    package private(set) var modes: [Bool] = []
    /// A part that is in evaluation mode while the rest trains, such as a frozen network.
    private let still = Still()

    override package init() { still.setTraining(false) }

    package func count() throws {
        passes += 1
        modes.append(isTraining)
        if fails { throw Failure() }
    }
}

private final class Still: Module {}

/// Checks that `use` runs `networks` in evaluation mode, and that their modes and buffers are what they were afterwards, also
/// if a pass throws. Each network has a `PassCounter`.
/// - Parameter changesBuffers: whether a use that succeeds changes buffers on purpose.
package func checkInference(on networks: [Module], changesBuffers: Bool = false, _ use: () throws -> Void) {
    let modules = networks.flatMap { $0.modules().map(\.module) }
    let counters = modules.compactMap { $0 as? PassCounter }
    func modes() -> [Bool] { modules.map(\.isTraining) }
    func buffers() -> [String] { networks.flatMap { $0.buffers().map { "\($0.path) \($0.buffer.value)" } } }
    let (modesBefore, buffersBefore) = (modes(), buffers())

    for counter in counters { counter.fails = true }
    let error = #expect(throws: (any Error).self) { try use() }
    #expect(((error as? ComponentError)?.underlying ?? error) is PassCounter.Failure)
    #expect(modes() == modesBefore, "modes after a failure")
    #expect(buffers() == buffersBefore, "buffers after a failure")

    for counter in counters { counter.fails = false }
    #expect(throws: Never.self) { try use() }
    #expect(modes() == modesBefore, "modes")
    #expect((buffers() == buffersBefore) != changesBuffers, "buffers")
    #expect(counters.count == networks.count && counters.allSatisfy { !$0.modes.isEmpty && !$0.modes.contains(true) })
}

/// A `TinyGenerator` with a `PassCounter`.
package final class CountedGenerator: Module, FeatureGenerator, TruncatingGenerator {
    package static let name = "counted_generator"
    package static let summary = "a generator for tests"
    package let counter = PassCounter()
    private let base: TinyGenerator

    package init(_ settings: TinyGenerator.Settings, _ build: BuildContext) throws {
        base = try TinyGenerator(settings, build)
    }

    package var latentSize: Int { base.latentSize }
    package var styleSize: Int { base.styleSize }
    package var conditioner: (any Conditioner)? { base.conditioner }
    package var layerOrder: [String] { declaredLayers }

    package func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        try counter.count()
        return try base.latents(z, labels, pass)
    }

    package func synthesize(_ styles: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try counter.count()
        return base.synthesize(styles, pass)
    }

    package func features(_ styles: Tensor, _ pass: ForwardPass) throws -> [Tensor] {
        try counter.count()
        return base.features(styles, pass)
    }

    package func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor { styles * truncation.psi }

    package func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        try counter.count()
        return try base(z, labels, pass)
    }
}

/// A `TinyDiscriminator` with a `PassCounter`.
package final class CountedDiscriminator: Module, Discriminator {
    package static let name = "counted_discriminator"
    package static let summary = "a discriminator for tests"
    package let counter = PassCounter()
    private let base: TinyDiscriminator

    package init(_ settings: TinyDiscriminator.Settings, _ build: BuildContext) throws {
        base = try TinyDiscriminator(settings, build)
    }

    package var conditioner: (any Conditioner)? { base.conditioner }
    package var layerOrder: [String] { declaredLayers }

    package func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        try counter.count()
        return try base(images, labels, pass)
    }
}

/// The tiny composition with networks that have a `PassCounter`.
/// - Parameter change: changes the default settings of the data.
package func countedComposition(
    regularizers: [RegularizerSlot] = [], _ change: (inout TinyDataset.Settings) -> Void = { _ in }
) throws -> Composition {
    let tiny = try tinyComposition(change)
    func build(_ path: String) -> BuildContext { BuildContext(path: path, data: tiny.data.info, seed: 1) }
    func generator() throws -> CountedGenerator { try CountedGenerator(.init(), build("generator")) }
    return Composition(
        data: tiny.data, generator: try generator(),
        discriminator: try CountedDiscriminator(.init(), build("discriminator")), loss: tiny.loss,
        regularizers: regularizers, seed: 1, makeGenerator: { try generator() })
}
