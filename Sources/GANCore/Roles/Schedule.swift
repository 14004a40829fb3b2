/// A number that changes over a run, such as a learning rate.
///
/// Recipes write a schedule in place of a plain number: `weight: {type: linear, from: 0, to: 1, until_kimg: 100}`. A setting
/// of type `Scheduled` accepts both.
///
/// A schedule is made while the recipe is read, before any data is open: of its `BuildContext`, only the path is known.
public protocol Schedule: Component, Sendable {
    /// The number at a position. A pure function, so that a resumed run is bit-identical to an uninterrupted one.
    func value(at position: TrainingPosition) -> Double
    /// The smallest and the largest number of the schedule. The range of the setting must contain both.
    var range: ClosedRange<Double> { get }
}
