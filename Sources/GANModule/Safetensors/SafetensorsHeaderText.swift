/// Writes a header: its length, the JSON without white space, and spaces up to a multiple of eight bytes.
struct SafetensorsHeaderText {
    /// The 8 bytes of the length, and the header.
    let bytes: [UInt8]

    /// - Parameter entries: in the order of their bytes
    init(metadata: [String: String], entries: [SafetensorsEntry]) throws(SafetensorsDefect) {
        var text = JSONText()
        text.append("{")
        if !metadata.isEmpty {
            text.append("\"__metadata__\":{")
            text.appendMembers(metadata.sorted { precedes($0.key, $1.key) }) { text, pair in
                text.append(quoting: pair.key)
                text.append(":")
                text.append(quoting: pair.value)
            }
            text.append(entries.isEmpty ? "}" : "},")
        }
        text.appendMembers(entries) { text, entry in text.append(entry) }
        text.append("}")
        let padding = -text.bytes.count & 7
        let length = text.bytes.count + padding
        guard length <= SafetensorsLimit.headerBytes else { throw .writtenHeaderTooLong(length: length) }
        let lengthBytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
        bytes = lengthBytes + text.bytes + [UInt8](repeating: 0x20, count: padding)
    }
}

private struct JSONText {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func appendMembers<Member>(_ members: [Member], _ write: (inout JSONText, Member) -> Void) {
        for (index, member) in members.enumerated() {
            if index > 0 { append(",") }
            write(&self, member)
        }
    }

    mutating func append(_ entry: SafetensorsEntry) {
        append(quoting: entry.name)
        append(":{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[")
        append(entry.shape.map(String.init).joined(separator: ","))
        append("],\"data_offsets\":[\(entry.byteRange.lowerBound),\(entry.byteRange.upperBound)]}")
    }

    /// A quoted string. Only characters that JSON requires to escape are escaped; the rest is UTF-8.
    mutating func append(quoting text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case 0x22: append("\\\"")
            case 0x5C: append("\\\\")
            case 0x08: append("\\b")
            case 0x0C: append("\\f")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
    }
}
