import GANCore

/// A metric with the settings that it was made with.
package struct ChosenMetric {
    package let name: String
    package let metric: any Metric
    /// The settings by key, defaults included.
    package let settings: [String: JSONTree]

    /// - Parameter data: of the reference images.
    /// - Throws: `RecipeError` if there is no such metric, or its settings do not fit the data.
    package init(_ choice: ComponentReference<any Metric>, _ data: DatasetInfo) throws {
        let chosen = try choice.choice()
        let made = try chosen.make(BuildContext(path: "evaluate.metrics", data: data, seed: 0))
        guard let metric = made as? any Metric else {
            throw RecipeError(
                problem: "`\(choice.name)` is not a metric", fix: "choose one from `ganzoo component list metric`")
        }
        (name, self.metric) = (choice.name, metric)
        let entries = chosen.entries.map { ($0.key, JSONTree($0.value)) }
        settings = Dictionary(entries) { first, _ in first }
    }

    package var needs: MetricNeeds { metric.needs }

    /// All of them, each once.
    /// - Throws: `RecipeError`.
    package static func all(
        _ choices: [ComponentReference<any Metric>], _ data: DatasetInfo
    ) throws -> [ChosenMetric] {
        var seen: Set<String> = []
        return try choices.filter { seen.insert($0.name).inserted }.map { try ChosenMetric($0, data) }
    }

    /// The registered metrics that are measured without being asked for, and fit the images.
    package static func defaults(_ data: DatasetInfo, _ extractor: LoadedExtractor) throws -> [ChosenMetric] {
        try ComponentCatalog.linked.entries(.metric)
            .filter { ($0.type as? any Metric.Type)?.isMeasuredByDefault ?? false }
            .map { try ChosenMetric(ComponentReference($0.name), data) }
            .filter { metric in
                (data.labelKind == .classes || !metric.needs.classes)
                    && (extractor.network.classCount > 0 || !metric.needs.probabilities)
            }
    }
}

extension [ChosenMetric] {
    /// Whether a metric reads images or features of the set.
    package func read(_ set: MeasuredSet) -> Bool { contains { $0.needs.reads(set) } }

    /// Whether a metric reads features of the set.
    package func readFeatures(of set: MeasuredSet) -> Bool {
        contains { $0.needs.features.contains(set) || (set == .generated && $0.needs.probabilities) }
    }
}
