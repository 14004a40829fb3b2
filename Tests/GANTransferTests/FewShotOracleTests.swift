import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import FewShot

/// Against numbers that Tests/Reference/few_shot.py computes with PyTorch.
@Suite(.onChosenBackend) struct FewShotOracleTests {
    private let file: SafetensorsFile

    init() throws { file = try openPyTorchReference("few_shot") }

    private func load(_ prefix: String, into module: Module) throws {
        for (path, parameter) in module.parameters() { parameter.wrappedValue = try file.tensor("\(prefix).\(path)") }
    }

    private func tensors(_ prefix: String, like module: Module) throws -> [Tensor] {
        try module.parameters().map { try file.tensor("\(prefix).\($0.path)") }
    }

    private func tiny() throws -> Composition {
        let composition = try tinyComposition { ($0.channels, $0.size, $0.labels) = (3, 4, .none) }
        try load("fisher.generator", into: composition.generator)
        try load("fisher.discriminator", into: composition.discriminator)
        return composition
    }

    @Test(arguments: [(ElasticWeightConsolidation.Form.paper, "squares"), (.reimplemented, "slopes")])
    func informationIsTheMeanOverImages(_ form: ElasticWeightConsolidation.Form, _ name: String) throws {
        let composition = try tiny()
        let generator = composition.generator
        let information = FisherInformation(
            generator: generator, discriminator: composition.discriminator,
            parameters: generator.parameters().map(\.parameter), form: form)
        let random = RandomStream(seed: 0, path: "fisher")
        let found = try information(try file.tensor("fisher.z"), .zeros([5, 0]), random: random)
        for (own, expected) in zip(found, try tensors("fisher.\(name)", like: generator)) {
            #expect(relativeError(own, expected) < OracleTolerance.values)
        }
    }

    @Test(arguments: [(ElasticWeightConsolidation.Form.paper, "squares"), (.reimplemented, "slopes")])
    func weightsArePulledByInformation(_ form: ElasticWeightConsolidation.Form, _ name: String) throws {
        let generator = try tiny().generator
        let penalty = ElasticWeightConsolidation.penalty(
            try tensors("fisher.moved", like: generator), anchors: try tensors("fisher.generator", like: generator),
            information: try tensors("fisher.\(name)", like: generator), form)
        let expected = try file.tensor("ewc.\(form.rawValue)")
        #expect(relativeError(penalty, expected) < OracleTolerance.values)
    }

    @Test func distancesAreAsBefore() throws {
        let layers = try file.tensor("correspondence.layers").scalars(as: Int32.self).map(Int.init)
        let source = try (0..<3).map { try file.tensor("correspondence.source.\($0)") }
        let own = try (0..<3).map { try file.tensor("correspondence.own.\($0)").requiringGradient() }
        let loss = Correspondence.divergence(of: own, from: source, layers: layers)
        #expect(relativeError(loss, try file.tensor("correspondence.loss")) < OracleTolerance.values)
        #expect(loss.requiresGradient)
        #expect(Correspondence.divergence(of: source, from: source, layers: layers).item().magnitude < 1e-6)
    }

    @Test func kernelsAreModulatedFilterByFilter() throws {
        func read(_ name: String) throws -> Tensor { try file.tensor("modulation.\(name)") }
        let kernel = ModulatedKernel([4, 3, 3, 3], random: RandomStream(seed: 0, path: "kernel"))
        #expect(bits(kernel.read(try read("stored"))) == bits(try read("stored")))
        kernel.begin(at: try read("anchor"))
        #expect(relativeError(kernel.read(try read("stored")), try read("anchor")) < 1e-6)
        kernel.settle(threshold: 0)
        for (path, parameter) in kernel.parameters() { parameter.wrappedValue = try read(path) }
        kernel.mask = try read("mask")
        let weight = kernel.read(try read("stored"))
        #expect(relativeError(weight, try read("kernel")) < OracleTolerance.values)
        for image in 0..<2 {
            let sums = try read("images").rows(image..<image + 1).convolved(with: weight, .padded(1)).sum(1, 2, 3)
            kernel.learn(gradients(of: (-sums).softplus().mean(), wrt: [kernel.rows, kernel.offsets]))
        }
        #expect(relativeError(kernel.information, try read("information")) < OracleTolerance.values)
        let threshold = KernelModulation.threshold(of: [kernel.information, try read("columns")], quantile: 0.3)
        #expect((threshold - (try read("threshold").item())).magnitude < 1e-5)
    }

    @Test func labelsComeInOnSchedule() throws {
        let settings = TransitionSettings()
        (settings.fromKimg, settings.untilKimg) = (1, 3)
        let shares = try file.values(of: "transition.share", as: Double.self)
        for (kimg, share) in zip(try file.values(of: "transition.kimg", as: Double.self), shares) {
            #expect((settings.share(afterImages: Int(kimg * 1000)) - share).magnitude < 1e-9)
        }
    }

    @Test func labelsJoinAfterTheFirstLayer() throws {
        let conditioner = "{type: transitional_embedding, from_kimg: 0, until_kimg: 1}"
        let composition = try Study(conditioner: conditioner, mappingLayers: 2).composition()
        let generator = try #require(composition.generator as? any StyleGenerator)
        for (path, parameter) in generator.parameters() where path.hasPrefix("mapping.") {
            parameter.wrappedValue = try file.tensor("transition.\(path)")
        }
        let share = try #require(generator.buffers().first { $0.path == "mapping.embed.transition.share" })
        #expect(share.buffer.setValue(0.3))
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: 0, path: "pass"))
        let w = generator.latents(try file.tensor("transition.z"), try file.tensor("transition.labels"), pass).mapped
        #expect(relativeError(w, try file.tensor("transition.w")) < OracleTolerance.values)
    }
}
