import GANCore

/// The problems found while reading; the first `RecipeLimits.problems` are kept in full.
struct ProblemList {
    private(set) var shown: [RecipeProblem] = []
    private(set) var hidden = 0

    /// The argument is not evaluated if the problem would not be shown.
    mutating func add(_ problem: @autoclosure () -> RecipeProblem) {
        if shown.count < RecipeLimits.problems { shown.append(problem()) } else { hidden += 1 }
    }

    /// Sorted by the order of `files`, then by line. Problems without a place come first, those of the command line last.
    func sorted(files: [String]) -> [RecipeProblem] {
        let ranks = Dictionary(zip(files, files.indices)) { first, _ in first }
        let ranked = shown.enumerated().map { index, problem in (Rank(problem.mark, ranks, index), problem) }
        let inOrder = ranked.sorted { $0.0 < $1.0 }.map(\.1)
        guard hidden > 0 else { return inOrder }
        return inOrder + [RecipeProblem("… and \(hidden) more \(hidden == 1 ? "problem" : "problems")", at: nil)]
    }
}

/// The sort key of a problem.
private struct Rank: Comparable {
    let file, line, column, index: Int

    init(_ mark: SourceMark?, _ ranks: [String: Int], _ index: Int) {
        self.index = index
        guard let mark else {
            (file, line, column) = (-1, 0, 0)
            return
        }
        guard !mark.source.isCommandLine else {
            (file, line, column) = (.max, 0, 0)
            return
        }
        (file, line, column) = (ranks[mark.source.name] ?? .max - 1, mark.line, mark.column)
    }

    static func < (a: Rank, b: Rank) -> Bool {
        (a.file, a.line, a.column, a.index) < (b.file, b.line, b.column, b.index)
    }
}
