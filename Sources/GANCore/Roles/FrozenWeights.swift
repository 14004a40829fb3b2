import GANModule
import GANTensor

/// Weights of a frozen network, read from a file by name; mismatches are collected and reported together.
public final class FrozenWeights {
    /// Nil for random numbers.
    private let file: SafetensorsFile?
    private let prefix: String
    /// Names in the file: all that were asked for, and those of them that fit.
    private var asked: Set<String> = []
    private var taken: Set<String> = []
    /// Tensors that the file has under other names or in parts, by the network's own names.
    private var translated: [String: Tensor] = [:]
    /// Names in the file of what is in `translated`.
    private var parts: Set<String> = []
    private var problems: [WeightsProblem] = []

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
        asked.insert(full)
        guard let entry = file.entry(named: full) else { return missing(full, "\(shape) is missing", shape) }
        guard entry.shape == shape.dimensions else {
            return missing(full, "has the shape \(entry.shape), not \(shape.dimensions)", shape)
        }
        taken.insert(full)
        switch entry.type {
        case .float32: return Tensor(try file.values(of: full, as: Float.self), shape: shape)
        case .float64: return Tensor(try file.values(of: full, as: Double.self).map { Float($0) }, shape: shape)
        case .float16: return Tensor(try file.values(of: full, as: Float16.self).map { Float($0) }, shape: shape)
        case .bfloat16: return Tensor(try file.bfloat16Values(of: full), shape: shape)
        case .float8E4M3, .float8E5M2, .uint64, .int64, .uint32, .int32, .uint16, .int16, .uint8, .int8, .bool:
            return missing(full, "has the type \(entry.type.rawValue), not F64, F32, F16 or BF16", shape)
        }
    }

    /// A tensor that the file may have under other names than the network's own. `contents` has it under its own name.
    /// - Parameters:
    ///   - name: the network's own name.
    ///   - names: of the file. Several tensors are joined along the first axis.
    ///   - shape: of each of them in the file.
    ///   - transposes: whether the tensor of the file is the transpose of the network's own.
    package func tensor(
        _ name: String, from names: [String], each shape: Shape, transposes: Bool = false
    ) throws -> Tensor {
        let read = try names.map { try tensor($0, shape) }
        if names == [name], !transposes { return read[0] }
        let joined = concatenate(read, axis: 0)
        let own = transposes ? joined.transposed() : joined
        translated[name] = own
        parts.formUnion(names.map { prefix + $0 })
        return own
    }

    /// The shape of a tensor in the file; nil if there is none of that name.
    package func shape(of name: String) -> [Int]? { file?.entry(named: prefix + name)?.shape }

    /// Reports what the file has beside the tensors that were asked for: it is of a network that computes something else. Under a
    /// prefix only names with that prefix count, since others belong to other networks.
    /// - Parameter known: beginnings of names that make no difference.
    package func refuseOthers(besides known: [String]) {
        for entry in file?.entries ?? [] where entry.name.hasPrefix(prefix) && !asked.contains(entry.name) {
            let name = entry.name.dropFirst(prefix.count)
            if known.contains(where: { name.hasPrefix($0) }) { continue }
            problems.append(WeightsProblem(entry.name, "\(Shape(entry.shape)) is not part of the network"))
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
            problems.append(WeightsProblem("", mismatch.summary))
        }
        taken.formUnion(file.entries.map(\.name))
    }

    private func missing(_ name: String, _ problem: String, _ shape: Shape) -> Tensor {
        problems.append(WeightsProblem(name, problem))
        return .zeros(shape)
    }

    /// Names in the file that were not requested.
    package var unused: [String] { (file?.entries ?? []).map(\.name).filter { !taken.contains($0) } }

    /// All requested tensors, under the network's own names.
    package func contents() throws -> [(name: String, value: Tensor)] {
        let own = try taken.subtracting(parts).map { full in
            let name = String(full.dropFirst(prefix.count))
            return (name: name, value: try tensor(name, Shape(file?.entry(named: full)?.shape ?? [])))
        }
        return (own + translated.map { (name: $0.key, value: $0.value) }).sorted { $0.name < $1.name }
    }

    /// - Parameter network: its name, for messages.
    /// - Throws: `MetricError` with everything that is missing or has another shape.
    package func finish(_ network: String) throws(MetricError) {
        guard !problems.isEmpty else { return }
        throw MetricError(
            "\(path) does not contain the weights of \(network): \(WeightsProblem.text(of: problems))",
            fix: "use the file of that network, which `ganzoo features list` names")
    }
}

extension StateMismatch {
    /// One line with the numbers of missing, unexpected and differently shaped tensors.
    fileprivate var summary: String {
        "tensors: \(missing.count) missing, \(unexpected.count) unexpected, \(different.count) of another shape"
    }
}
