import Foundation
import GANCore
import GANModule

/// The keys of `train`.
public struct TrainSettings: RecipeSection {
    public static let name = "train"
    public static let summary = "how long and how fast the networks train"

    /// Where the labels of generated images come from.
    public enum FakeLabels: String, CaseIterable, SettingValue, Sendable {
        /// As often as in the data: a long tail stays one.
        case data
        /// Every class as often as any other. For attributes and vectors the same as `data`.
        case uniform
    }

    /// Which network's phase comes first in a step.
    public enum First: String, CaseIterable, SettingValue, Sendable {
        /// METHODS §2.2.
        case generator
        /// METHODS §5.7.
        case discriminator
    }

    @Setting("length of the run in thousands of real images shown", above: 0) public var kimg: Double = 1000
    @Setting("images of an update", in: 1...65536) public var batch: Int = 32
    @Setting(
        "images that are in memory at once: an update's batch in slices of this size, each with batch statistics of its own; null for all",
        in: 1...65536)
    public var microbatch: Int? = nil
    @Setting("updates of the discriminator in a step, each with images of its own", in: 1...1000)
    public var discriminatorSteps: Int = 1
    @Setting("real and generated images pass the discriminator in one batch, or one after the other")
    public var jointBatch = false
    @Setting("which network is updated first in a step") public var first = First.generator
    @Setting("where the labels of generated images come from") public var fakeLabels = FakeLabels.data
    @Setting("Adam of the generator") public var generatorOptimizer = AdamOptions()
    @Setting("Adam of the discriminator") public var discriminatorOptimizer = AdamOptions()
    @Setting("moving average of the generator, which samples are drawn from; null for none")
    public var average: AverageSettings? = AverageSettings()
    @Setting("thousands of images from one line of metrics to the next", above: 0) public var tickKimg: Double = 1
    @Setting(
        "thousands of images from one sheet of samples to the next, besides the last and that of each best checkpoint; null for those alone",
        above: 0)
    public var sampleKimg: Double? = 20
    @Setting("minutes from one checkpoint to the next; a run that is killed loses no more", above: 0)
    public var checkpointMinutes: Double = 10
    @Setting("thousands of images from one checkpoint to the next; null leaves it to the minutes", above: 0)
    public var checkpointKimg: Double? = nil
    @Setting("newest checkpoints that are kept, besides the best", in: 1...1_000_000) public var keepCheckpoints: Int =
        2

    public init() {}

    /// Steps that `kimg` takes.
    public var steps: Int { max(1, Int((min(kimg, 1e12) * 1000 / Double(imagesPerStep)).rounded(.up))) }

    /// Real images that a step shows.
    public var imagesPerStep: Int { batch * discriminatorSteps }

    /// Images of a batch that are computed on at once.
    var sliceSize: Int { microbatch ?? batch }

    /// Steps that come at least every so many thousand images, whatever the batch.
    package func steps(everyKimg kimg: Double) -> Int {
        max(1, Int(min(kimg * 1000 / Double(imagesPerStep), 1e15).rounded()))
    }

    public func conflicts() -> [RecipeError] {
        guard let microbatch, batch % microbatch != 0 else { return [] }
        let fitting = (1...min(microbatch, batch)).last { batch % $0 == 0 } ?? 1
        return [
            RecipeError(
                key: "microbatch", problem: "slices of \(microbatch) do not make up a batch of \(batch)",
                fix: "microbatch: \(fitting)")
        ]
    }

    /// - Throws: `RecipeError` when a batch of this size does not fit the machine, a regularizer cannot lay it out, or what compares
    ///   its images cannot use it.
    public func check(_ composition: Composition) throws {
        let facts = composition.data.facts
        let gibibytes = Double(imagesPerStep) * Double(facts.channels * facts.height * facts.width) * 4 / 0x1p30
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 0x1p30
        guard gibibytes < memory / 4 else {
            throw RecipeError(
                key: "batch",
                problem: "the images of a batch alone take \(Int(gibibytes)) GiB of this machine's \(Int(memory))",
                fix: "a smaller batch or resolution")
        }
        try BatchCheck(composition, self).check()
    }

    /// What a person should know of the batches before training begins, a line each with its place: sizes from which little is
    /// learned.
    package func warnings(of composition: Composition) -> [String] { BatchCheck(composition, self).warnings }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: TrainSettings.self) }

/// Adam's constants as recipes say them. The defaults are those of METHODS §2.6, without the correction.
public struct AdamOptions: SettingGroup {
    @Setting("step size, before the correction for lazy terms", in: 1e-12...1000) public var learningRate: Double =
        0.0025
    @Setting("decay of the first moment", in: 0...0.9999) public var beta1: Double = 0
    @Setting("decay of the second moment", in: 0...0.999999) public var beta2: Double = 0.99
    @Setting("added to the root of the second moment", in: 1e-20...1e20) public var epsilon: Double = 1e-8

    public init() {}

    var settings: AdamSettings {
        AdamSettings(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
}
