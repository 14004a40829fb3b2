import GANCore

/// The result for a tensor of the network.
package enum Outcome {
    case loaded
    /// Description of the conversion.
    case reshaped(String)
    /// The reason why it keeps its initial value.
    case anew(String)
    /// The source has no such tensor, and no policy covers that.
    case missing(Misfit)
    /// The source's tensor does not fit, and no policy covers that.
    case different(Misfit)

    var isChange: Bool { if case .loaded = self { false } else { true } }

    var misfit: Misfit? {
        switch self {
        case .missing(let misfit), .different(let misfit): misfit
        default: nil
        }
    }
}

package struct TensorTransfer {
    package let path: String
    /// Number of values.
    package let count: Int
    /// False for a buffer.
    package let isParameter: Bool
    package let outcome: Outcome
    let store: () -> Void
}

/// A tensor that only the source has.
package struct UnusedTensor {
    package let path: String
    let count: Int
    /// The reason why the tensor does not fit; nil if a policy covers it.
    let misfit: Misfit?
}

package struct NetworkReport {
    package let name: String
    package let tensors: [TensorTransfer]
    package let unused: [UnusedTensor]
    /// The results for all tensors of the network, with the network's name.
    let sourcePaths: [String]

    var misfits: [Misfit] { tensors.compactMap(\.outcome.misfit) + unused.compactMap(\.misfit) }

    /// - Parameter limit: maximum number of names shown per kind.
    func lines(atMost limit: Int) -> [String] {
        let kinds: [(name: String, words: (Outcome) -> String?)] = [
            ("reshaped", { if case .reshaped(let how) = $0 { how } else { nil } }),
            ("reinitialized", { if case .anew(let why) = $0 { why } else { nil } }),
            ("missing", { if case .missing(let misfit) = $0 { misfit.problem } else { nil } }),
            ("different", { if case .different(let misfit) = $0 { misfit.problem } else { nil } }),
        ]
        let loaded = tensors.filter { if case .loaded = $0.outcome { true } else { false } }
        var totals = ["loaded \(Self.total(loaded))"]
        var details: [String] = []
        for (name, words) in kinds {
            let found = tensors.compactMap { tensor in words(tensor.outcome).map { (tensor, $0) } }
            if found.isEmpty { continue }
            totals.append("\(name) \(Self.total(found.map(\.0)))")
            details += Self.examples(name, found.map { $1.isEmpty ? $0.path : "\($0.path): \($1)" }, atMost: limit)
        }
        if !unused.isEmpty {
            let values = unused.reduce(0) { $0 + $1.count }
            totals.append("unused \(counted(unused.count, "tensor")) (\(counted(values, "value")))")
            details += Self.examples("unused", unused.map(\.path), atMost: limit)
        }
        return ["  \(name): " + totals.joined(separator: ", ")] + details
    }

    /// Parameters are counted as in summaries of networks; values of buffers are counted separately.
    private static func total(_ tensors: [TensorTransfer]) -> String {
        func count(_ isParameter: Bool) -> Int {
            tensors.filter { $0.isParameter == isParameter }.reduce(0) { $0 + $1.count }
        }
        return "\(counted(tensors.count, "tensor")) (\(parametersAndBuffers(count(true), count(false))))"
    }

    private static func examples(_ kind: String, _ texts: [String], atMost limit: Int) -> [String] {
        texts.prefix(limit).map { "    \(kind): \($0)" }
            + (texts.count > limit ? ["    \(kind): … and \(texts.count - limit) more"] : [])
    }
}

/// The report of a transfer, as lines.
package struct TransferReport {
    package let source: String
    package let networks: [NetworkReport]
    /// Notes about skipped checkpoints.
    package let notes: [String]
    /// The source class for each class of the data, if images decided it.
    package let origins: [String]

    private static let shownNames = 8

    /// The lines shown before training starts.
    package var lines: [String] {
        notes + ["transfer from \(source)"] + origins + networks.flatMap { $0.lines(atMost: Self.shownNames) }
    }

    var fits: Bool { networks.allSatisfy(\.misfits.isEmpty) }

    /// The error of a failed transfer: all problems, and possible fixes.
    var refusal: String {
        let fixes = networks.flatMap(\.misfits).compactMap(\.fix)
        let distinct = fixes.enumerated().filter { fixes.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        let hasUncovered = networks.flatMap(\.misfits).contains { $0.fix == nil }
        let last =
            hasUncovered
            ? ["use the source's network settings, or list the tensors in transfer.reinitialize and transfer.ignore"]
            : []
        return
            (["the weights of \(source) do not fit these networks; no weights were transferred"]
            + networks.flatMap { $0.lines(atMost: .max) } + (distinct + last).map { "  fix: \($0)" })
            .joined(separator: "\n")
    }
}
