/// Reads the header entry by entry and checks each one. It knows the expected token at every byte, so
/// the nesting depth is limited and nothing is built from invalid content.
struct SafetensorsHeader {
    enum Item {
        case entry(SafetensorsEntry)
        case metadata(value: String)
    }

    private enum Place { case start, tensors, metadata, end }

    private var tokens: SafetensorsTokens
    /// Number of data bytes after the header.
    private let dataCount: Int
    private var place = Place.start
    private var isFirstMember = true
    private var hasMetadata = false
    private var tensorCount = 0
    private var pairCount = 0
    /// The key of the item that `next` returned last.
    private(set) var key = SafetensorsString(offset: 0, hash: 0, text: "")

    init(_ tokens: SafetensorsTokens, dataCount: Int) {
        self.tokens = tokens
        self.dataCount = dataCount
    }

    /// The next tensor or pair of metadata, or nil after the last.
    mutating func next() throws(SafetensorsDefect) -> Item? {
        while true {
            switch place {
            case .start: try open(.tensors)
            case .tensors: if let entry = try nextTensor() { return .entry(entry) }
            case .metadata: if let value = try nextMetadata() { return .metadata(value: value) }
            case .end: return nil
            }
        }
    }

    private mutating func open(_ place: Place) throws(SafetensorsDefect) {
        try tokens.expect("{", place == .metadata ? "'{' before the metadata" : nil)
        self.place = place
        isFirstMember = true
    }

    /// The next tensor; nil if the tensors end or the metadata starts (`place` says which).
    private mutating func nextTensor() throws(SafetensorsDefect) -> SafetensorsEntry? {
        guard try tokens.nextMember(isFirst: isFirstMember) else {
            try tokens.expectPadding()
            place = .end
            return nil
        }
        isFirstMember = false
        key = try tokens.string("the name of a tensor")
        try tokens.expect(":")
        guard key.text == "__metadata__" else {
            tensorCount += 1
            guard tensorCount <= SafetensorsLimit.tensors else { throw .tooManyTensors }
            return try entry(named: key.text)
        }
        guard !hasMetadata else { throw .duplicateKey(at: key.offset, key: key.text) }
        hasMetadata = true
        try open(.metadata)
        return nil
    }

    private mutating func nextMetadata() throws(SafetensorsDefect) -> String? {
        guard try tokens.nextMember(isFirst: isFirstMember) else {
            place = .tensors
            isFirstMember = false
            return nil
        }
        isFirstMember = false
        pairCount += 1
        guard pairCount <= SafetensorsLimit.pairs else { throw .tooMuchMetadata }
        key = try tokens.string("a key of the metadata")
        try tokens.expect(":")
        return try tokens.string("a string, as every value of the metadata is").text
    }

    private mutating func entry(named name: String) throws(SafetensorsDefect) -> SafetensorsEntry {
        var fields = SafetensorsFields(tensor: name)
        try fields.read(&tokens)
        return try fields.entry(dataCount: dataCount)
    }
}

extension SafetensorsTokens {
    /// Moves to the next member of an object, or past its closing brace (returns false).
    mutating func nextMember(isFirst: Bool) throws(SafetensorsDefect) -> Bool {
        if try skip("}") { return false }
        if !isFirst { try expect(",", "',' or '}'") }
        return true
    }
}

/// The three fields of a tensor's entry.
private struct SafetensorsFields {
    let tensor: String
    var type: SafetensorsType?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?

    init(tensor: String) { self.tensor = tensor }

    mutating func read(_ tokens: inout SafetensorsTokens) throws(SafetensorsDefect) {
        try tokens.expect("{", "'{', the entry of \(quoted(tensor))")
        var isFirst = true
        while try tokens.nextMember(isFirst: isFirst) {
            isFirst = false
            let key = try tokens.string("'dtype', 'shape' or 'data_offsets'")
            try tokens.expect(":")
            switch key.text {
            case "dtype" where type == nil: type = try readType(&tokens)
            case "shape" where shape == nil: shape = try readShape(&tokens)
            case "data_offsets" where offsets == nil: offsets = try readOffsets(&tokens)
            case "dtype", "shape", "data_offsets":
                throw .duplicateTensorKey(tensor: tensor, key: key.text, at: key.offset)
            default: throw .unknownTensorKey(tensor: tensor, key: key.text, at: key.offset)
            }
        }
    }

    private func readType(_ tokens: inout SafetensorsTokens) throws(SafetensorsDefect) -> SafetensorsType {
        let text = try tokens.string("a dtype in quotes").text
        guard let type = SafetensorsType(rawValue: text) else { throw .unknownType(tensor: tensor, type: text) }
        return type
    }

    private func readShape(_ tokens: inout SafetensorsTokens) throws(SafetensorsDefect) -> [Int] {
        try tokens.expect("[", "'[', a list of dimensions")
        var shape: [Int] = []
        if try tokens.skip("]") { return shape }
        repeat {
            guard shape.count < SafetensorsLimit.dimensions else { throw .tooManyDimensions(tensor: tensor) }
            shape.append(try tokens.integer("a dimension"))
        } while try tokens.skip(",")
        try tokens.expect("]", "',' or ']'")
        return shape
    }

    private func readOffsets(_ tokens: inout SafetensorsTokens) throws(SafetensorsDefect) -> (begin: Int, end: Int) {
        try tokens.expect("[", "'[', two data offsets")
        let begin = try tokens.integer("the offset of the first byte")
        try tokens.expect(",", "',' and the offset of the end")
        let end = try tokens.integer("the offset of the end")
        try tokens.expect("]", "']' after two data offsets")
        return (begin, end)
    }

    /// - Parameter dataCount: number of data bytes after the header
    func entry(dataCount: Int) throws(SafetensorsDefect) -> SafetensorsEntry {
        guard let type else { throw .missingTensorKey(tensor: tensor, key: "dtype") }
        guard let shape else { throw .missingTensorKey(tensor: tensor, key: "shape") }
        guard let offsets else { throw .missingTensorKey(tensor: tensor, key: "data_offsets") }
        guard let needed = type.byteCount(ofShape: shape) else {
            throw .shapeOverflow(tensor: tensor, type: type, shape: shape)
        }
        guard offsets.begin <= offsets.end else {
            throw .offsetsReversed(tensor: tensor, begin: offsets.begin, end: offsets.end)
        }
        let range = offsets.begin..<offsets.end
        guard range.count == needed else {
            throw .wrongByteCount(tensor: tensor, range: range, type: type, shape: shape, needed: needed)
        }
        guard range.upperBound <= dataCount else {
            throw .dataPastEnd(tensor: tensor, range: range, available: dataCount)
        }
        return SafetensorsEntry(name: tensor, type: type, shape: shape, byteRange: range)
    }
}
