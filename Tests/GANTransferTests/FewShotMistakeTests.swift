import FewShot
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// A logistic loss divided by the spread of the logits, which a batch of one image does not have.
private final class SpreadLoss: AdversarialLoss {
    static let name = "test_spread_loss"
    static let summary = "a loss for tests"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func discriminator(real: Tensor, fake: Tensor) -> Tensor { (fake.mean() - real.mean()) / spread(fake) }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() / spread(fake) }

    private func spread(_ logits: Tensor) -> Tensor { (logits - logits.mean()).abs().mean() }
}

/// Networks whose mistakes only few-shot methods meet: in feature maps, or in evaluation mode.
private enum Fault { case featureRows, featuresCut, infiniteFeatures, latentRows, infiniteImages, imageRows }

private final class FaultyFeatures: Module, FeatureGenerator {
    static let name = "faulty_features"
    static let summary = "a generator for tests"
    private let inner: TinyGenerator
    private let fault: Fault

    init(_ inner: TinyGenerator, _ fault: Fault) { (self.inner, self.fault) = (inner, fault) }

    convenience init(_ settings: NoSettings, _ build: BuildContext) throws {
        self.init(try TinyGenerator(.init(), build), .featureRows)
    }

    var latentSize: Int { inner.latentSize }
    var styleSize: Int { inner.styleSize }
    var conditioner: (any Conditioner)? { inner.conditioner }
    var layerOrder: [String] { declaredLayers }

    func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        let made = try inner.latents(z, labels, pass)
        guard fault == .latentRows, pass.phase == nil else { return made }
        return StyleLatents(mapped: made.mapped.rows(0..<1), styles: made.styles.rows(0..<1))
    }

    func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor { inner.synthesize(styles, pass) }

    func features(_ styles: Tensor, _ pass: ForwardPass) -> [Tensor] {
        inner.features(styles, pass).map { map in
            switch fault {
            case .featureRows: map.rows(0..<2)
            case .featuresCut: map.detached()
            case .infiniteFeatures: map / 0
            default: map
            }
        }
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let made = try inner(z, labels, pass)
        switch fault {
        case .infiniteImages where pass.phase == nil: return GeneratorOutput(images: made.images / 0)
        case .imageRows where pass.phase == nil: return GeneratorOutput(images: made.images.repeated(2, axis: 0))
        default: return made
        }
    }
}

private final class ColumnInEvaluation: Module, Discriminator {
    static let name = "column_in_evaluation"
    static let summary = "a discriminator for tests"
    private let inner: TinyDiscriminator

    init(_ inner: TinyDiscriminator) { self.inner = inner }
    convenience init(_ settings: NoSettings, _ build: BuildContext) throws { self.init(try .init(.init(), build)) }

    var conditioner: (any Conditioner)? { inner.conditioner }
    var layerOrder: [String] { declaredLayers }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        var output = try inner(images, labels, pass)
        if pass.phase == nil { output.logits = output.logits.reshaped(-1, 1) }
        return output
    }
}

/// Few-shot methods run the networks themselves. A mistake of a network or loss is not blamed on the method.
@Suite(.onChosenBackend) struct FewShotMistakeTests {
    private static func build(_ path: String) throws -> BuildContext {
        BuildContext(path: path, data: try tinyDataset().info, seed: 1)
    }

    /// A composition with a regularizer that is attached.
    private static func composition(
        _ fault: Fault?, columns: Bool = false, _ name: String, _ regularizer: any Regularizer
    ) throws -> Composition {
        let tiny = try tinyComposition()
        func generator() throws -> any Generator {
            let inner = try TinyGenerator(.init(), build("generator"))
            return fault.map { FaultyFeatures(inner, $0) } ?? inner
        }
        let inner = try TinyDiscriminator(.init(), build("discriminator"))
        var settings = TrainSettings()
        (settings.batch, settings.average) = (8, nil)
        let slot = RegularizerSlot(name: name, regularizer: regularizer, schedule: RegularizerSchedule())
        let made = Composition(
            data: tiny.data, generator: try generator(), discriminator: columns ? ColumnInEvaluation(inner) : inner,
            loss: tiny.loss, regularizers: [slot], seed: 1, sections: [settings], makeGenerator: { try generator() })
        try regularizer.attach(to: made)
        return made
    }

    private static func correspondence(_ fault: Fault) throws -> Composition {
        let name = "cross_domain_correspondence"
        return try composition(fault, name, Correspondence(.init(), build("regularizers.\(name)")))
    }

    private static func consolidation(_ fault: Fault?, columns: Bool = false) throws -> Composition {
        let name = "elastic_weight_consolidation"
        var settings = ElasticWeightConsolidation.Settings()
        settings.samples = 2
        return try composition(
            fault, columns: columns, name, ElasticWeightConsolidation(settings, build("regularizers.\(name)")))
    }

    private static let inPhase = "`generator`, generator's phase, step 0: "
    private static let generator = "`faulty_features` of module GANTransferTests "

    private static let mistakes: [Mistake] = [
        Mistake(
            "feature maps of other rows",
            inPhase + generator + "returned feature maps of shape [2, 16, 1, 1]; expected 4 rows, one for each image"
        ) { try correspondence(.featureRows) },
        Mistake(
            "feature maps outside the graph",
            inPhase + generator + "returned feature maps that no weight of it can be trained with"
        ) { try correspondence(.featuresCut) },
        Mistake("infinite feature maps", inPhase + generator + "returned feature maps with NaN or infinite values") {
            try correspondence(.infiniteFeatures)
        },
        Mistake(
            "latents of other rows",
            inPhase + generator + "returned W before style mixing of shape [1, 6]; expected [4, 6]"
        ) {
            try correspondence(.latentRows)
        },
        Mistake(
            "images that are infinite in evaluation",
            "`generator`: " + generator + "returned images with NaN or infinite values"
        ) {
            try consolidation(.infiniteImages)
        },
        Mistake(
            "images of other rows in evaluation",
            "`generator`: " + generator + "returned images of shape [2, 1, 4, 4]; expected [1, channels, height, width]"
        ) { try consolidation(.imageRows) },
        Mistake(
            "logits in a column in evaluation",
            "`discriminator`: `column_in_evaluation` of module GANTransferTests returned logits of shape [1, 1]; expected [1], one for each image"
        ) { try consolidation(nil, columns: true) },
    ]

    @Test(arguments: mistakes) func isNamed(_ mistake: Mistake) throws {
        #expect(try mistake.message() == mistake.expected)
    }

    /// Importance is measured one image at a time, and this loss cannot be computed for one.
    @Test func lossOfOneImageIsNamed() throws {
        let probing = "{type: kernel_modulation, probing_steps: 3, measuring_steps: 2, network: generator}"
        let study = Study(loss: SpreadLoss.name, more: "hooks: {kernel_modulation: \(probing)}")
        var catalog = ComponentCatalog.linked
        catalog.add(SpreadLoss.self)
        let trainer = try Trainer(try study.composition(catalog))
        try trainer.advance()
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(
            firstLine(try #require(error))
                == "`loss`, generator's phase, step 1: `test_spread_loss` of module GANTransferTests returned a loss that is NaN or infinite"
        )
    }
}
