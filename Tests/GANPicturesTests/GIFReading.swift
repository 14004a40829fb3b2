import CGIF

@testable import GANPictures

/// An animation as giflib reads it.
struct ReadGIF {
    struct Frame {
        /// Row by row.
        var colors: [Color]
        /// Hundredths of a second.
        var delay: Int
    }

    var width = 0
    var height = 0
    var frames: [Frame] = []
    /// What Netscape's extension says: 0 is for ever; nothing where there is none.
    var repeats: Int?

    /// Bytes on their way into giflib.
    private final class Source {
        var bytes: ArraySlice<UInt8>
        init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
    }

    /// Nothing when giflib refuses the file.
    init?(_ bytes: [UInt8]) {
        var code: Int32 = 0
        let source = Source(bytes)
        let opened = DGifOpen(
            Unmanaged.passUnretained(source).toOpaque(),
            { file, target, count in
                guard let user = file?.pointee.UserData, let target else { return 0 }
                let source = Unmanaged<Source>.fromOpaque(user).takeUnretainedValue()
                let taken = source.bytes.prefix(Int(count))
                _ = UnsafeMutableBufferPointer(start: target, count: Int(count)).update(fromContentsOf: taken)
                source.bytes = source.bytes.dropFirst(taken.count)
                return Int32(taken.count)
            }, &code)
        guard let file = opened, DGifSlurp(file) == GIF_OK else { return nil }
        defer { DGifCloseFile(file, &code) }
        (width, height) = (Int(file.pointee.SWidth), Int(file.pointee.SHeight))
        for index in 0..<Int(file.pointee.ImageCount) {
            let image = file.pointee.SavedImages[index]
            let count = Int(image.ImageDesc.Width) * Int(image.ImageDesc.Height)
            let colors = (0..<count).map { pixel in
                let color = file.pointee.SColorMap.pointee.Colors[Int(image.RasterBits[pixel])]
                return Color(red: color.Red, green: color.Green, blue: color.Blue)
            }
            var frame = Frame(colors: colors, delay: -1)
            for block in UnsafeBufferPointer(start: image.ExtensionBlocks, count: Int(image.ExtensionBlockCount)) {
                let content = Array(UnsafeBufferPointer(start: block.Bytes, count: Int(block.ByteCount)))
                if block.Function == GRAPHICS_EXT_FUNC_CODE { frame.delay = Int(content[1]) | Int(content[2]) << 8 }
                if block.Function == CONTINUE_EXT_FUNC_CODE { repeats = Int(content[1]) | Int(content[2]) << 8 }
            }
            frames.append(frame)
        }
    }
}
