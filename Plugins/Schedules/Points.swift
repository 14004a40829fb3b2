import GANCore

/// The numbers of a schedule at some positions.
struct Points: Sendable {
    let kimg: [Double]
    let values: [Double]

    /// - Throws: `RecipeError` unless there are `count(values)` positions, in ascending order.
    init(kimg: [Double], values: [Double], positions count: Int) throws {
        guard !values.isEmpty else {
            throw RecipeError(key: "values", problem: "it is empty", fix: "list at least one number")
        }
        guard kimg.count == count else {
            throw RecipeError(
                key: "kimg",
                problem: "\(counted(values.count, "value")) need \(counted(count, "position")), not \(kimg.count)",
                fix: "list \(counted(count, "position"))")
        }
        guard zip(kimg, kimg.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw RecipeError(key: "kimg", problem: "the positions are not in ascending order", fix: "sort them")
        }
        (self.kimg, self.values) = (kimg, values)
    }

    var range: ClosedRange<Double> { (values.min() ?? 0)...(values.max() ?? 0) }

    /// Number of positions that have been reached.
    func reached(at position: TrainingPosition) -> Int { kimg.prefix { $0 <= position.kimg }.count }
}
