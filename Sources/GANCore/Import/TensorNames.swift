/// The names that a program gives to the tensors of a network, by our names. Import and export use the same table.
public struct TensorNames: Sendable {
    /// The program's name in reports.
    public let program: String
    private let rules: [NameRule]
    /// Last components of our names that a file may omit, because the network's definition gives their values.
    private let defined: Set<String>
    /// Our names that no file has and that the importer computes.
    private let derived: Set<String>
    /// Last components of their names that have no effect and belong to no network of ours.
    private let ignored: Set<String>
    /// Stages of ours after which theirs has a stage more, in ascending order (`NameRule`).
    public var extraStages: [Int] = []

    /// - Parameters:
    ///   - program: the name in reports.
    ///   - rules: the first one that covers a name counts.
    ///   - defined: last components of our names that a file may omit, because the network's definition gives their values.
    ///   - derived: our names that no file has: the importer computes them.
    ///   - ignored: last components of their names that no network of ours needs.
    public init(
        _ program: String, _ rules: [NameRule], defined: Set<String> = [], derived: Set<String> = [],
        ignored: Set<String> = []
    ) {
        (self.program, self.rules) = (program, rules)
        (self.defined, self.derived, self.ignored) = (defined, derived, ignored)
    }

    /// Nil for a tensor that the program's network does not have.
    public func published(_ ours: String) -> ForeignTensor? {
        let stage = { (number: Int) in number + extraStages.count { $0 < number } }
        let parts = ours.split(separator: ".")
        return rules.lazy.compactMap { $0.published(parts, stage: stage) }.first
    }

    /// Whether the network's definition gives the value of our tensor.
    package func isDefined(_ ours: String) -> Bool { defined.contains(Self.lastPart(ours)) }

    /// Whether the importer computes our tensor.
    package func isDerived(_ ours: String) -> Bool { derived.contains(ours) }

    /// Whether a tensor of theirs is a counter, for example of batches.
    package func isIgnored(_ theirs: String) -> Bool { ignored.contains(Self.lastPart(theirs)) }

    /// Counters that theirs stores next to a tensor of ours; PyTorch's layers require them.
    package func counters(beside ours: String) -> [String] {
        guard ignored.contains(Self.batchCounter), let theirs = published(ours)?.name,
            Self.lastPart(theirs) == "running_mean"
        else { return [] }
        return [theirs.dropLast("running_mean".count) + Self.batchCounter]
    }

    /// The counter of batches that PyTorch's batch normalization stores.
    public static let batchCounter = "num_batches_tracked"

    private static func lastPart(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }
}
