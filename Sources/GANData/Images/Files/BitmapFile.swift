/// Windows bitmaps.
struct BitmapFile {
    private let header: BitmapHeader
    private let bytes: [UInt8]

    static func decode(_ bytes: [UInt8]) throws(ImageDefect) -> DecodedPixels {
        let header = try BitmapHeader(bytes)
        return try BitmapFile(header: header, bytes: bytes).pixels()
    }

    private func pixels() throws(ImageDefect) -> DecodedPixels {
        let channels = header.masks[3] != 0 && header.bits > 8 ? 4 : 3
        let size = header.width * header.height * channels
        var pixels: [UInt8] = []
        switch header.compression {
        case .runs4, .runs8:
            let runs = try BitmapRuns(header, bytes).numbers()
            pixels.reserveCapacity(size)
            for row in rowOrder { try append(runs[row * header.width..<(row + 1) * header.width], to: &pixels) }
        case .none, .fields, .alphaFields:
            // Rows fill multiples of four bytes.
            let stride = (header.width * header.bits + 31) / 32 * 4
            let last = header.start + stride * (header.height - 1)
            // The last row may lack its padding.
            guard header.start >= 0, last + (header.width * header.bits + 7) / 8 <= bytes.count else {
                throw BitmapHeader.cutShort
            }
            pixels.reserveCapacity(size)
            for row in rowOrder { try append(rowAt: header.start + row * stride, to: &pixels) }
        }
        return DecodedPixels(pixels: pixels, width: header.width, height: header.height, channels: channels)
    }

    /// The rows in the file, from the image's topmost on.
    private var rowOrder: [Int] {
        header.isTopDown ? Array(0..<header.height) : (0..<header.height).reversed()
    }

    private func append(rowAt place: Int, to pixels: inout [UInt8]) throws(ImageDefect) {
        switch header.bits {
        case 1, 4, 8:
            let perByte = 8 / header.bits
            let mask = UInt8((1 << header.bits) - 1)
            let numbers = (0..<header.width).map { column in
                bytes[place + column / perByte] >> UInt8((perByte - 1 - column % perByte) * header.bits) & mask
            }
            try append(numbers[...], to: &pixels)
        case 24:
            for start in stride(from: place, to: place + 3 * header.width, by: 3) {
                pixels += [bytes[start + 2], bytes[start + 1], bytes[start]]
            }
        default:
            let size = header.bits / 8
            let fields = header.masks.filter { $0 != 0 }.map(BitField.init)
            for start in stride(from: place, to: place + size * header.width, by: size) {
                let pixel = bytes[start..<(start + size)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                for field in fields { pixels.append(field.level(in: pixel)) }
            }
        }
    }

    private func append(_ numbers: ArraySlice<UInt8>, to pixels: inout [UInt8]) throws(ImageDefect) {
        for number in numbers {
            guard Int(number) < header.palette.count else {
                throw ImageDefect(.bmp, "a pixel has a color that is not in its palette")
            }
            pixels += header.palette[Int(number)]
        }
    }
}

/// Adjacent bits of a pixel.
private struct BitField {
    private let mask: UInt32
    private let shift: UInt32
    private let largest: UInt32

    init(_ mask: UInt32) {
        self.mask = mask
        shift = UInt32(mask.trailingZeroBitCount)
        largest = mask >> shift
    }

    /// The bits, scaled to 0 ... 255 and cut, as in Pillow.
    func level(in pixel: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: UInt64((pixel & mask) >> shift) * 255 / UInt64(largest))
    }
}
