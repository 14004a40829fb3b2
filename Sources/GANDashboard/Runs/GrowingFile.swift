import GANModule
import GANTrain

/// Reads the lines of a file that grows, each once. A line counts when its end is there.
struct GrowingFile {
    /// Bytes of the lines that were read.
    private var offset = 0
    private var identity: FileIdentity?
    /// The last line that was read, with its end. A file that was cut and written again has another one at its place.
    private var last: [UInt8] = []

    /// Reads what was added since the last call.
    /// - Parameters:
    ///   - path: below a run's folder. Links are not followed.
    ///   - restart: called before the first line if the file is another one, or was cut: what was read before is void.
    ///   - line: called with each new line, without its end.
    /// - Throws: `UnreadableFile`. Lines that were read until then count.
    mutating func read(
        _ path: String, restart: () -> Void, _ line: (ArraySlice<UInt8>) -> Void
    ) throws(UnreadableFile) {
        let (file, status): (SystemFile, FileStatus)
        do throws(SystemError) {
            file = try SystemFile.reading(path, followsLinks: false)
            status = try file.status()
        } catch { throw UnreadableFile(reason: error.reason) }
        guard status.isRegular else { throw UnreadableFile(reason: "it is a \(status.kind)") }
        let isLegible: Bool
        do throws(SystemError) {
            if try !continues(file, status) {
                (offset, identity, last) = (0, status.identity, [])
                restart()
            }
            isLegible = try readLines(of: file, line)
        } catch { throw UnreadableFile(reason: error.reason) }
        guard isLegible else { throw UnreadableFile(reason: "a line has more than \(Self.blockSize >> 20) MiB") }
    }

    private func continues(_ file: SystemFile, _ status: FileStatus) throws(SystemError) -> Bool {
        guard status.identity == identity, status.size >= offset else { return false }
        return try file.read(last.count, at: offset - last.count, as: UInt8.self) == last
    }

    /// - Returns: false at a line that is too long.
    private mutating func readLines(
        of file: SystemFile, _ line: (ArraySlice<UInt8>) -> Void
    ) throws(SystemError) -> Bool {
        while true {
            let block = try file.read(Self.blockSize, at: offset, as: UInt8.self)
            guard let end = block.lastIndex(of: Self.newline) else { return block.count < Self.blockSize }
            let lines = block[..<end].split(separator: Self.newline, omittingEmptySubsequences: false)
            for own in lines where !own.isEmpty { line(own) }
            last = Array(lines[lines.count - 1]) + [Self.newline]
            offset += end + 1
        }
    }

    private static let newline = UInt8(ascii: "\n")
    /// Of bytes; a longer line is none that a run writes.
    private static let blockSize = 1 << 20
}
