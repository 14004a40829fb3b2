import GANModule
import GANTensor

/// Weights of a frozen network, read from a file by name; mismatches are collected and reported together.
public final class FrozenWeights {
    /// Nil for random numbers.
    private let file: SafetensorsFile?
    private let prefix: String
    private var taken: Set<String> = []
    private var problems: [String] = []

    /// Reads `file`. Of the possible prefixes of names, the first one that occurs is removed.
    public init(_ file: SafetensorsFile, prefixes: [String] = []) {
        self.file = file
        prefix = prefixes.first { prefix in file.entries.contains { $0.name.hasPrefix(prefix) } } ?? ""
    }

    /// Random numbers in the place of a file, in whatever shapes are asked for: what an extractor promises does not depend on its
    /// weights.
    package init() { (file, prefix) = (nil, "") }

    public var path: String { file?.path ?? "random weights" }
    /// The metadata of the file.
    public var metadata: [String: String] {
        guard let file else {
            lacksMetadata = true
            return [:]
        }
        return file.metadata
    }

    /// Whether metadata were asked for, but there is no file.
    package private(set) var lacksMetadata = false

    /// - Returns: float32 of that shape; zeros if the tensor is missing, which is reported after the network is made.
    public func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        guard let file else { return Self.random(name, shape) }
        let full = prefix + name
        guard let entry = file.entry(named: full) else { return missing("\(full) \(shape) is missing", shape) }
        guard entry.shape == shape.dimensions else {
            return missing("\(full) has the shape \(entry.shape), not \(shape.dimensions)", shape)
        }
        taken.insert(full)
        switch entry.type {
        case .float32: return Tensor(try file.values(of: full, as: Float.self), shape: shape)
        case .float64: return Tensor(try file.values(of: full, as: Double.self).map { Float($0) }, shape: shape)
        case .float16: return Tensor(try file.values(of: full, as: Float16.self).map { Float($0) }, shape: shape)
        case .bfloat16: return Tensor(try file.bfloat16Values(of: full), shape: shape)
        case .float8E4M3, .float8E5M2, .uint64, .int64, .uint32, .int32, .uint16, .int16, .uint8, .int8, .bool:
            return missing("\(full) has the type \(entry.type.rawValue), not F64, F32, F16 or BF16", shape)
        }
    }

    /// Outputs of layers with these weights have values near 1. Vectors are positive, since they may be variances.
    private static func random(_ name: String, _ shape: Shape) -> Tensor {
        let random = RandomStream(seed: 1, path: name)
        guard shape.rank > 1, shape.count > 0 else { return random.uniform(shape) + 0.5 }
        return random.normal(shape) * (1 / Double(shape.count / shape[0]).squareRoot())
    }

    /// Loads the whole file into a module, which `Module.addState` wrote, and freezes it.
    public func load(into module: Module) throws {
        defer { module.freeze() }
        guard let file else { return }
        do { try module.loadState(from: file) } catch let mismatch as StateMismatch {
            problems.append(mismatch.summary)
        }
        taken.formUnion(file.entries.map(\.name))
    }

    private func missing(_ problem: String, _ shape: Shape) -> Tensor {
        problems.append(problem)
        return .zeros(shape)
    }

    /// Names in the file that were not requested.
    package var unused: [String] { (file?.entries ?? []).map(\.name).filter { !taken.contains($0) } }

    /// All requested tensors, under the network's own names.
    package func contents() throws -> [(name: String, value: Tensor)] {
        try taken.sorted().map { full in
            let name = String(full.dropFirst(prefix.count))
            return (name, try tensor(name, Shape(file?.entry(named: full)?.shape ?? [])))
        }
    }

    /// - Parameter network: its name, for messages.
    /// - Throws: `MetricError` with everything that is missing or has another shape.
    package func finish(_ network: String) throws(MetricError) {
        guard let first = problems.first else { return }
        let more = problems.count > 1 ? ", and \(problems.count - 1) more do not fit" : ""
        throw MetricError(
            "\(path) does not contain the weights of \(network): \(first)\(more)",
            fix: "use the file of that network, which `ganzoo features list` names")
    }
}

extension StateMismatch {
    /// One line with the numbers of missing, unexpected and differently shaped tensors.
    fileprivate var summary: String {
        "tensors: \(missing.count) missing, \(unexpected.count) unexpected, \(different.count) of another shape"
    }
}
