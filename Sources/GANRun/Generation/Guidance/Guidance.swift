import GANCore

/// How images of chosen classes are selected or improved after training.
public enum Guidance: Sendable {
    /// Discriminator rejection sampling: images with low logits are drawn again. The first `calibration` images of a class determine what
    /// is low.
    /// - percentile: in 0 ... 100; higher values reject more; usual is 80.
    /// - usesHeldOut: whether the discriminator is calibrated first, by logistic regression on as many real images of the class from the
    ///   test part of the run's data.
    case rejection(percentile: Double = 80, calibration: Int = 1000, usesHeldOut: Bool = false)
    /// Discriminator driven latent sampling: Langevin dynamics of the latents.
    case langevin(steps: Int = 100, rate: Double = 0.01)
    /// Latents move to where a classifier is more certain of the class, and are pulled back to their start.
    case classifier(steps: Int = 10, rate: Double = 0.1, pull: Double = 0.1)

    /// - Throws: `RunError.unfit` if a number is out of range.
    package func validate() throws {
        func refuse(_ problem: String, _ range: String) -> RunError {
            .unfit("\(problem), which is not in \(range)\n  fix: use a number in this range")
        }
        switch self {
        case .rejection(let percentile, let calibration, _):
            guard (0...100).contains(percentile) else { throw refuse("the percentile is \(percentile)", "0 ... 100") }
            guard (2...1_000_000).contains(calibration) else {
                throw refuse("the number of images for calibration is \(calibration)", "2 ... 1000000")
            }
        case .langevin(let steps, let rate), .classifier(let steps, let rate, _):
            guard (1...100_000).contains(steps) else { throw refuse("the number of steps is \(steps)", "1 ... 100000") }
            guard rate > 0, rate.isFinite else { throw refuse("the rate is \(rate)", "0 ..., without 0") }
        }
        if case .classifier(_, _, let pull) = self, !(pull >= 0 && pull.isFinite) {
            throw refuse("the pull is \(pull)", "0 ...")
        }
    }
}

/// The images of a class that guidance made, and what they cost.
public struct GuidedClass: Sendable {
    /// The name of the class; empty without labels.
    public let name: String
    public let pictures: [Picture]
    /// The seed of each picture.
    public let seeds: [Int]
    public let cost: GuidanceCost
    /// Mean distance between features of two images of the class, without and with guidance; nil for fewer than two images.
    public let distances: (plain: Double, guided: Double)?
    /// What the discriminator's logits were multiplied by to calibrate them with held-out images. If it is not above 0, the discriminator
    /// does not tell them from generated ones, and images were chosen at random. Nil without calibration.
    public let slope: Double?
}

/// What guidance of a class's images cost.
public struct GuidanceCost: Sendable, Hashable {
    /// Number of images that were made and judged to get them.
    public var candidates = 0
    /// Number of images that the generator made, the last pass of refined ones included.
    public var generated = 0
    /// Number of images that the discriminator or the classifier judged.
    public var judged = 0
    /// Number of images whose gradient was computed.
    public var gradients = 0
    /// Seconds, without the measurement of distances.
    public var seconds = 0.0

    package init() {}
}
