/// Finds tensors, settings and the members of objects in what a pickle says.
struct TorchReader {
    let graph: PickleGraph
    private let storages: (any TorchStorages)?
    /// The pickle's own bytes, of which nested ones are a part.
    private let bytes: [UInt8]
    private let limits: PickleLimits

    init(_ graph: PickleGraph, _ bytes: [UInt8], _ storages: (any TorchStorages)?, _ limits: PickleLimits) {
        (self.graph, self.bytes, self.storages, self.limits) = (graph, bytes, storages, limits)
    }

    // MARK: Structure

    /// The function that an object would be made by, and its arguments.
    func call(_ reference: PickleGraph.Reference) -> (function: PickleGlobal, call: PickleGraph.Call)? {
        guard case .call(let call) = graph[reference], case .global(let function) = graph[call.function] else {
            return nil
        }
        return (function, call)
    }

    func arguments(_ call: PickleGraph.Call) -> [PickleGraph.Reference] { tuple(call.arguments) ?? [] }

    func tuple(_ reference: PickleGraph.Reference) -> [PickleGraph.Reference]? {
        switch graph[reference] {
        case .tuple(let row), .list(let row): return graph.contents(row)
        case .call(let call):
            // torch.Size is a tuple by another name.
            guard case .global(PickleGlobal("torch", "Size")) = graph[call.function] else { return nil }
            return arguments(call).first.flatMap(tuple)
        default: return nil
        }
    }

    /// Keys that are texts, with their values: of a dictionary, or of an object that is one.
    func entries(_ reference: PickleGraph.Reference) -> [(key: String, value: PickleGraph.Reference)]? {
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
        let contents = graph.contents(row)
        return stride(from: 0, to: contents.count - 1, by: 2).compactMap { index in
            guard case .text(let key) = graph[contents[index]] else { return nil }
            return (key, contents[index + 1])
        }
    }

    func entry(_ key: String, of reference: PickleGraph.Reference) -> PickleGraph.Reference? {
        entries(reference)?.last { $0.key == key }?.value
    }

    /// What an object of the published StyleGAN2 code says of itself: its class, and its state.
    func persistentObject(_ reference: PickleGraph.Reference) -> (className: String, state: PickleGraph.Reference)? {
        guard let (function, call) = call(reference), function == TorchNames.persistentObject,
            let meta = arguments(call).first, let state = entry("state", of: meta),
            let name = entry("class_name", of: meta), case .text(let className) = graph[name]
        else { return nil }
        return (className, state)
    }

    // MARK: Tensors

    /// The tensor or parameter at `reference`; nothing where there is none.
    /// - Throws: `ImportDefect` when it cannot be read.
    func tensor(_ reference: PickleGraph.Reference) throws -> TorchTensor? {
        guard let (function, call) = call(reference) else { return nil }
        let arguments = arguments(call)
        if function == TorchNames.rebuildParameter, let inner = arguments.first { return try tensor(inner) }
        guard function == TorchNames.rebuildTensor, arguments.count >= 4 else { return nil }
        guard case .integer(let offset) = graph[arguments[1]], let shape = integers(arguments[2]),
            let strides = integers(arguments[3])
        else { throw ImportDefect(problem: "a tensor has no shape") }
        return try TorchTensor(storage(arguments[0]), offset: offset, shape: shape, strides: strides)
    }

    private func integers(_ reference: PickleGraph.Reference) -> [Int]? {
        tuple(reference)?.reduce(into: [] as [Int]?) { numbers, part in
            if case .integer(let number) = graph[part] { numbers?.append(number) } else { numbers = nil }
        }
    }

    private func storage(_ reference: PickleGraph.Reference) throws -> TorchStorage {
        if case .persistent(let name) = graph[reference], let storages {
            let storage = try TorchStorageName(graph, name)
            return try storages.storage(storage.key, storage.element, count: storage.count)
        }
        guard let (function, call) = call(reference), function == TorchNames.loadFromBytes,
            let argument = arguments(call).first, case .bytes(let range) = graph[argument]
        else { throw ImportDefect(problem: "a tensor has no numbers") }
        return try nestedStorage(range)
    }

    /// A storage that is a file of torch.save within the pickle.
    private func nestedStorage(_ range: Range<Int>) throws -> TorchStorage {
        let nested = try TorchLegacyFile(Array(bytes[range]), limits)
        guard case .persistent(let name) = nested.graph[nested.graph.root] else {
            throw ImportDefect(problem: "bytes within it are no storage")
        }
        let storage = try TorchStorageName(nested.graph, name)
        return try nested.storage(storage.key, storage.element, count: storage.count)
    }
}
