/// An error of a safetensors file: the problem, its position, the expected content and the fix.
public struct SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
    public let path: String
    public let defect: SafetensorsDefect

    public var description: String { "\(path): \(defect.problem) - \(defect.advice)" }
}

/// The defects, one case each. `at` is a byte offset from the start of the file; `begin`, `end` and `Range`s are
/// data offsets, in bytes from the end of the header.
public enum SafetensorsDefect: Error, Equatable, Sendable {
    // The file itself.
    case cannotOpen(reason: String)
    case notRegularFile(kind: String)
    case cannotRead(at: Int, reason: String)
    case fileShrank(at: Int)
    case tooShortForLength(fileSize: Int)
    case headerTooLong(length: UInt64)
    case headerPastEnd(length: Int, fileSize: Int)
    case headerNotObject(found: String)

    // The text of the header.
    case unexpected(at: Int, found: String, expected: String)
    case endsEarly(at: Int, expected: String)
    case invalidUTF8(at: Int)
    case controlCharacter(at: Int, byte: UInt8)
    case invalidEscape(at: Int, found: String)
    case loneSurrogate(at: Int)
    case invalidNumber(at: Int, problem: String)
    case numberTooLarge(at: Int)
    case trailingBytes(at: Int, found: String)
    case duplicateKey(at: Int, key: String)

    // What the header says.
    case duplicateTensorKey(tensor: String, key: String, at: Int)
    case unknownTensorKey(tensor: String, key: String, at: Int)
    case missingTensorKey(tensor: String, key: String)
    case unknownType(tensor: String, type: String)
    case tooManyDimensions(tensor: String)
    case shapeOverflow(tensor: String, type: SafetensorsType, shape: [Int])
    case offsetsReversed(tensor: String, begin: Int, end: Int)
    case wrongByteCount(tensor: String, range: Range<Int>, type: SafetensorsType, shape: [Int], needed: Int)
    case dataPastEnd(tensor: String, range: Range<Int>, available: Int)
    case overlap(tensor: String, range: Range<Int>, other: String, otherRange: Range<Int>)
    case gap(tensor: String, range: Range<Int>, coveredTo: Int)
    case uncoveredTail(coveredTo: Int, available: Int)
    case tooManyTensors
    case tooMuchMetadata

    // What the caller asks of a sound file.
    case noSuchTensor(name: String, count: Int)
    case typeMismatch(tensor: String, stored: SafetensorsType, asked: SafetensorsType)
    case invalidBool(tensor: String, element: Int, byte: UInt8)
    case tooLargeForMemory(tensor: String, bytes: Int, memory: Int)

    // What the caller asks to write.
    case reservedName
    case repeatedName(String)
    case invalidShape(tensor: String, shape: [Int])
    case fileTooLarge(tensor: String)
    case writtenHeaderTooLong(length: Int)
    case wrongDataCount(tensor: String, bytes: Int, type: SafetensorsType, shape: [Int], needed: Int)
    case notDurable(reason: String)
    case cannotWrite(action: String, reason: String)
}
