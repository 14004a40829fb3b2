import GANCore

/// Finds tensors, settings and object members in a pickle. Throws `ImportDefect` if a pickle was
/// built to make this take forever.
struct TorchReader {
    let graph: PickleGraph
    private let storages: (any TorchStorages)?
    /// The pickle's own bytes; nested pickles are parts of them.
    private let bytes: [UInt8]
    private let limits: PickleLimits
    private let work = WorkLimit()
    private let loaded = LoadedStorages()

    init(_ graph: PickleGraph, _ bytes: [UInt8], _ storages: (any TorchStorages)?, _ limits: PickleLimits) {
        (self.graph, self.bytes, self.storages, self.limits) = (graph, bytes, storages, limits)
    }

    // MARK: Structure

    /// An object's constructor and its arguments.
    func call(_ reference: PickleGraph.Reference) -> (function: PickleGlobal, call: PickleGraph.Call)? {
        guard case .call(let call) = graph[reference], case .global(let function) = graph[call.function] else {
            return nil
        }
        return (function, call)
    }

    func arguments(_ call: PickleGraph.Call) throws -> [PickleGraph.Reference] { try tuple(call.arguments) ?? [] }

    func tuple(_ reference: PickleGraph.Reference) throws -> [PickleGraph.Reference]? {
        switch graph[reference] {
        case .tuple(let row), .list(let row): return try contents(row)
        case .call(let call):
            // torch.Size is a tuple with another name.
            guard case .global(PickleGlobal("torch", "Size")) = graph[call.function],
                case .tuple(let row) = graph[call.arguments], let inner = try contents(row).first
            else { return nil }
            switch graph[inner] {
            case .tuple(let row), .list(let row): return try contents(row)
            default: return nil
            }
        default: return nil
        }
    }

    private func contents(_ row: PickleGraph.Row) throws -> [PickleGraph.Reference] {
        let contents = graph.contents(row)
        try work.spend(contents.count + 1)
        return contents
    }

    /// Text keys with their values, from a dictionary or an object that behaves as one.
    func entries(_ reference: PickleGraph.Reference) throws -> [(key: String, value: PickleGraph.Reference)]? {
        let row: PickleGraph.Row?
        switch graph[reference] {
        case .dictionary(let own): row = own
        case .call(let call):
            guard let function = self.call(reference)?.function,
                function == TorchNames.orderedDictionary || function.name == "EasyDict"
            else { return nil }
            row = call.entries
        default: return nil
        }
        guard let row else { return [] }
        let contents = try contents(row)
        return try stride(from: 0, to: contents.count - 1, by: 2).compactMap { index in
            guard case .text(let key) = graph[contents[index]] else { return nil }
            guard key.utf8.count <= Self.longestName else {
                throw ImportDefect(problem: "a dictionary key in it is longer than \(Self.longestName) bytes")
            }
            return (key, contents[index + 1])
        }
    }

    static let longestName = 1024

    /// Joins a name with its prefix. The result takes its own memory: a few long names could need far more than the file.
    /// - Throws: `ImportDefect` if the name is too long, or all names together are.
    func joined(_ path: String, _ key: String) throws -> String {
        let name = path.isEmpty ? key : "\(path).\(key)"
        guard name.utf8.count <= Self.longestName else {
            throw ImportDefect(problem: "a tensor's name in it is longer than \(Self.longestName) bytes")
        }
        try work.spend(name.utf8.count / 64)
        return name
    }

    func entry(_ key: String, of reference: PickleGraph.Reference) throws -> PickleGraph.Reference? {
        try entries(reference)?.last { $0.key == key }?.value
    }

    /// The attributes of an `argparse.Namespace`, a dictionary; nil for other values.
    func namespace(_ reference: PickleGraph.Reference) -> PickleGraph.Reference? {
        guard let (function, call) = call(reference), function == TorchNames.namespace else { return nil }
        return call.state
    }

    /// The data of an object of the published StyleGAN2 code: its class, the location of the class's source, and its state.
    func persistentObject(
        _ reference: PickleGraph.Reference
    ) throws -> (className: String, source: PickleGraph.Reference?, state: PickleGraph.Reference)? {
        guard let (function, call) = call(reference), function == TorchNames.persistentObject,
            let meta = try arguments(call).first, let state = try entry("state", of: meta),
            let className = try text("class_name", of: meta)
        else { return nil }
        return (className, try entry("module_src", of: meta), state)
    }

    private func text(_ key: String, of reference: PickleGraph.Reference) throws -> String? {
        guard let value = try entry(key, of: reference), case .text(let text) = graph[value] else { return nil }
        return text
    }

    // MARK: Tensors

    /// The tensor or parameter at `reference`; nil if there is none.
    /// - Throws: `ImportDefect` if it cannot be read.
    func tensor(_ reference: PickleGraph.Reference) throws -> TorchTensor? {
        guard let (function, call) = call(reference) else { return nil }
        guard function == TorchNames.rebuildParameter, let inner = try arguments(call).first else {
            return try plainTensor(function, call)
        }
        guard let (function, call) = self.call(inner) else { return nil }
        return try plainTensor(function, call)
    }

    private func plainTensor(_ function: PickleGlobal, _ call: PickleGraph.Call) throws -> TorchTensor? {
        guard function == TorchNames.rebuildTensor else { return nil }
        let arguments = try arguments(call)
        guard arguments.count >= 4, case .integer(let offset) = graph[arguments[1]],
            let shape = try integers(arguments[2]), let strides = try integers(arguments[3])
        else { throw ImportDefect(problem: "a tensor has no shape") }
        return try TorchTensor(storage(arguments[0]), offset: offset, shape: shape, strides: strides)
    }

    private func integers(_ reference: PickleGraph.Reference) throws -> [Int]? {
        try tuple(reference)?.reduce(into: [] as [Int]?) { numbers, part in
            if case .integer(let number) = graph[part] { numbers?.append(number) } else { numbers = nil }
        }
    }

    private func storage(_ reference: PickleGraph.Reference) throws -> TorchStorage {
        if case .persistent(let name) = graph[reference], let storages {
            let storage = try TorchStorageName(graph, name)
            return try storages.storage(storage.key, storage.element, count: storage.count)
        }
        guard let (function, call) = call(reference), function == TorchNames.loadFromBytes,
            let argument = try arguments(call).first, case .bytes(let range) = graph[argument]
        else { throw ImportDefect(problem: "a tensor has no storage") }
        return try loaded.storage("\(range.lowerBound)", byteCount: range.count, atMost: bytes.count) {
            try nestedStorage(range)
        }
    }

    /// A storage that is a torch.save file within the pickle.
    private func nestedStorage(_ range: Range<Int>) throws -> TorchStorage {
        let nested = try TorchLegacyFile(Array(bytes[range]), limits)
        guard case .persistent(let name) = nested.graph[nested.graph.root] else {
            throw ImportDefect(problem: "bytes within it are not a storage")
        }
        let storage = try TorchStorageName(nested.graph, name)
        return try nested.storage(storage.key, storage.element, count: storage.count)
    }
}
