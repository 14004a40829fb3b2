import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import FewShot

/// Against numbers of published code: Tests/Reference/few_shot.py.
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
        let composition = try tinyComposition { ($0.channels, $0.size, $0.labelKind) = (3, 4, .none) }
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
        #expect(found.count == generator.parameters().count && !found.isEmpty)
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
        for layer in Set(layers) {
            let gradient = try #require(gradients(of: loss, wrt: [own[layer]])[0])
            #expect(relativeError(gradient, try file.tensor("correspondence.slope.\(layer)")) < OracleTolerance.values)
        }
        #expect(Correspondence.divergence(of: source, from: source, layers: layers).item().magnitude < 1e-6)
    }

    // MARK: AdAM

    private func modulation(_ name: String) throws -> Tensor { try file.tensor("modulation.\(name)") }

    /// A kernel that has begun at the anchor.
    /// - Parameter rows: nil for zeros; so are `offsets`.
    private func begun(rows: Tensor? = nil, offsets: Tensor? = nil) throws -> ModulatedKernel {
        let kernel = ModulatedKernel([4, 3, 3, 3], random: RandomStream(seed: 0, path: "kernel"))
        kernel.begin(at: try modulation("anchor"))
        let values = ["rows": rows, "columns": try modulation("columns"), "offsets": offsets]
        for (path, parameter) in kernel.parameters() {
            if let value = values[path] ?? nil { parameter.wrappedValue = value }
        }
        return kernel
    }

    @Test func kernelsAreTheirOwnAtFirst() throws {
        let (stored, anchor) = (try modulation("stored"), try modulation("anchor"))
        let kernel = ModulatedKernel([4, 3, 3, 3], random: RandomStream(seed: 0, path: "kernel"))
        #expect(bits(kernel.read(stored)) == bits(stored))
        kernel.begin(at: anchor)
        #expect(relativeError(kernel.read(stored), anchor) < 1e-6)
    }

    /// By a product of rows and columns, and by offsets.
    @Test(arguments: ["rows", "offsets"]) func kernelsAreModulatedFilterByFilter(_ factor: String) throws {
        let value = try modulation(factor)
        let kernel = try factor == "rows" ? begun(rows: value) : begun(offsets: value)
        let expected = try modulation("kernel_of_\(factor)")
        #expect(relativeError(kernel.read(try modulation("stored")), expected) < OracleTolerance.values)
    }

    /// The published mean over images of squared gradients of one factor; ours is half the sum.
    @Test(arguments: ["rows", "offsets"]) func importanceIsMeasuredImageByImage(_ factor: String) throws {
        let (value, images) = (try modulation(factor), try modulation("images"))
        let kernel = try factor == "rows" ? begun(rows: value) : begun(offsets: value)
        let weight = kernel.read(try modulation("stored"))
        for image in 0..<2 {
            let sums = images.rows(image..<image + 1).convolved(with: weight, .padded(1)).sum(1, 2, 3)
            let target = factor == "rows" ? kernel.rows : kernel.offsets
            kernel.learn(gradients(of: (-sums).softplus().mean(), wrt: [target]))
        }
        #expect(relativeError(kernel.information, try modulation("importance_of_\(factor)")) < OracleTolerance.values)
    }

    /// Filters that matter keep the anchor and are modulated; the others are those that training stores.
    @Test func settledFiltersAreKeptOrTrain() throws {
        let kernel = try begun()
        kernel.settle(threshold: 0)
        for (path, parameter) in kernel.parameters() where path != "offsets" {
            parameter.wrappedValue = try modulation(path)
        }
        kernel.mask = try modulation("mask")
        let weight = kernel.read(try modulation("stored"))
        #expect(relativeError(weight, try modulation("adapted")) < OracleTolerance.values)
    }

    @Test func theThresholdIsAPercentile() throws {
        let ranked = try ["rows", "offsets"].map { try modulation("importance_of_\($0)") }
        let threshold = KernelModulation.threshold(of: ranked, quantile: 0.3)
        #expect((threshold - (try modulation("threshold").item())).magnitude < 1e-6)
    }

    // MARK: Transitional-cGAN

    /// Of steps of 300 images, of which the fourth reaches 1,000.
    @Test func labelsComeInOnSchedule() throws {
        let numbers = try file.values(of: "transition.schedule", as: Int32.self).map(Int.init)
        let batch = numbers[2]
        var settings = TransitionSettings()
        (settings.fromKimg, settings.untilKimg) = (Double(numbers[0]), Double(numbers[1]))
        let shares = try file.values(of: "transition.shares", as: Double.self)
        #expect(shares.contains(0) && shares.contains(1))
        for (step, share) in shares.enumerated() {
            let found = settings.share(afterImages: (step + 1) * batch, batch: batch)
            #expect((found - share).magnitude < 1e-9, "step \(step)")
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
        let w = try generator.latents(try file.tensor("transition.z"), try file.tensor("transition.labels"), pass)
            .mapped
        #expect(relativeError(w, try file.tensor("transition.w")) < OracleTolerance.values)
    }

    private func judge(_ name: String) throws -> Tensor { try file.tensor("transition.judge.\(name)") }

    /// Both logits, the losses of both networks, and the gradients of the discriminator's.
    @Test func labelsCountInPart() throws {
        let times = "from_kimg: 1, until_kimg: 2"
        let composition = try Study(
            conditioner: "{type: transitional_embedding, \(times)}",
            head: "{type: transitional, mapping_layers: 2, \(times)}"
        ).composition()
        let (discriminator, loss) = (composition.discriminator, composition.loss)
        let head = try #require(discriminator.head as? TransitionalHead)
        for (path, parameter) in discriminator.parameters() { parameter.wrappedValue = try judge("weight.\(path)") }
        let share = try #require(discriminator.buffers().first { $0.path.hasSuffix("transition.share") })
        #expect(share.buffer.setValue(0.3))
        let pass = ForwardPass(phase: .discriminator, random: RandomStream(seed: 0, path: "pass"))
        let fake = try discriminator(try judge("fake"), try judge("fake_labels"), pass)
        let real = try discriminator(try judge("real"), try judge("real_labels"), pass)
        let conditional = try #require(fake.evidence["conditional"])
        let logits = concatenate([fake.logits, conditional].map { $0.reshaped(-1, 1) }, axis: 1)
        #expect(relativeError(logits, try judge("logits")) < OracleTolerance.values)

        var step = StepRows(count: 4)
        (step.real, step.fake) = (.init(images: nil, output: real), .init(images: nil, output: fake))
        func term(_ phase: Phase) throws -> Tensor {
            try head.penalty(step.view(for: head, in: phase, of: composition))
        }
        let ofGenerator = try loss.generator(real: nil, fake: fake.logits) + (try term(.generator))
        #expect(relativeError(ofGenerator, try judge("Gmain")) < OracleTolerance.values)
        let ofDiscriminator = try loss.discriminator(real: real.logits, fake: fake.logits) + (try term(.discriminator))
        #expect(relativeError(ofDiscriminator, try judge("Dmain")) < OracleTolerance.values)
        let parameters = discriminator.parameters()
        let gradients = gradients(of: ofDiscriminator, wrt: parameters.map(\.parameter.wrappedValue))
        for ((path, _), gradient) in zip(parameters, gradients) {
            let expected = try judge("slope.\(path)")
            #expect(relativeError(try #require(gradient), expected) < OracleTolerance.values, "\(path)")
        }
    }
}
