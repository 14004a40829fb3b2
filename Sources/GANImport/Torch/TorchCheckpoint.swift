import GANCore
import GANData
import GANModule

/// A checkpoint written by PyTorch: a state dictionary, dictionaries of them, or networks in the form of the published
/// StyleGAN2 pickles. Nothing in it is executed.
package struct TorchCheckpoint {
    /// A network or part of one that was pickled with its class.
    package struct Object {
        /// Its path: `G_ema.synthesis`; empty at the top.
        package let path: String
        package let className: String
        /// Its constructor arguments: texts, numbers and booleans by key, `synthesis_kwargs.channel_base` for nested ones.
        package let settings: [String: ForeignValue]
    }

    package let path: String
    /// The common name of the file type.
    package let format: String
    /// The tensors' paths: `G.synthesis.b4.const`.
    package private(set) var names: [String] = []
    package private(set) var objects: [Object] = []
    /// Attributes of each `argparse.Namespace`, by path; plain values only.
    private(set) var namespaces: [String: [String: ForeignValue]] = [:]
    /// Source code of the objects' classes, each text once. It is never run.
    package private(set) var sources: [String] = []
    private var tensors: [String: TorchTensor] = [:]
    private let reader: TorchReader

    /// - Throws: `ImportError`.
    package init(path: String, limits: PickleLimits = PickleLimits()) throws {
        self.path = path
        do {
            (reader, format) = try Self.reader(path, limits)
            var visited: Set<PickleGraph.Reference> = []
            try collect(reader.graph.root, Place(), &visited)
            guard !names.isEmpty else { throw ImportDefect(problem: "it contains no tensor") }
        } catch let defect as ImportDefect {
            throw ImportError(path: path, problem: defect.problem)
        } catch let error as DataError {
            throw ImportError(error)
        } catch let error as SystemError {
            throw ImportError(path: path, problem: "it cannot be read: \(error.reason)")
        }
    }

    private static func reader(_ path: String, _ limits: PickleLimits) throws -> (TorchReader, format: String) {
        let status = try SystemFile.status(of: path)
        guard status.isRegular else { throw ImportDefect(problem: "it is a \(status.kind), not a file") }
        let file = try SystemFile.reading(path)
        let start = try file.read(min(status.size, 16), at: 0, as: UInt8.self)
        if start.starts(with: "PK".utf8) {
            let zip = try TorchZipFile(path)
            return (TorchReader(try graph(zip.pickle, limits), zip.pickle, zip, limits), "PyTorch")
        }
        guard status.size <= longestFile else {
            throw ImportDefect(problem: "it has \(status.size >> 20) MiB; the limit is \(longestFile >> 20) MiB")
        }
        // A file that does not start like a pickle is refused without reading all of it.
        let bytes = PickleReader.begins(start) ? try file.read(status.size, at: 0, as: UInt8.self) : start
        if TorchLegacyFile.begins(bytes[...]) {
            let legacy = try TorchLegacyFile(bytes, limits)
            return (TorchReader(legacy.graph, bytes, legacy, limits), "PyTorch before 1.6")
        }
        return (TorchReader(try graph(bytes, limits), bytes, nil, limits), "a pickle of networks")
    }

    private static let longestFile = 4 << 30

    private static func graph(_ bytes: [UInt8], _ limits: PickleLimits) throws -> PickleGraph {
        do throws(PickleDefect) {
            return try PickleReader.read(bytes, limits: limits, allowing: TorchNames.allows).graph
        } catch { throw ImportDefect(problem: "at byte \(error.offset) \(error.problem)") }
    }

    /// The bytes of a tensor, row-major and little-endian.
    /// - Throws: `ImportDefect`, and `ImportError` about a damaged zip file.
    package func values(of name: String) throws -> (type: SafetensorsType, shape: [Int], bytes: [UInt8])? {
        guard let tensor = tensors[name] else { return nil }
        do { return (tensor.type, tensor.shape, try tensor.contiguousBytes()) } catch let error as DataError {
            throw ImportError(error)
        }
    }

    func tensor(_ name: String) -> TorchTensor? { tensors[name] }

    // MARK: Walking

    private struct Place {
        var path = ""
        var depth = 0
    }

    /// The values below `reference`. Each container is visited once, however often it is shared.
    private mutating func collect(
        _ reference: PickleGraph.Reference, _ place: Place, _ visited: inout Set<PickleGraph.Reference>
    ) throws {
        if let tensor = try reader.tensor(reference) {
            try checkName(place.path)
            if tensors.updateValue(tensor, forKey: place.path) == nil { names.append(place.path) }
            return
        }
        guard visited.insert(reference).inserted, place.depth < Self.deepest else { return }
        if let attributes = reader.namespace(reference) { return try collectNamespace(attributes, place) }
        guard let (className, source, state) = try reader.persistentObject(reference) else {
            return try collectEntries(reference, place, &visited)
        }
        if let source, visited.insert(source).inserted, case .text(let text) = reader.graph[source] { note(text) }
        try checkName(place.path)
        var settings: [String: ForeignValue] = [:]
        if let arguments = try reader.entry("_init_kwargs", of: state) {
            try collect(arguments, of: .network, &settings)
        }
        objects.append(Object(path: place.path, className: className, settings: settings))
        for part in ["_parameters", "_buffers", "_modules"] {
            if let members = try reader.entry(part, of: state) { try collectEntries(members, place, &visited) }
        }
    }

    /// Other characters have several encodings, and are slow to compare.
    private func checkName(_ path: String) throws {
        guard path.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw ImportDefect(
                problem: "a tensor or network in it has a name that is not ASCII: `\(path.shortened(to: 60))`")
        }
    }

    private static let deepest = 64
    private static let mostSources = 16

    private mutating func note(_ source: String) {
        if sources.count < Self.mostSources, !sources.contains(source) { sources.append(source) }
    }

    private mutating func collectEntries(
        _ reference: PickleGraph.Reference, _ place: Place, _ visited: inout Set<PickleGraph.Reference>
    ) throws {
        for (key, value) in try reader.entries(reference) ?? [] {
            try collect(value, Place(path: reader.joined(place.path, key), depth: place.depth + 1), &visited)
        }
    }

    private mutating func collectNamespace(_ attributes: PickleGraph.Reference, _ place: Place) throws {
        try checkName(place.path)
        var values: [String: ForeignValue] = [:]
        try collect(attributes, of: .namespace, &values)
        namespaces[place.path] = values
    }

    /// An object's constructor arguments or attributes. Names that are not ASCII are ignored.
    private func collect(
        _ reference: PickleGraph.Reference, of owner: ValueOwner, at place: Place = Place(),
        _ values: inout [String: ForeignValue]
    ) throws {
        guard place.depth < 4 else { return }
        for (key, found) in try reader.entries(reference) ?? [] where key.utf8.allSatisfy({ $0 < 0x80 }) {
            let name = try reader.joined(place.path, key)
            guard let value = ForeignValue(reader.graph[found]) else {
                try collect(found, of: owner, at: Place(path: name, depth: place.depth + 1), &values)
                continue
            }
            values[name] = value
            guard values.count <= ValueOwner.most else { throw ImportDefect(problem: owner.problem) }
        }
    }

    /// The object that plain values belong to.
    private enum ValueOwner {
        case network, namespace

        static let most = 1000

        /// The problem of an owner with more values than any has.
        var problem: String {
            switch self {
            case .network: "a network in it has more than \(Self.most) constructor arguments"
            case .namespace: "a namespace in it has more than \(Self.most) attributes"
            }
        }
    }
}

extension ForeignValue {
    /// Nil for a value that is not an argument itself.
    fileprivate init?(_ value: PickleGraph.Value) {
        switch value {
        case .integer(let number): self = .number(Double(number))
        case .real(let number): self = .number(number)
        case .text(let text): self = .text(text)
        case .bool(let value): self = .bool(value)
        case .none: self = .null
        default: return nil
        }
    }
}

/// The reason why a checkpoint cannot be imported.
package struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let problem: String
    package var fix = "use a complete PyTorch checkpoint (.pt, .pth) or a published StyleGAN2 .pkl"

    /// Whether an import without the discriminator avoids the error.
    package var isOfDiscriminator = false

    package init(path: String, problem: String) { (self.path, self.problem) = (path, problem) }

    package init(path: String, problem: String, fix: String) {
        (self.path, self.problem, self.fix) = (path, problem, fix)
    }

    /// An error of a zip file.
    fileprivate init(_ error: DataError) {
        self.init(path: error.place, problem: error.problem, fix: error.fix)
    }

    package var description: String { "\(path): \(problem.escapingControls)\n  fix: \(fix.escapingControls)" }
}
