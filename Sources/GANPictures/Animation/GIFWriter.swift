import CGIF
import GANData

/// Writes an animated GIF in memory with giflib. The only type of this module that calls it.
@safe final class GIFWriter {
    private let file: UnsafeMutablePointer<GifFileType>
    private let sink: Sink
    private let width: Int
    private let height: Int
    private var isOpen = true

    /// The bytes that giflib has written.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    /// - Precondition: both sides are in 1 ... 65,535.
    init(width: Int, height: Int) throws(FilmError) {
        (self.width, self.height, sink) = (width, height, Sink())
        var code: Int32 = 0
        let opened = unsafe EGifOpen(
            Unmanaged.passUnretained(sink).toOpaque(),
            { file, bytes, count in
                guard let target = unsafe file?.pointee.UserData else { return 0 }
                let sink = unsafe Unmanaged<Sink>.fromOpaque(target).takeUnretainedValue()
                unsafe sink.bytes += UnsafeBufferPointer(start: bytes, count: Int(count))
                return count
            }, &code)
        guard let opened = unsafe opened else { throw Self.failure(code) }
        unsafe file = unsafe opened
        unsafe EGifSetGifVersion(file, true)
    }

    /// - Parameter palette: at most 256 colors.
    func begin(_ palette: [Color]) throws(FilmError) {
        // The format needs palette sizes that are powers of two.
        let colors = (0..<256).map { index in
            let color = index < palette.count ? palette[index] : Color(red: 0, green: 0, blue: 0)
            return GifColorType(Red: color.red, Green: color.green, Blue: color.blue)
        }
        let map = unsafe GifMakeMapObject(256, colors)
        defer { unsafe GifFreeMapObject(map) }
        try check(unsafe EGifPutScreenDesc(file, Int32(width), Int32(height), 8, 0, map))
        // Netscape's extension: block 1 gives the number of repetitions, 0 for infinite.
        try check(unsafe EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
        try check(unsafe EGifPutExtensionBlock(file, 11, "NETSCAPE2.0"))
        try check(unsafe EGifPutExtensionBlock(file, 3, [1, 0, 0] as [UInt8]))
        try check(unsafe EGifPutExtensionTrailer(file))
    }

    /// - Parameters:
    /// - indices: into the palette, row by row.
    ///   - delay: hundredths of a second.
    func add(_ indices: [UInt8], delay: Int) throws(FilmError) {
        let control: [UInt8] = [0, UInt8(delay & 255), UInt8(delay >> 8), 0]
        try check(unsafe EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, control))
        try check(unsafe EGifPutImageDesc(file, 0, 0, Int32(width), Int32(height), false, nil))
        var rows = indices
        for row in 0..<height {
            let status = unsafe rows.withUnsafeMutableBufferPointer { rows in
                unsafe EGifPutLine(file, rows.baseAddress.map { unsafe $0 + row * width }, Int32(width))
            }
            try check(status)
        }
    }

    /// The complete file; no frame can be added afterwards.
    func finish() throws(FilmError) -> [UInt8] {
        var code: Int32 = 0
        isOpen = false
        let status = unsafe EGifCloseFile(file, &code)
        guard status == GIF_OK else { throw Self.failure(code) }
        return sink.bytes
    }

    deinit {
        var code: Int32 = 0
        if isOpen { unsafe _ = EGifCloseFile(file, &code) }
    }

    private func check(_ status: Int32) throws(FilmError) {
        if status == GIF_ERROR { throw Self.failure(unsafe file.pointee.Error) }
    }

    private static func failure(_ code: Int32) -> FilmError {
        let reason = unsafe GifErrorString(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return FilmError("giflib cannot write the film: \(reason)", fix: "use fewer or smaller images")
    }
}
