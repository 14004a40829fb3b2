extension SafetensorsDefect {
    /// A message: the problem, its position, and the expected content.
    var problem: String {
        fileProblem ?? textProblem ?? headerProblem ?? requestProblem ?? writingProblem ?? "unknown defect"
    }

    private var fileProblem: String? {
        switch self {
        case .cannotOpen(let reason): "cannot be opened: \(reason)"
        case .notRegularFile(let kind): "is a \(kind), but a regular file was expected"
        case .cannotRead(let at, let reason): "byte \(at): cannot be read: \(reason)"
        case .fileShrank(let at): "byte \(at): the file ends here now, but it was longer when it was opened"
        case .tooShortForLength(let size):
            "holds \(counted(size)), but the length of the header alone takes 8"
        case .headerTooLong(let length):
            "byte 0: the stated length of the header is \(counted(length)), but the format allows \(SafetensorsLimit.headerBytes)"
        case .headerPastEnd(let length, let size):
            "byte 0: the stated length of the header is \(counted(length)), but the file holds \(counted(size)), 8 of them before it"
        case .headerNotObject(let found): "byte 8: the header must start with '{', found \(found)"
        default: nil
        }
    }

    private var textProblem: String? {
        switch self {
        case .unexpected(let at, let found, let expected): "byte \(at): expected \(expected), found \(found)"
        case .endsEarly(let at, let expected): "byte \(at): the header ends, but \(expected) was expected"
        case .invalidUTF8(let at): "byte \(at): a string contains bytes that are not UTF-8"
        case .controlCharacter(let at, let byte):
            "byte \(at): a string contains the control character \(hexadecimal(byte)), which JSON writes as an escape"
        case .invalidEscape(let at, let found):
            "byte \(at): \(found) is not a valid JSON escape (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)"
        case .loneSurrogate(let at): "byte \(at): half of a \\u surrogate pair is missing"
        case .invalidNumber(let at, let problem): "byte \(at): expected a non-negative integer, found \(problem)"
        case .numberTooLarge(let at): "byte \(at): the number is larger than \(Int.max)"
        case .trailingBytes(let at, let found): "byte \(at): only spaces may follow the header's object, found \(found)"
        case .duplicateKey(let at, let key): "byte \(at): the key \(quoted(key)) is repeated"
        default: nil
        }
    }

    private var headerProblem: String? {
        switch self {
        case .duplicateTensorKey(let tensor, let key, let at):
            "\(named(tensor)): byte \(at): the key \(quoted(key)) is repeated"
        case .unknownTensorKey(let tensor, let key, let at):
            "\(named(tensor)): byte \(at): unknown key \(quoted(key)), expected 'dtype', 'shape' or 'data_offsets'"
        case .missingTensorKey(let tensor, let key): "\(named(tensor)): has no \(quoted(key))"
        case .unknownType(let tensor, let type):
            "\(named(tensor)): unknown dtype \(quoted(type)), "
                + "expected one of \(SafetensorsType.allCases.map(\.rawValue).joined(separator: ", "))"
        case .tooManyDimensions(let tensor):
            "\(named(tensor)): the shape has more than \(SafetensorsLimit.dimensions) dimensions"
        case .shapeOverflow(let tensor, let type, let shape):
            "\(named(tensor)): \(type.rawValue) \(shape) would take more than \(Int.max) bytes"
        case .offsetsReversed(let tensor, let begin, let end):
            "\(named(tensor)): data_offsets [\(begin), \(end)] end before they start"
        case .wrongByteCount(let tensor, let range, let type, let shape, let needed):
            "\(named(tensor)): data_offsets \(offsets(range)) hold \(counted(range.count)), "
                + "but \(type.rawValue) \(shape) needs \(needed)"
        default: coverageProblem
        }
    }

    private var coverageProblem: String? {
        switch self {
        case .dataPastEnd(let tensor, let range, let available):
            "\(named(tensor)): data_offsets \(offsets(range)) run past the end of the data, "
                + "which holds \(counted(available))"
        case .overlap(let tensor, let range, let other, let otherRange):
            "\(named(tensor)): data_offsets \(offsets(range)) overlap \(offsets(otherRange)) of \(named(other))"
        case .gap(let tensor, let range, let coveredTo):
            "\(named(tensor)): data_offsets \(offsets(range)) leave a gap, the data before them ends at \(coveredTo)"
        case .uncoveredTail(let coveredTo, let available):
            "the tensors end at data byte \(coveredTo), but the file holds \(counted(available)) of data"
        case .tooManyTensors: "it has more than \(SafetensorsLimit.tensors) tensors"
        case .tooMuchMetadata: "its metadata has more than \(SafetensorsLimit.pairs) pairs"
        default: nil
        }
    }

    private var requestProblem: String? {
        switch self {
        case .noSuchTensor(let name, let count):
            "has no \(named(name)) among its \(count) \(count == 1 ? "tensor" : "tensors")"
        case .typeMismatch(let tensor, let stored, let asked):
            "\(named(tensor)): holds \(stored.rawValue), but \(asked.rawValue) was requested"
        case .invalidBool(let tensor, let element, let byte):
            "\(named(tensor)): element \(element) is \(byte), but a BOOL must be 0 or 1"
        case .tooLargeForMemory(let tensor, let bytes, let memory):
            "\(named(tensor)): takes \(counted(bytes)), but this machine has \(memory) bytes of memory"
        default: nil
        }
    }

    private var writingProblem: String? {
        switch self {
        case .reservedName: "a tensor cannot have the name '__metadata__'"
        case .repeatedName(let name): "two tensors have the name \(quoted(name))"
        case .invalidShape(let tensor, let shape):
            "\(named(tensor)): the shape \(shape) has a negative dimension, "
                + "more than \(SafetensorsLimit.dimensions) dimensions, or more than \(Int.max) bytes"
        case .fileTooLarge(let tensor): "\(named(tensor)): with it the file would take more than \(Int.max) bytes"
        case .writtenHeaderTooLong(let length):
            "the header would take \(length) bytes, but the format allows \(SafetensorsLimit.headerBytes)"
        case .wrongDataCount(let tensor, let bytes, let type, let shape, let needed):
            "\(named(tensor)): was given \(counted(bytes)), but \(type.rawValue) \(shape) needs \(needed)"
        case .notDurable(let reason): "was written, but its folder could not be flushed to disk: \(reason)"
        case .cannotWrite(let action, let reason): "\(action): \(reason)"
        default: nil
        }
    }
}

extension SafetensorsDefect {
    /// The action that solves the problem.
    var advice: String {
        switch self {
        case .cannotOpen: "check the path and its permissions"
        case .notRegularFile: "use the path of a .safetensors file"
        case .cannotRead: "check the disk, or copy the file again"
        case .fileShrank: "do not write to a file while it is read"
        case .noSuchTensor: "check the name, and check that this is the right file"
        case .typeMismatch(_, let stored, _): "request \(stored.rawValue), or convert the file"
        case .tooLargeForMemory: "use a machine with more memory, or check that this is the right file"
        case .reservedName, .repeatedName: "rename the tensor"
        case .invalidShape, .wrongDataCount: "correct the call that adds this tensor"
        case .fileTooLarge: "write fewer tensors to one file"
        case .writtenHeaderTooLong: "shorten the names or the metadata, or write several files"
        case .notDurable: "save it again; otherwise a power failure may bring back the previous file"
        case .cannotWrite: "free some space or choose another folder; an existing file at the path is unchanged"
        case .tooManyTensors: "divide them among several files"
        case .tooMuchMetadata: "write it without this metadata"
        case .tooManyDimensions: "reshape the tensor; GANZoo does not support more dimensions"
        default: "the file is damaged or was written by a faulty program"
        }
    }
}

private func named(_ tensor: String) -> String { "tensor \(quoted(tensor))" }
/// "1 byte", "2 bytes".
private func counted(_ bytes: some BinaryInteger) -> String { "\(bytes) \(bytes == 1 ? "byte" : "bytes")" }
private func offsets(_ range: Range<Int>) -> String { "[\(range.lowerBound), \(range.upperBound)]" }

/// A name for messages: quoted, on one line, truncated if it is long.
func quoted(_ name: String) -> String {
    var text = "'"
    var bytes = 0
    for scalar in name.unicodeScalars {
        bytes += UTF8.width(scalar)
        guard bytes <= SafetensorsLimit.quotedBytes else { return text + "...'" }
        text += scalar.properties.generalCategory.isVisible ? String(scalar) : scalar.escaped(asASCII: true)
    }
    return text + "'"
}

/// A name for messages: on one line.
func printable(_ name: String) -> String {
    name.unicodeScalars.map {
        $0.properties.generalCategory.isVisible ? String($0) : $0.escaped(asASCII: true)
    }.joined()
}

/// A byte for messages.
func shown(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "'\(Unicode.Scalar(byte))'" : byte == 0x20 ? "a space" : "byte \(hexadecimal(byte))"
}

private func hexadecimal(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

extension Unicode.GeneralCategory {
    /// Whether a character of this category can be shown without breaking or reordering a line.
    fileprivate var isVisible: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}
