import GANCore
import GANRecipe
import GANTransfer

/// The weights that a recipe's `transfer` loads into its networks.
public struct TransferReport: Sendable {
    public struct Network: Sendable {
        /// `generator` or `discriminator`.
        public let name: String
        public let tensors: [Tensor]
        /// Names of the source's tensors that are not used.
        public let unused: [String]
    }

    /// A parameter or buffer of the recipe's network.
    public struct Tensor: Hashable, Sendable {
        /// Its path in the network: `synthesis.b4.const`.
        public let path: String
        /// Number of values.
        public let count: Int
        /// False for a buffer.
        public let isParameter: Bool
        public let outcome: Outcome
    }

    public enum Outcome: Hashable, Sendable {
        case loaded
        /// Converted to another size; says how.
        case reshaped(String)
        /// Keeps its initial value; says why.
        case reinitialized(String)
    }

    /// The checkpoint's folder, or the file.
    public let source: String
    public let networks: [Network]
    /// A line about each damaged checkpoint that was skipped.
    public let notes: [String]
    /// A line for each class of the data with the class that it starts from, if `classes: nearest`; otherwise empty.
    public let classOrigins: [String]
}

extension Recipe {
    /// Makes the recipe's networks, loads what its `transfer` names, and says what was loaded. Nothing is trained or written.
    ///
    /// Training does the same when a run begins.
    /// - Returns: nil if the recipe names no source.
    /// - Throws: `RunError.unfit` with every weight that does not fit; other `RunError`s.
    public func transferReport() throws -> TransferReport? {
        try outlined { try checked.transfer(into: $0).map(TransferReport.init) }
    }
}

extension TransferReport {
    fileprivate init(_ report: GANTransfer.TransferReport) {
        (source, notes, classOrigins) = (report.source, report.notes, report.origins)
        networks = report.networks.map { network in
            Network(
                name: network.name, tensors: network.tensors.map(Tensor.init), unused: network.unused.map(\.path))
        }
    }
}

extension TransferReport.Tensor {
    fileprivate init(_ tensor: TensorTransfer) {
        (path, count, isParameter) = (tensor.path, tensor.count, tensor.isParameter)
        outcome =
            switch tensor.outcome {
            case .loaded: .loaded
            case .reshaped(let how): .reshaped(how)
            case .anew(let why): .reinitialized(why)
            // Such a transfer is refused, and has no report.
            case .missing(let misfit), .different(let misfit): .reinitialized(misfit.problem)
            }
    }
}
