import GANModule

/// Recognizes the networks that another program trained, and translates them: which recipe makes such a network, and which names
/// the program gives to its tensors.
///
/// A checkpoint is data: named tensors and plain values (`ForeignCheckpoint`). No code in it is run, and an importer cannot ask for
/// that. Every importer sees every checkpoint, so it must recognize its own networks by names that no other program has.
public protocol Importer: Component {
    /// The networks that the program wrote into a checkpoint, recognized by the names of tensors alone.
    /// - Returns: an empty list for a checkpoint of another program.
    func networks(in checkpoint: any ForeignCheckpoint) throws -> [ForeignNetwork]

    /// The architecture of a network that `networks(in:)` returned, inferred from shapes, names and plain values.
    /// - Throws: `ImportDefect` if it is a variant that no component of ours computes, or if its tensors do not fit each other.
    func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture

    /// Computes tensors that the program's files do not have (`TensorNames.derived`), and stores them in the network.
    /// - Parameters:
    ///   - names: our names of the tensors.
    ///   - network: the network that the tensors belong to.
    ///   - module: our network with all tensors of the file, in evaluation mode.
    /// - Returns: for each of them a line that says how it was computed.
    /// - Throws: `ImportDefect` if it cannot be computed.
    func derive(_ names: [String], of network: ForeignNetwork, in module: Module) throws -> [String]

    /// The names that a network of ours can be exported with.
    var exports: [ExportNames] { get }

    /// A small network in a checkpoint of the program: names and shapes of at least the tensors that `networks(in:)` and
    /// `architecture(of:)` read. `ganzoo plugin check` makes checkpoints of it; empty if there is none.
    var example: KeyValuePairs<String, [Int]> { get }
}

extension Importer {
    public func derive(_ names: [String], of network: ForeignNetwork, in module: Module) throws -> [String] {
        throw ImportDefect(problem: "it does not contain \(names.joined(separator: ", "))")
    }

    public var exports: [ExportNames] { [] }
    public var example: KeyValuePairs<String, [Int]> { [:] }
}

/// The reason why another program's checkpoint cannot be imported: a phrase on one line, without a full stop, whose
/// subject is the file or the network.
public struct ImportDefect: Error, Hashable, Sendable {
    public let problem: String

    public init(problem: String) { self.problem = problem }
}
