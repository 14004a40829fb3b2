/// A score of the generator.
public struct Score: Hashable, Sendable {
    /// The name in metrics: `fid`.
    public let name: String
    public let value: Double
    public let isBetterWhenLower: Bool

    public init(_ name: String, _ value: Double, isBetterWhenLower: Bool) {
        (self.name, self.value, self.isBetterWhenLower) = (name, value, isBetterWhenLower)
    }
}

/// The best value of each score so far, and its step.
struct BestScores: Codable, Equatable {
    struct Best: Codable, Equatable {
        let name: String
        var value: Double
        var step: Int
    }

    private(set) var all: [Best] = []

    /// - Returns: whether a score improved; a non-finite value never counts as an improvement.
    mutating func take(_ scores: [Score], step: Int) -> Bool {
        var improved = false
        for score in scores where score.value.isFinite {
            let new = Best(name: score.name, value: score.value, step: step)
            guard let index = all.firstIndex(where: { $0.name == score.name }) else {
                all.append(new)
                improved = true
                continue
            }
            let old = all[index].value
            guard score.isBetterWhenLower ? score.value < old : score.value > old else { continue }
            all[index] = new
            improved = true
        }
        return improved
    }

    /// Steps whose checkpoints should be kept.
    var steps: Set<Int> { Set(all.map(\.step)) }
}
