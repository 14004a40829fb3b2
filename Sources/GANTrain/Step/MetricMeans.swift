/// Means of a run's metrics over the steps since the last record.
struct MetricMeans: Codable, Equatable {
    private struct Entry: Codable, Equatable {
        let name: String
        var sum: Double
        var count: Int
    }

    /// The metrics in the order of their first occurrence.
    private var entries: [Entry] = []

    /// Adds the metrics of a step. A metric that occurs in both phases counts twice.
    mutating func add(_ metrics: StepMetrics) {
        for (name, value) in metrics.values {
            if let index = entries.firstIndex(where: { $0.name == name }) {
                entries[index].sum += value
                entries[index].count += 1
            } else {
                entries.append(Entry(name: name, sum: value, count: 1))
            }
        }
    }

    var names: [String] { entries.map(\.name) }

    /// Describes a value that no run writes; nil if there is none.
    var defect: String? {
        entries.contains { $0.count == 0 }
            ? "`means.count` is 0" : entries.lazy.compactMap { RunNumber.defect(of: $0.count, "means.count") }.first
    }

    var values: [(name: String, value: Double)] { entries.map { ($0.name, $0.sum / Double($0.count)) } }
}
