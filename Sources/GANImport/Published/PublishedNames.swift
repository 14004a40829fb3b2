/// The names of a network's tensors in a published program, by our names. Import and export use the same table.
package struct PublishedNames: Sendable {
    /// The name in reports.
    package let program: String
    private let rules: [NameRule]
    /// Last components of names that a file may omit, because the network's definition gives their values.
    private let defined: Set<String>
    /// Last components of names that have no effect and belong to no network of ours.
    private let ignored: Set<String>
    /// Stages after which attention is a separate stage.
    var attentionStages: [Int] = []

    init(_ program: String, _ rules: [NameRule], defined: Set<String> = [], ignored: Set<String> = []) {
        (self.program, self.rules, self.defined, self.ignored) = (program, rules, defined, ignored)
    }

    /// Nil for a tensor that the published network does not have.
    package func published(_ ours: String) -> PublishedTensor? {
        let stage = { (number: Int) in number + attentionStages.count { $0 < number } }
        let parts = ours.split(separator: ".")
        return rules.lazy.compactMap { $0.published(parts, stage: stage) }.first
    }

    /// Whether the network's definition gives the value of our tensor.
    package func isDefined(_ ours: String) -> Bool { defined.contains(Self.lastPart(ours)) }

    /// Whether a tensor of theirs is a counter, for example of batches.
    package func isIgnored(_ theirs: String) -> Bool { ignored.contains(Self.lastPart(theirs)) }

    /// Counters that theirs stores next to a tensor of ours; PyTorch's layers require them.
    package func counters(beside ours: String) -> [String] {
        guard ignored.contains(Self.batchCounter), let theirs = published(ours)?.name,
            Self.lastPart(theirs) == "running_mean"
        else { return [] }
        return [theirs.dropLast("running_mean".count) + Self.batchCounter]
    }

    static let batchCounter = "num_batches_tracked"

    private static func lastPart(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }
}
