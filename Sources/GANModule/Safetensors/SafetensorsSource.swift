/// An open file with a complete header, which can be scanned from the start any number of times.
struct SafetensorsSource: Sendable {
    let file: SystemFile
    let headerLength: Int
    /// Number of data bytes after the header.
    let dataCount: Int

    /// Start of the data, in bytes from the start of the file.
    var dataStart: Int { 8 + headerLength }

    init(path: String) throws(SafetensorsDefect) { try self.init(Self.open(path)) }

    init(_ file: SystemFile) throws(SafetensorsDefect) {
        self.file = file
        let fileSize = try Self.regularSize { () throws(SystemError) in try file.status() }
        let length = try Self.headerLength(file, fileSize: fileSize)
        headerLength = length
        dataCount = fileSize - 8 - length
        let first = try Self.read(1, of: file, at: 8).first
        guard let first, first == 0x7B else { throw .headerNotObject(found: first.map(shown) ?? "nothing") }
    }

    func header(keptBytes: Int) -> SafetensorsHeader {
        let bytes = SafetensorsBytes(file, headerLength: headerLength)
        return SafetensorsHeader(SafetensorsTokens(bytes, keptBytes: keptBytes), dataCount: dataCount)
    }

    /// Checks the kind before opening, because opening some devices has side effects.
    private static func open(_ path: String) throws(SafetensorsDefect) -> SystemFile {
        _ = try regularSize { () throws(SystemError) in try SystemFile.status(of: path) }
        do throws(SystemError) {
            return try SystemFile.reading(path)
        } catch {
            throw .cannotOpen(reason: error.reason)
        }
    }

    private static func regularSize(_ look: () throws(SystemError) -> FileStatus) throws(SafetensorsDefect) -> Int {
        let status: FileStatus
        do throws(SystemError) {
            status = try look()
        } catch {
            throw .cannotOpen(reason: error.reason)
        }
        guard status.isRegular else { throw .notRegularFile(kind: status.kind) }
        return status.size
    }

    private static func headerLength(_ file: SystemFile, fileSize: Int) throws(SafetensorsDefect) -> Int {
        guard fileSize >= 8 else { throw .tooShortForLength(fileSize: fileSize) }
        let bytes = try read(8, of: file, at: 0)
        guard bytes.count == 8 else { throw .fileShrank(at: bytes.count) }
        let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(SafetensorsLimit.headerBytes) else { throw .headerTooLong(length: length) }
        guard Int(length) <= fileSize - 8 else { throw .headerPastEnd(length: Int(length), fileSize: fileSize) }
        guard length > 0 else { throw .headerNotObject(found: "a header of 0 bytes") }
        return Int(length)
    }

    private static func read(_ count: Int, of file: SystemFile, at offset: Int) throws(SafetensorsDefect) -> [UInt8] {
        do throws(SystemError) {
            return try file.read(count, at: offset, as: UInt8.self)
        } catch {
            throw .cannotRead(at: offset, reason: error.reason)
        }
    }
}
