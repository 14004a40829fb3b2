/// A score of the generator.
public struct Score: Hashable, Sendable {
    /// The name in metrics: `fid`.
    public let name: String
    public let value: Double
    public let isBetterWhenLower: Bool

    public init(_ name: String, _ value: Double, isBetterWhenLower: Bool) {
        (self.name, self.value, self.isBetterWhenLower) = (name, value, isBetterWhenLower)
    }

    fileprivate func isBetter(than other: Double) -> Bool { isBetterWhenLower ? value < other : value > other }
}

/// The best values of each score so far, and their steps.
struct BestScores: Codable, Equatable {
    struct Best: Codable, Equatable {
        let name: String
        let value: Double
        let step: Int
    }

    /// Score by score in the order in which they are measured; the values of a score from the best on.
    private(set) var all: [Best] = []
    /// How they were measured (`TrainingEvaluator.scoring`). Nil without values, and in files of earlier versions.
    private(set) var scoring: String?

    /// - Parameters:
    ///   - count: number of values of each score that are kept.
    ///   - scoring: how the scores were measured. Values that were measured otherwise are dropped.
    /// - Returns: whether a value is among them; a non-finite one never is.
    mutating func take(_ scores: [Score], step: Int, keeping count: Int, measuredBy scoring: String) -> Bool {
        drop(otherThan: scoring, scores)
        var isTaken = false
        for (number, score) in scores.enumerated() where score.value.isFinite {
            var own = all.filter { $0.name == score.name }
            let place = own.firstIndex { score.isBetter(than: $0.value) } ?? own.count
            guard place < count else { continue }
            let start = self.start(of: score.name, before: scores.dropFirst(number + 1).map(\.name))
            all.replaceSubrange(start..<start + own.count, with: [])
            own.insert(Best(name: score.name, value: score.value, step: step), at: place)
            all.insert(contentsOf: own.prefix(count), at: start)
            isTaken = true
        }
        return isTaken
    }

    /// Files of earlier versions do not say how their values were measured. Those of scores that are still measured stay.
    private mutating func drop(otherThan scoring: String, _ scores: [Score]) {
        guard !scores.isEmpty else { return }
        if let own = self.scoring {
            if own != scoring { all = [] }
        } else {
            all.removeAll { own in !scores.contains { $0.name == own.name } }
        }
        self.scoring = scoring
    }

    /// The place of a score's values. A score that could not be measured earlier comes before those that follow it.
    private func start(of name: String, before later: [String]) -> Int {
        all.firstIndex { $0.name == name } ?? all.firstIndex { later.contains($0.name) } ?? all.count
    }

    /// Steps whose checkpoints should be kept.
    var steps: Set<Int> { Set(all.map(\.step)) }
}
