import GANModule

/// `metrics.jsonl` of a run: one JSON object per line and record.
package struct MetricsFile {
    private var log: LogFile

    /// Number of bytes written, for checkpoints.
    package var offset: Int { log.offset }

    /// Creates a file.
    package init(creating path: String) throws(LogError) { log = try LogFile(creating: path) }

    /// Continues at the offset from a checkpoint; drops later lines and the incomplete line of a killed process. A missing
    /// file starts empty.
    package init(appendingTo path: String, at offset: Int) throws(LogError) {
        log = try LogFile(appendingTo: path, at: offset) { file, offset throws(SystemError) in
            guard offset > 0 else { return offset == 0 }
            return try file.read(1, at: offset - 1, as: UInt8.self) == [Self.newline]
        }
    }

    private static let newline = UInt8(ascii: "\n")

    /// Appends a line. After an error the file is unchanged.
    package mutating func append(_ line: JSONLine) throws(LogError) {
        try log.append(Array(line.text.utf8) + [Self.newline])
    }

    /// Waits until all lines are on disk.
    package func synchronize() throws(LogError) { try log.synchronize() }
}
