import Foundation
import GANCore
import GANModule

/// The keys of `train`.
public struct TrainSettings: RecipeSection {
    public static let name = "train"
    public static let summary = "length of the run, batches, optimizers, and intervals of logs and checkpoints"

    /// The network that is updated first in a step.
    public enum First: String, CaseIterable, SettingValue, Sendable {
        /// METHODS §2.2.
        case generator
        /// METHODS §5.7.
        case discriminator
    }

    @Setting("length of the run, in thousands of real images", above: 0) public var kimg: Double = 1000
    @Setting("batch size: number of images per update", in: 1...65536) public var batch: Int = 32
    @Setting(
        "micro-batch size: the batch is processed in slices of this size, with batch statistics per slice; null: the whole batch",
        in: 1...65536)
    public var microbatch: Int? = nil
    @Setting(
        "activations that are computed again in the backward pass instead of kept, for less memory and more time: none, or those inside blocks"
    )
    public var recompute = Recomputation.none
    @Setting(
        "numbers of the networks: float32; tf32, which GPUs have; or bfloat16, in which blocks of the highest resolutions store activations"
    )
    public var precision = Precision.float32
    @Setting(
        "with precision bfloat16: number of resolutions, from the highest on, whose blocks use it; 4 × 4 never does; null: 4",
        in: 1...16)
    public var bfloat16Resolutions: Int? = nil
    @Setting("discriminator updates per step, each with its own images", in: 1...1000)
    public var discriminatorSteps: Int = 1
    @Setting("whether real and generated images pass through the discriminator in one batch")
    public var jointBatch = false
    @Setting("which network is updated first in a step") public var first = First.generator
    @Setting("sampler of real images") public var sampler = ComponentReference<any Sampler>("shuffled")
    @Setting("sampler of the labels of generated images") public var fakeSampler =
        ComponentReference<any Sampler>("shuffled")
    @Setting("optimizer of the generator; a map without type changes settings of adam")
    public var generatorOptimizer = OptimizerSetting()
    @Setting("optimizer of the discriminator; a map without type changes settings of adam")
    public var discriminatorOptimizer = OptimizerSetting()
    @Setting("moving average of the generator; samples are drawn from it; null: none")
    public var average: AverageSettings? = AverageSettings()
    @Setting("interval of metrics, in thousands of images", above: 0) public var tickKimg: Double = 1
    @Setting(
        "interval of sample sheets, in thousands of images; there is always one at the end and one for each best checkpoint; null: only those",
        above: 0)
    public var sampleKimg: Double? = 20
    @Setting("interval of checkpoints, in minutes; a killed run loses at most this time", above: 0)
    public var checkpointMinutes: Double = 10
    @Setting("interval of checkpoints, in thousands of images; null: only checkpoint_minutes applies", above: 0)
    public var checkpointKimg: Double? = nil
    @Setting("which checkpoints are kept") public var keep = KeptCheckpoints()

    public init() {}

    /// The number of steps that `kimg` takes.
    public var steps: Int { max(1, Int((min(kimg, 1e12) * 1000 / Double(imagesPerStep)).rounded(.up))) }

    /// The number of real images per step.
    public var imagesPerStep: Int { batch * discriminatorSteps }

    /// Thousands of real images that training has seen after a number of steps.
    package func kimgSeen(after steps: Int) -> Double { Double(steps) * Double(imagesPerStep) / 1000 }

    /// The number of images that are processed at once.
    var sliceSize: Int { microbatch ?? batch }

    /// An interval in steps for an interval in thousands of images, at least one step.
    package func steps(everyKimg kimg: Double) -> Int {
        max(1, Int(min(kimg * 1000 / Double(imagesPerStep), 1e15).rounded()))
    }

    public func conflicts() -> [RecipeError] {
        var found = precisionConflicts
        if let microbatch, batch % microbatch != 0 {
            let fitting = (1...min(microbatch, batch)).last { batch % $0 == 0 } ?? 1
            found.append(
                RecipeError(
                    key: "microbatch",
                    problem: "the batch of \(batch) is not divisible by the micro-batch size \(microbatch)",
                    fix: "set microbatch: \(fitting)"))
        }
        return found
    }

    /// - Throws: `RecipeError` if the batch has fewer micro-batches than there are processes.
    func checkSplits(for ranks: any Collective) throws {
        let slices = (batch + sliceSize - 1) / sliceSize
        guard ranks.count > max(slices, 1) else { return }
        func splits(_ size: Int) -> Bool { batch % size == 0 && batch / size >= ranks.count }
        let fitting =
            (1...batch).last { splits($0) && batch / $0 % ranks.count == 0 } ?? (1...batch).last(where: splits)
        throw RecipeError(
            key: "train.microbatch",
            problem: "\(ranks.count) processes train together, but the batch of \(counted(batch, "image")) has "
                + (slices == 1 ? "no micro-batches that they could share" : "only \(slices) micro-batches"),
            fix: fitting.map { "set train.microbatch: \($0)" } ?? "start at most \(batch) processes")
    }

    /// - Throws: `RecipeError` if the batch does not fit into memory, a regularizer cannot arrange it, a component that
    ///   compares its images does not support it, a network has no blocks in bfloat16, or it does not compute blocks again.
    public func validate(_ composition: Composition) throws {
        let info = composition.data.info
        let gibibytes = Double(imagesPerStep) * Double(info.channels * info.height * info.width) * 4 / 0x1p30
        let memory = Double(SystemFile.physicalMemory) / 0x1p30
        guard gibibytes < memory / 4 else {
            throw RecipeError(
                key: "batch",
                problem: "the images of one batch need \(Int(gibibytes)) GiB, but this machine has \(Int(memory)) GiB",
                fix: "use a smaller batch or resolution")
        }
        try BatchCheck(composition, self).check()
        try checkPrecision(composition)
        try checkRecomputation(composition)
        try checkComponents(composition)
    }

    /// Warnings before training starts, one line each with its place: batch sizes with which training learns little, and runs
    /// that are too short for a regularizer of the mapping network.
    package func warnings(of composition: Composition) throws -> [String] {
        try BatchCheck(composition, self).warnings + (MappingTravel(composition, self)?.warnings ?? [])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(section: TrainSettings.self) }
