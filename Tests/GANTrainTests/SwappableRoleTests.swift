import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Optimizers
import Samplers
import Schedules
import Testing

@testable import GANTrain

/// Optimizers, schedules and samplers as recipes swap them.
@Suite(.onChosenBackend) struct SwappableRoleTests {
    /// From 1 to 0 over the first six steps of eight images.
    private func falling(_ from: Double, _ to: Double) throws -> Scheduled {
        var settings = LinearSchedule.Settings()
        (settings.from, settings.to, settings.untilKimg) = (from, to, 0.048)
        return try Scheduled(LinearSchedule.self, settings)
    }

    static let samplers = ["class_balanced", "square_root", "effective_number", "weighted", "progressive", "deferred"]
    static let changes = ["sgd", "adam", "weight", "average"] + samplers

    /// Progressive and deferred ones change at the fourth of six steps of eight images.
    private func sampler(_ name: String) throws -> ComponentReference<any Sampler> {
        var (weighted, progressive, deferred) = (
            WeightedSampler.Settings(), ProgressiveSampler.Settings(), DeferredSampler.Settings()
        )
        weighted.weights = [1, 2, 3]
        progressive.kimg = 0.03
        (deferred.kimg, deferred.after) = (0.028, "class_balanced")
        return switch name {
        case "weighted": ComponentReference(WeightedSampler.self, weighted)
        case "progressive": ComponentReference(ProgressiveSampler.self, progressive)
        case "deferred": ComponentReference(DeferredSampler.self, deferred)
        default: ComponentReference(name)
        }
    }

    private func composition(_ change: String) throws -> Composition {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.squared().mean() }
        var schedule = RegularizerSchedule()
        schedule.every = 2
        if change == "weight" { schedule.weight = try falling(5, 0) }
        let slot = RegularizerSlot(name: "closure", regularizer: term, schedule: schedule)
        var (sgd, adam) = (GradientDescent.Settings(), AdamOptimizer.Settings())
        (sgd.learningRate, sgd.momentum) = (try falling(0.1, 0.01), 0.9)
        (adam.learningRate, adam.beta1, adam.beta2) = (try falling(0.01, 0.001), 0.5, try falling(0.99, 0.9))
        var average = AverageSettings()
        (average.kimg, average.rampUp) = (try falling(0.1, 0), nil)
        let sampler = try sampler(Self.samplers.contains(change) ? change : "shuffled")
        return try trainable([slot]) { settings in
            switch change {
            case "sgd": settings.discriminatorOptimizer = OptimizerSetting(GradientDescent.self, sgd)
            case "adam": settings.generatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam)
            case "average": settings.average = average
            default: break
            }
            if Self.samplers.contains(change) { (settings.sampler, settings.fakeSampler) = (sampler, sampler) }
        }
    }

    /// All weights, and those of the average.
    private func bits(_ trainer: Trainer) -> [[UInt64]] {
        trainer.composition.weightBits
            + (trainer.average?.parameters() ?? []).map { GANTestSupport.bits($0.parameter.wrappedValue) }
    }

    @Test(arguments: changes) func aRunResumesInTheMiddle(_ change: String) throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(folder.path)
        let trainer = try Trainer(try composition(change))
        for _ in 0..<3 { try trainer.advance() }
        _ = try store.write(trainer, CheckpointState())
        let resumed = try Trainer(try composition(change))
        try resumed.load(try #require(store.newest().checkpoint))
        for _ in 0..<3 {
            try trainer.advance()
            try resumed.advance()
        }
        #expect(bits(trainer) == bits(resumed))
        let plain = try Trainer(try composition("nothing"))
        for _ in 0..<6 { try plain.advance() }
        #expect(bits(plain) != bits(trainer))
    }

    /// A schedule of one number is that number, to the bit.
    @Test func aConstantScheduleChangesNothing() throws {
        func trained(_ rate: Scheduled) throws -> [[UInt64]] {
            let trainer = try Trainer(try trainable { $0.generatorOptimizer = .adam(rate, beta1: 0.5) })
            for _ in 0..<4 { try trainer.advance() }
            return bits(trainer)
        }
        #expect(try trained(0.01) == trained(try falling(0.01, 0.01)))
        #expect(try trained(0.01) != trained(try falling(0.01, 0.001)))
    }

    /// The weight at step k of eight images is 6 - k, then 0: what the term adds to the gradient is that times its interval.
    @Test func aTermIsWeightedByItsSchedule() throws {
        var seen: [Double] = []
        var schedule = RegularizerSchedule()
        schedule.weight = try falling(6, 0)
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { step in
            seen.append(schedule.weight.value(at: step.position))
            return try step.real().logits.mean()
        }
        let slot = RegularizerSlot(name: "closure", regularizer: term, schedule: schedule)
        let trainer = try Trainer(try trainable([slot]))
        for _ in 0..<8 { try trainer.advance() }
        #expect(zip(seen, [6, 5, 4, 3, 2, 1, 0, 0]).allSatisfy { ($0 - $1).magnitude < 1e-12 } && seen.count == 8)
    }

    @Test func anUnknownSamplerIsNamed() throws {
        let composition = try trainable { $0.sampler = ComponentReference("alphabetical") }
        let error = #expect(throws: RecipeError.self) { try Trainer(composition) }
        #expect(error?.problem == "unknown sampler `alphabetical`")
    }

    /// What a sampler must not return.
    @Test func samplesThatTheDataDoesNotHaveAreRefused() throws {
        let wrong = try trainable { $0.sampler = ComponentReference(FarSampler.self, NoSettings()) }
        let error = #expect(throws: ComponentError.self) { try Trainer(wrong).advance() }
        #expect(error?.path == "train.sampler")
        #expect(
            (error?.underlying as? RecipeError)?.problem == "it chose sample 24, but the data has samples 0 ..< 24")
        let labels = try trainable { $0.fakeSampler = ComponentReference(FarSampler.self, NoSettings()) }
        let refusal = #expect(throws: ComponentError.self) { try Trainer(labels).advance() }
        #expect(
            firstLine(try #require(refusal))
                == "`train.fake_sampler`, step 0: `far_sampler` of module GANTrainTests returned labels of shape [8, 2]; expected [8, 3]"
        )
    }
}

/// Returns one sample too many of the data, and labels that are too short.
private final class FarSampler: Sampler {
    struct Order: SampleOrder {
        func samples(at places: Range<Int>) -> [Int] { places.map { $0 + 20 } }
    }

    static let name = "far_sampler"
    static let summary = "a sampler for tests"
    init(_ settings: NoSettings, _ build: BuildContext) {}
    func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder { Order() }
    func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor { .zeros([count, 2]) }
}
