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

    /// Score by score in the order in which they first came; the values of a score from the best on.
    private(set) var all: [Best] = []

    /// - Parameter count: number of values of each score that are kept.
    /// - Returns: whether a value is among them; a non-finite one never is.
    mutating func take(_ scores: [Score], step: Int, keeping count: Int) -> Bool {
        var isTaken = false
        for score in scores where score.value.isFinite {
            var own = all.filter { $0.name == score.name }
            let place = own.firstIndex { score.isBetter(than: $0.value) } ?? own.count
            guard place < count else { continue }
            let start = all.firstIndex { $0.name == score.name } ?? all.count
            all.replaceSubrange(start..<start + own.count, with: [])
            own.insert(Best(name: score.name, value: score.value, step: step), at: place)
            all.insert(contentsOf: own.prefix(count), at: start)
            isTaken = true
        }
        return isTaken
    }

    /// Steps whose checkpoints should be kept.
    var steps: Set<Int> { Set(all.map(\.step)) }
}
