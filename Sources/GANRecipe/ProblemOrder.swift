import GANCore

extension ProblemList {
    /// Sorted by the order of `files`, then by line. Problems without a place come first, those of the command line last.
    func sorted(files: [String]) -> ProblemList {
        let ranks = Dictionary(zip(files, files.indices)) { first, _ in first }
        return showing { problems in
            let ranked = problems.enumerated().map { index, problem in (Rank(problem.mark, ranks, index), problem) }
            return ranked.sorted { $0.0 < $1.0 }.map(\.1)
        }
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
