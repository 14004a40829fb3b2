import GANModule

/// `metrics.jsonl` of a run: a JSON object a line, a line a tick.
package struct MetricsFile {
    private var log: LogFile

    /// Bytes so far: what a checkpoint keeps.
    package var offset: Int { log.offset }

    /// A new file.
    package init(creating path: String) throws(LogError) { log = try LogFile(creating: path) }

    /// Goes on at the offset that a checkpoint holds, dropping later lines and what a killed process left of one. A file
    /// that is gone begins anew.
    package init(appendingTo path: String, at offset: Int) throws(LogError) {
        log = try LogFile(appendingTo: path, at: offset) { file, offset throws(SystemError) in
            guard offset > 0 else { return offset == 0 }
            return try file.read(1, at: offset - 1, as: UInt8.self) == [Self.newline]
        }
    }

    private static let newline = UInt8(ascii: "\n")

    /// Writes a line. After an error the file is as it was.
    package mutating func append(_ line: JSONLine) throws(LogError) {
        try log.append(Array(line.text.utf8) + [Self.newline])
    }

    /// Waits until all lines are on the disk.
    package func synchronize() throws(LogError) { try log.synchronize() }
}
