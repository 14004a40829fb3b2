/// The text of a file as UTF-8 without byte order mark. UTF-16 with a byte order mark is converted; other bytes stay unchanged.
struct FileText {
    let bytes: [UInt8]
    let isUTF16: Bool

    init(_ file: [UInt8]) {
        let isLittle = file.starts(with: [0xFF, 0xFE])
        isUTF16 = isLittle || file.starts(with: [0xFE, 0xFF])
        if isUTF16 {
            let units = stride(from: 2, to: file.count - 1, by: 2).map { index in
                isLittle
                    ? UInt16(file[index]) | UInt16(file[index + 1]) << 8
                    : UInt16(file[index]) << 8 | UInt16(file[index + 1])
            }
            bytes = Array(String(decoding: units, as: UTF16.self).utf8)
        } else {
            bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.dropFirst(3)) : file
        }
    }

    private var lineEnd: UInt8 { bytes.contains(0x0A) ? 0x0A : 0x0D }

    /// Whether there are no more lines than that. `lines` takes 32 bytes for each.
    func hasLines(atMost limit: Int) -> Bool {
        let end = lineEnd
        return bytes.count { $0 == end } < limit
    }

    /// The lines; the line end is LF, CR LF, or CR if there is no LF.
    var lines: [ArraySlice<UInt8>] {
        let end = lineEnd
        return bytes.split(separator: end, omittingEmptySubsequences: false).map {
            $0.last == 0x0D ? $0.dropLast() : $0
        }
    }
}
