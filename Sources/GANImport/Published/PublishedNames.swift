/// The names of a network's tensors in a published program, by ours. Import and export read the same table.
package struct PublishedNames: Sendable {
    /// As reports have it.
    package let program: String
    private let rules: [NameRule]
    /// Last parts of names that a file may lack, since the network's definition says what they hold.
    private let defined: Set<String>
    /// Last parts of names that belong to no network of ours and change nothing.
    private let ignored: Set<String>
    /// Stages after which attention is a stage of its own.
    var attentionStages: [Int] = []

    init(_ program: String, _ rules: [NameRule], defined: Set<String> = [], ignored: Set<String> = []) {
        (self.program, self.rules, self.defined, self.ignored) = (program, rules, defined, ignored)
    }

    /// Nothing for a tensor that the published network has not.
    package func published(_ ours: String) -> PublishedTensor? {
        let stage = { (number: Int) in number + attentionStages.count { $0 < number } }
        let parts = ours.split(separator: ".")
        return rules.lazy.compactMap { $0.published(parts, stage: stage) }.first
    }

    /// Whether the network's definition says what the tensor of ours holds.
    package func isDefined(_ ours: String) -> Bool { defined.contains(Self.lastPart(ours)) }

    /// Whether a tensor of theirs counts batches or the like.
    package func isIgnored(_ theirs: String) -> Bool { ignored.contains(Self.lastPart(theirs)) }

    /// Counters that theirs keeps beside a tensor of ours: PyTorch's own layers ask for them.
    package func counters(beside ours: String) -> [String] {
        guard ignored.contains(Self.batchCounter), let theirs = published(ours)?.name,
            Self.lastPart(theirs) == "running_mean"
        else { return [] }
        return [theirs.dropLast("running_mean".count) + Self.batchCounter]
    }

    static let batchCounter = "num_batches_tracked"

    private static func lastPart(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }
}
