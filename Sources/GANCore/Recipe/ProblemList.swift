/// The problems of a recipe: the first `most` in full, the others only counted.
package struct ProblemList: Sendable {
    /// So many are shown.
    package static let most = 100

    package private(set) var shown: [RecipeProblem] = []
    package private(set) var hidden = 0

    package init() {}

    package init(_ problems: some Collection<RecipeProblem>) {
        (shown, hidden) = (Array(problems.prefix(Self.most)), max(problems.count - Self.most, 0))
    }

    package var count: Int { shown.count + hidden }
    package var isEmpty: Bool { count == 0 }

    /// The argument is not evaluated if the problem would not be shown: to find similar names, and to list known ones, takes time.
    package mutating func add(_ problem: @autoclosure () -> RecipeProblem) {
        if isFull { hideOne() } else { shown.append(problem()) }
    }

    /// Whether further problems are only counted.
    var isFull: Bool { shown.count >= Self.most }

    mutating func hideOne() { hidden += 1 }

    /// Those that are shown in another order, or fewer of them.
    package func showing(_ change: ([RecipeProblem]) -> [RecipeProblem]) -> ProblemList {
        var list = self
        list.shown = change(shown)
        return list
    }
}
