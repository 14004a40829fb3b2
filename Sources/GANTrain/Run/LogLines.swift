import GANCore

/// The lines of a log in a run's folder. A run may come from a stranger: 256 MiB of line ends would take 8 GB as slices, and a line of as
/// many bytes five as JSON.
package struct LogLines {
    /// Most lines that are read. A run of months has some thousand.
    package static let most = 1 << 20
    /// Most bytes of a line. 2,000 figures with long names have fewer.
    package static let longest = 1 << 20

    static let end = UInt8(ascii: "\n")

    /// Without their ends. A last line that a killed process left incomplete is no line.
    package let all: [ArraySlice<UInt8>]

    /// - Throws: `UnreadableFile` if there are too many lines, or one is too long.
    package init(_ bytes: ArraySlice<UInt8>) throws(UnreadableFile) {
        var (lines, start) = ([ArraySlice<UInt8>](), bytes.startIndex)
        while let end = bytes[start...].firstIndex(of: Self.end) {
            guard lines.count < Self.most else {
                throw UnreadableFile(reason: "it has more than \(grouped(Self.most)) lines")
            }
            guard end - start <= Self.longest else {
                throw UnreadableFile(reason: "line \(grouped(lines.count + 1)) has more than \(Self.longest >> 20) MiB")
            }
            lines.append(bytes[start..<end])
            start = end + 1
        }
        all = lines
    }
}
