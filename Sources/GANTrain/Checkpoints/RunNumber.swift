/// Checks of numbers and names that are read from a run's folder: a run may come from a stranger, and arithmetic on any integer
/// could overflow.
package enum RunNumber {
    /// What counts and positions of runs lie in: integers that a Double holds exactly.
    package static let range = 0...(1 << 53)

    /// What is wrong with a number, in words that name it; nil where nothing is.
    package static func defect(of number: Int, _ name: String) -> String? {
        range.contains(number)
            ? nil : "`\(name)` is \(number), which is not in \(range.lowerBound) ... \(range.upperBound)"
    }
}

extension StepPosition {
    /// What is wrong with it; nil where nothing is.
    var defect: String? {
        RunNumber.defect(of: step, "position.step") ?? RunNumber.defect(of: update, "position.update")
    }
}
