import GANData

extension RasterImage {
    /// The image as sixels, the pictures of DEC's terminals (EK-VT38T-UG): rows of six pixels, one color after the other. At most 256 colors,
    /// in hundredths of full intensity.
    package var sixel: String {
        let (colors, indices) = registers
        let definitions = colors.enumerated().map { index, color in
            let shares = [color.red, color.green, color.blue].map { "\((Int($0) * 100 + 127) / 255)" }
            return "#\(index);2;" + shares.joined(separator: ";")
        }
        let bands = stride(from: 0, to: height, by: 6).map { top in
            band(indices[(top * width)..<(min(top + 6, height) * width)])
        }
        // Pixels are square, and all of them are drawn.
        return "\u{1B}P0;1;0q\"1;1;\(width);\(height)" + definitions.joined() + bands.joined(separator: "-")
            + "\u{1B}\\"
    }

    /// Colors, and the index of each pixel's.
    private var registers: ([Color], [UInt8]) {
        if channels == 1 { return ((0...255).map { Color(gray: $0) }, pixels) }
        var palette = Palette([self])
        return (palette.colors, palette.indices(of: self))
    }

    /// Up to six rows.
    private func band(_ indices: ArraySlice<UInt8>) -> String {
        var masks: [UInt8: [UInt8]] = [:]
        for (offset, index) in indices.enumerated() {
            masks[index, default: [UInt8](repeating: 0, count: width)][offset % width] |= 1 << UInt8(offset / width)
        }
        return masks.sorted { $0.key < $1.key }.map { "#\($0.key)" + Self.repeated($0.value) }.joined(separator: "$")
    }

    /// A character for each column, or `!`, a count and the character. Empty columns at the end are left out.
    private static func repeated(_ columns: [UInt8]) -> String {
        var (text, start) = ("", 0)
        while start < columns.count {
            let mask = columns[start]
            let end = columns[start...].firstIndex { $0 != mask } ?? columns.count
            if mask == 0, end == columns.count { break }
            let character = String(UnicodeScalar(63 + mask))
            text += end - start > 3 ? "!\(end - start)\(character)" : String(repeating: character, count: end - start)
            start = end
        }
        return text
    }
}
