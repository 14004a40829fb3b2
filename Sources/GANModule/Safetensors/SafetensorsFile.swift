/// An open safetensors file. Opening reads and checks the header; values are read on request.
///
///     let file = try SafetensorsFile(path: "weights.safetensors")
///     let weight = try file.values(of: "G.b4.const", as: Float.self)
///
/// Everything that the format forbids is an error, and so is a file with fewer or more bytes than its tensors need. Checking
/// a file takes less than 100 MB of memory, regardless of its content.
public struct SafetensorsFile: Sendable {
    public let path: String
    /// The strings under `__metadata__`.
    public let metadata: [String: String]
    /// The tensors in the order of their bytes in the file; empty tensors at the same position are sorted by name.
    public let entries: [SafetensorsEntry]

    private let source: SafetensorsSource
    /// Indices into `entries`, sorted by the bytes of the names. Not a dictionary: Swift's strings are equal if
    /// Unicode considers them equivalent, and a file may contain both a precomposed and a decomposed "é".
    private let placesByName: [Int]

    public init(path: String) throws {
        try self.init(path) { () throws(SafetensorsDefect) in try SafetensorsSource(path: path) }
    }

    /// An open file.
    /// - Parameter path: for messages.
    package init(_ file: SystemFile, path: String) throws {
        try self.init(path) { () throws(SafetensorsDefect) in try SafetensorsSource(file) }
    }

    private init(_ path: String, _ open: () throws(SafetensorsDefect) -> SafetensorsSource) throws {
        self.path = path
        do throws(SafetensorsDefect) {
            source = try open()
            try SafetensorsCheck(source).run()
            (entries, metadata) = try source.contents()
        } catch {
            throw SafetensorsError(path: path, defect: error)
        }
        let names = entries.map(\.name)
        placesByName = names.indices.sorted { precedes(names[$0], names[$1]) }
    }

    /// The same file under other names, such as those of components that have moved.
    package func renamed(_ name: (String) -> String) -> SafetensorsFile { SafetensorsFile(self, name) }

    private init(_ file: SafetensorsFile, _ name: (String) -> String) {
        (path, metadata, source) = (file.path, file.metadata, file.source)
        let names = file.entries.map { name($0.name) }
        entries = zip(file.entries, names).map { $0.named($1) }
        placesByName = names.indices.sorted { precedes(names[$0], names[$1]) }
    }

    /// The tensor of that name, compared byte by byte.
    public func entry(named name: String) -> SafetensorsEntry? {
        var candidates = placesByName[...]
        while let place = candidates.dropFirst(candidates.count / 2).first {
            let middle = candidates.startIndex + candidates.count / 2
            if entries[place].name.utf8.elementsEqual(name.utf8) { return entries[place] }
            candidates = precedes(name, entries[place].name) ? candidates[..<middle] : candidates[(middle + 1)...]
        }
        return nil
    }
}

/// Order of the UTF-8 bytes.
func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

/// Order in the file.
func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    (left.lowerBound, left.upperBound) < (right.lowerBound, right.upperBound)
}

extension SafetensorsSource {
    /// Builds the entries of a checked header.
    fileprivate func contents() throws(SafetensorsDefect) -> ([SafetensorsEntry], [String: String]) {
        var entries: [SafetensorsEntry] = []
        var metadata: [String: String] = [:]
        var header = header(keptBytes: .max)
        while let item = try header.next() {
            switch item {
            case .entry(let entry): entries.append(entry)
            case .metadata(let value):
                // The check compared bytes; a dictionary also considers two spellings of a letter equal.
                guard metadata.updateValue(value, forKey: header.key.text) == nil else {
                    throw .duplicateKey(at: header.key.offset, key: header.key.text)
                }
            }
        }
        entries.sort { left, right in
            left.byteRange == right.byteRange
                ? precedes(left.name, right.name) : precedes(left.byteRange, right.byteRange)
        }
        return (entries, metadata)
    }
}

// MARK: - Values

extension SafetensorsFile {
    /// The bytes of a tensor as stored: little-endian, row-major.
    public func bytes(of name: String) throws -> [UInt8] {
        let entry = try find(name)
        return try read(entry, as: UInt8.self)
    }

    func byteCount(of name: String) throws -> Int { try find(name).byteRange.count }

    /// Some of the bytes of a tensor.
    /// - Parameter range: inside the tensor.
    func bytes(of name: String, in range: Range<Int>) throws -> [UInt8] {
        try read(range, of: try find(name), as: UInt8.self)
    }

    /// The values of a tensor, row-major. `Scalar` must match the file's type: values are not converted.
    public func values<Scalar: SafetensorsScalar>(of name: String, as: Scalar.Type = Scalar.self) throws -> [Scalar] {
        let entry = try find(name)
        guard entry.type == Scalar.safetensorsType else {
            throw error(.typeMismatch(tensor: name, stored: entry.type, asked: Scalar.safetensorsType))
        }
        if let bools = try readBools(entry) as? [Scalar] { return bools }
        return try read(entry, as: Scalar.self)
    }

    /// Some of the values of a tensor, row-major.
    /// - Parameter range: indices of elements, inside the tensor.
    package func values<Scalar: SafetensorsScalar & BitwiseCopyable>(
        of name: String, as: Scalar.Type = Scalar.self, in range: Range<Int>
    ) throws -> [Scalar] {
        let entry = try find(name)
        guard entry.type == Scalar.safetensorsType else {
            throw error(.typeMismatch(tensor: name, stored: entry.type, asked: Scalar.safetensorsType))
        }
        let stride = MemoryLayout<Scalar>.stride
        precondition(range.upperBound * stride <= entry.byteRange.count, "a range within the tensor")
        return try read(range.lowerBound * stride..<range.upperBound * stride, of: entry, as: Scalar.self)
    }

    private func find(_ name: String) throws -> SafetensorsEntry {
        guard let entry = entry(named: name) else {
            throw error(.noSuchTensor(name: name, count: entries.count))
        }
        return entry
    }

    private func read<Value: BitwiseCopyable>(_ entry: SafetensorsEntry, as: Value.Type) throws -> [Value] {
        try checkFits(entry)
        return try read(0..<entry.byteRange.count, of: entry, as: Value.self)
    }

    private func read<Value: BitwiseCopyable>(
        _ bytes: Range<Int>, of entry: SafetensorsEntry, as: Value.Type
    ) throws -> [Value] {
        let offset = source.dataStart + entry.byteRange.lowerBound + bytes.lowerBound
        let count = bytes.count / MemoryLayout<Value>.stride
        let values: [Value]
        do throws(SystemError) {
            values = try source.file.read(count, at: offset, as: Value.self)
        } catch {
            throw self.error(.cannotRead(at: offset, reason: error.reason))
        }
        guard values.count == count else {
            throw error(.fileShrank(at: offset + values.count * MemoryLayout<Value>.stride))
        }
        return values
    }

    /// The values of a tensor of BOOL; nil for any other type. A Swift `Bool` with another byte than 0 or 1 would be
    /// undefined behavior.
    private func readBools(_ entry: SafetensorsEntry) throws -> [Bool]? {
        guard entry.type == .bool else { return nil }
        let bytes = try read(entry, as: UInt8.self)
        if let element = bytes.firstIndex(where: { $0 > 1 }) {
            throw error(.invalidBool(tensor: entry.name, element: element, byte: bytes[element]))
        }
        return bytes.map { $0 == 1 }
    }

    private func error(_ defect: SafetensorsDefect) -> SafetensorsError { SafetensorsError(path: path, defect: defect) }
}
