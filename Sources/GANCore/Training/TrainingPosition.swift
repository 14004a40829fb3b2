/// A position in a run, before the step that begins there.
///
/// Everything that changes over a run is a function of its position, so a resumed run computes the same values.
public struct TrainingPosition: Sendable, Hashable {
    /// Number of completed steps.
    public let step: Int
    /// Number of real images shown so far.
    public let images: Int

    public init(step: Int, images: Int) { (self.step, self.images) = (step, images) }

    /// The start of a run.
    public static let start = TrainingPosition(step: 0, images: 0)

    /// Thousands of real images shown so far.
    public var kimg: Double { Double(images) / 1000 }
}
