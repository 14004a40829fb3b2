/// Means of a run's figures over the steps since the last line of metrics.
struct MetricMeans: Codable, Equatable {
    private struct Entry: Codable, Equatable {
        let name: String
        var sum: Double
        var count: Int
    }

    /// In the order in which they first came.
    private var entries: [Entry] = []

    /// Adds the figures of a step. One that comes twice, once in each phase, counts twice.
    mutating func add(_ figures: StepMetrics) {
        for (name, value) in figures.values {
            if let index = entries.firstIndex(where: { $0.name == name }) {
                entries[index].sum += value
                entries[index].count += 1
            } else {
                entries.append(Entry(name: name, sum: value, count: 1))
            }
        }
    }

    var names: [String] { entries.map(\.name) }

    /// What is wrong with it; nil where nothing is.
    var defect: String? {
        entries.contains { $0.count == 0 }
            ? "`means.count` is 0" : entries.lazy.compactMap { RunNumber.defect(of: $0.count, "means.count") }.first
    }

    var values: [(name: String, value: Double)] { entries.map { ($0.name, $0.sum / Double($0.count)) } }
}
