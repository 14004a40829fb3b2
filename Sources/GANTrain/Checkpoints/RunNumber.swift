/// Validation of numbers and names from a run's folder: a run may come from a stranger, and arithmetic on arbitrary integers
/// could overflow.
package enum RunNumber {
    /// The range of a run's counts and positions: integers that a Double represents exactly.
    package static let range = 0...(1 << 53)

    /// Describes an integer that is out of range, by its name; nil if it is valid.
    package static func defect(of number: Int, _ name: String) -> String? {
        range.contains(number)
            ? nil : "`\(name)` is \(number), which is not in \(range.lowerBound) ... \(range.upperBound)"
    }
}

extension StepPosition {
    /// Describes a number that is out of range; nil if there is none.
    var defect: String? {
        RunNumber.defect(of: step, "position.step") ?? RunNumber.defect(of: update, "position.update")
    }
}
