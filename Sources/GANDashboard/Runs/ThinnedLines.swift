/// Some lines of a log, evenly spaced, and the last. They take little memory, however long the log is.
struct ThinnedLines {
    private var kept: [[UInt8]] = []
    private var size = 0
    /// Keeps every `stride`-th line.
    private var stride = 1
    private var last: [UInt8] = []
    /// Number of lines that were added.
    private(set) var count = 0

    static let mostLines = 400
    /// Bytes of all lines.
    static let mostBytes = 1 << 18

    mutating func add(_ line: ArraySlice<UInt8>) {
        last = Array(line)
        if count % stride == 0 {
            kept.append(last)
            size += last.count
        }
        count += 1
        while kept.count > Self.mostLines || (size > Self.mostBytes && kept.count > 2) {
            kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            size = kept.reduce(0) { $0 + $1.count }
            stride *= 2
        }
    }

    var lines: [[UInt8]] { count == 0 || (count - 1) % stride == 0 ? kept : kept + [last] }

    /// The lines with their ends.
    var text: [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }
}
