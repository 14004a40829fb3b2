/// The orientation in an XMP packet: `tiff:Orientation="6"` or `<tiff:Orientation>6</tiff:Orientation>`.
enum XMPOrientation {
    private static let name = Array("tiff:Orientation".utf8)

    /// The digit after the first such name. Does not parse the packet as XML, as Pillow does not.
    /// - Returns: nil if there is none in 1 ... 8.
    static func value(in packet: [UInt8]) -> Int? {
        var rest = packet[...]
        while let start = rest.firstIndex(of: name[0]) {
            rest = rest[start...]
            guard rest.starts(with: name) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(name.count)
            if let digit = digit(after: rest) { return (1...8).contains(digit) ? digit : nil }
        }
        return nil
    }

    /// The start of the value: an attribute's quotation mark, or the end of the element's tag.
    private static func digit(after name: ArraySlice<UInt8>) -> Int? {
        for opening in ["=\"", "='", ">"] where name.starts(with: opening.utf8) {
            guard let byte = name.dropFirst(opening.utf8.count).first, (0x30...0x39).contains(byte) else { return nil }
            return Int(byte) - 0x30
        }
        return nil
    }
}
