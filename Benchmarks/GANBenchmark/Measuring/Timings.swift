/// The times of one side's calls in seconds, by round.
package struct Timings {
    /// No round is empty.
    package private(set) var rounds: [[Double]] = []

    package init(rounds: [[Double]] = []) {
        for round in rounds { append(round) }
    }

    package mutating func append(_ round: [Double]) {
        precondition(!round.isEmpty, "a round has a call")
        rounds.append(round)
    }

    private var all: [Double] { Array(rounds.joined()) }

    package var count: Int { all.count }
    package var median: Double { GANBenchmark.median(all) }
    package var minimum: Double { all.min() ?? 0 }

    /// The interquartile range divided by the median.
    package var spread: Double { (quantile(all, 0.75) - quantile(all, 0.25)) / median }

    /// The ratio of the other side's time to this one's, compared within each round, because the speed of a shared machine drifts.
    package func speed(relativeTo other: Timings) -> Double {
        GANBenchmark.median(
            zip(rounds, other.rounds).map { GANBenchmark.median($1) / GANBenchmark.median($0) })
    }
}
