import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import FewShot
@testable import GANTransfer

/// What few-shot methods and the transfer of classes compute of other networks leaves these as they were.
@Suite(.onChosenBackend) struct InferenceTests {
    private let composition: Composition

    init() throws { composition = try countedComposition() }

    @Test func nearestClasses() {
        let (generator, discriminator) = (composition.generator, composition.discriminator)
        let source = SourceNetworks(generator: generator, discriminator: discriminator, info: composition.data.info)
        checkInference(on: [generator, discriminator]) {
            _ = try NearestClasses(source: source, data: composition.data)()
        }
    }

    @Test func fisherInformation() throws {
        let (generator, discriminator) = (composition.generator, composition.discriminator)
        let information = FisherInformation(
            generator: generator, discriminator: discriminator,
            parameters: generator.parameters().map(\.parameter), form: .paper)
        let random = RandomStream(seed: 0, path: "test")
        let z = random.normal([2, generator.latentSize])
        checkInference(on: [generator, discriminator]) {
            let found = try information(z, .zeros([2, 3]), random: random)
            #expect(found.contains { $0.squared().sum().item() > 0 })
        }
    }

    @Test func sourceOfCorrespondence() throws {
        let build = BuildContext(path: "regularizers.correspondence", data: composition.data.info, seed: 1)
        let correspondence = Correspondence(.init(), build)
        try correspondence.attach(to: composition)
        let source = try #require(correspondence.modules().lazy.compactMap { $0.module as? CountedGenerator }.first)
        var rows = StepRows(count: 4)
        rows.labels = .zeros([4, 3])
        rows.generated = .init(images: nil, latents: nil)
        checkInference(on: [source]) {
            _ = try correspondence.penalty(rows.view(for: correspondence, in: .generator, of: composition))
        }
    }
}
