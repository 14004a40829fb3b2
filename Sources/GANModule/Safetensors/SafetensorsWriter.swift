/// Writes a safetensors file.
///
///     var writer = SafetensorsWriter(metadata: ["format": "pt"])
///     writer.add("G.b4.const", shape: [512, 4, 4]) { constant.values() }  // [Float], asked for when its turn comes
///     try writer.write(to: "weights.safetensors")
///
/// The same tensors and metadata give the same bytes, in whatever order they were added. Only the values of one tensor
/// are in memory at a time.
public struct SafetensorsWriter {
    private let metadata: [String: String]
    private var tensors: [Tensor] = []

    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds a tensor of any type as bytes: little-endian, row-major.
    public mutating func add(
        _ name: String, type: SafetensorsType, shape: [Int], bytes: @escaping () throws -> [UInt8]
    ) {
        tensors.append(Tensor(name: name, type: type, shape: shape, values: bytes))
    }

    /// Adds a tensor as values, row-major.
    public mutating func add<Scalar: SafetensorsScalar>(
        _ name: String, shape: [Int], values: @escaping () throws -> [Scalar]
    ) {
        tensors.append(Tensor(name: name, type: Scalar.safetensorsType, shape: shape, values: values))
    }

    /// Writes the file; an existing file at `path` is replaced only when the new one is complete and on disk. After an error
    /// an existing file is unchanged and no other is left; errors of `bytes` and `values` are rethrown.
    /// - Returns: the checksum of each tensor's bytes, by name, as `SafetensorsFile.checksum(of:)` computes it.
    @discardableResult public func write(to path: String) throws -> [String: UInt32] {
        try write(to: path, isPrivate: false)
    }

    /// As `write(to:)`.
    /// - Parameter isPrivate: whether only this user may read the file. Otherwise the process's mask decides.
    @discardableResult package func write(to path: String, isPrivate: Bool) throws -> [String: UInt32] {
        try write(path) { try AtomicFile.replace(path, isPrivate: isPrivate, content: $0) }
    }

    /// As `write(to:)`, for a file that must be new.
    /// - Throws: the `SystemError` of an existing file if the path exists or appears meanwhile.
    package func create(_ path: String) throws { _ = try write(path) { try AtomicFile.create(path, content: $0) } }

    /// - Parameter store: makes the file of what its argument writes.
    private func write(
        _ path: String, _ store: ((SystemFile) throws -> Void) throws -> Void
    ) throws -> [String: UInt32] {
        var checksums: [String: UInt32] = [:]
        do {
            let sorted = tensors.sorted(by: Tensor.goesFirst)
            let entries = try layOut(sorted)
            let header = try SafetensorsHeaderText(metadata: metadata, entries: entries).bytes
            try store { file in
                try attempt("writing the header") { () throws(SystemError) in try file.write(header) }
                for (tensor, entry) in zip(sorted, entries) { checksums[entry.name] = try tensor.write(entry, file) }
            }
        } catch let defect as SafetensorsDefect {
            throw SafetensorsError(path: path, defect: defect)
        }
        return checksums
    }

    /// Assigns each tensor its range of bytes in the file.
    private func layOut(_ sorted: [Tensor]) throws(SafetensorsDefect) -> [SafetensorsEntry] {
        guard sorted.count <= SafetensorsLimit.tensors else { throw .tooManyTensors }
        guard metadata.count <= SafetensorsLimit.pairs else { throw .tooMuchMetadata }
        var entries: [SafetensorsEntry] = []
        var end = 0
        for tensor in sorted {
            guard tensor.name != "__metadata__" else { throw .reservedName }
            guard tensor.shape.count <= SafetensorsLimit.dimensions,
                let count = tensor.type.byteCount(ofShape: tensor.shape)
            else { throw .invalidShape(tensor: tensor.name, shape: tensor.shape) }
            let (next, overflow) = end.addingReportingOverflow(count)
            // The header precedes the data and must fit, too.
            guard !overflow, next <= Int.max - SafetensorsLimit.headerBytes - 8 else {
                throw .fileTooLarge(tensor: tensor.name)
            }
            entries.append(
                SafetensorsEntry(name: tensor.name, type: tensor.type, shape: tensor.shape, byteRange: end..<next))
            end = next
        }
        let names = entries.map(\.name).sorted(by: precedes)
        for (name, next) in zip(names, names.dropFirst()) where name.utf8.elementsEqual(next.utf8) {
            throw .repeatedName(name)
        }
        return entries
    }
}

extension SafetensorsWriter {
    private struct Tensor {
        let name: String
        let type: SafetensorsType
        let shape: [Int]
        /// Requests the values and writes them if their number matches the entry. Returns their checksum.
        let write: (SafetensorsEntry, SystemFile) throws -> UInt32

        /// Wider types first, then by the names' bytes.
        static func goesFirst(_ left: Tensor, _ right: Tensor) -> Bool {
            left.type == right.type
                ? precedes(left.name, right.name) : left.type.writingRank < right.type.writingRank
        }

        init<Value: BitwiseCopyable>(
            name: String, type: SafetensorsType, shape: [Int], values: @escaping () throws -> [Value]
        ) {
            (self.name, self.type, self.shape) = (name, type, shape)
            write = { entry, file in
                let values = try values()
                let (bytes, needed) = (values.count * MemoryLayout<Value>.stride, entry.byteRange.count)
                guard bytes == needed else {
                    throw SafetensorsDefect.wrongDataCount(
                        tensor: name, bytes: bytes, type: type, shape: shape, needed: needed)
                }
                try attempt("writing \(quoted(name))") { () throws(SystemError) in try file.write(values) }
                return Checksum.of(values)
            }
        }
    }
}
