import CPangoCairo
import GANData

/// Lines, areas and text on a page, drawn by Cairo.
@safe package final class Drawing {
    private let surface: OpaquePointer?
    private let context: OpaquePointer?
    private let sink: Sink?

    /// The bytes of a file that Cairo has written.
    private final class Sink {
        var bytes: [UInt8] = []

        static let write: cairo_write_func_t = { target, bytes, count in
            guard let target = unsafe target else { return CAIRO_STATUS_WRITE_ERROR }
            let sink = unsafe Unmanaged<Sink>.fromOpaque(target).takeUnretainedValue()
            unsafe sink.bytes += UnsafeBufferPointer(start: bytes, count: Int(count))
            return CAIRO_STATUS_SUCCESS
        }
    }

    /// A page of pixels.
    /// - Parameter scale: of everything that is drawn.
    /// - Throws: `DrawingError` if it is too large.
    init(width: Int, height: Int, scale: Int = 1) throws(DrawingError) {
        let (columns, rows) = (width * scale, height * scale)
        try Self.check(columns, rows, mostPixels: Self.mostPixels)
        unsafe surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
        (unsafe context, sink) = (unsafe cairo_create(surface), nil)
        unsafe cairo_scale(context, Double(scale), Double(scale))
        try check()
    }

    /// A page of a file in a vector format.
    /// - Throws: `DrawingError` if it is too large.
    init(vector format: FigureFormat, width: Int, height: Int) throws(DrawingError) {
        // As many as the same drawing has as PNG, where it is twice as wide and high.
        try Self.check(width, height, mostPixels: Self.mostPixels / 4)
        let sink = Sink()
        let target = unsafe Unmanaged.passUnretained(sink).toOpaque()
        let (width, height) = (Double(width), Double(height))
        if format == .pdf {
            unsafe surface = unsafe cairo_pdf_surface_create_for_stream(Sink.write, target, width, height)
            // The same plot is the same file at any time.
            unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
        } else {
            unsafe surface = unsafe cairo_svg_surface_create_for_stream(Sink.write, target, width, height)
        }
        (unsafe context, self.sink) = (unsafe cairo_create(surface), sink)
        try check()
    }

    deinit {
        unsafe cairo_destroy(context)
        unsafe cairo_surface_destroy(surface)
    }

    /// The longest side of Cairo's images in pixels.
    private static let longestSide = 32_767
    /// Of an image; each has 7 bytes in memory while it is drawn.
    private static let mostPixels = 100_000_000

    private static func check(_ width: Int, _ height: Int, mostPixels: Int) throws(DrawingError) {
        // The sides come first, so that their product is no overflow.
        guard max(width, height) <= longestSide, width * height <= mostPixels else {
            throw .tooLarge(width, height, longestSide: longestSide, mostPixels: mostPixels)
        }
    }

    private func check() throws(DrawingError) {
        let status = unsafe cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw DrawingError(
                description: "Cairo cannot draw: \(unsafe String(cString: cairo_status_to_string(status)))")
        }
    }

    // MARK: Drawing

    func fill(x: Double, y: Double, width: Double, height: Double, _ color: Color) {
        set(color)
        unsafe cairo_rectangle(context, x, y, width, height)
        unsafe cairo_fill(context)
    }

    /// How a line is drawn.
    struct Pen {
        var color: Color
        var width = 1.0
        /// Lengths of dashes and of the gaps between them; a line without gaps if empty.
        var dashes: [Double] = []
    }

    typealias Point = SIMD2<Double>

    /// A line through `points`; a dot for a single one.
    func stroke(_ points: [Point], _ pen: Pen) {
        guard let first = points.first else { return }
        set(pen.color)
        unsafe cairo_set_line_width(context, pen.width)
        unsafe cairo_set_dash(context, pen.dashes, Int32(pen.dashes.count), 0)
        unsafe cairo_set_line_cap(context, pen.dashes.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
        unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        unsafe cairo_move_to(context, first.x, first.y)
        for point in points.count == 1 ? points[...] : points.dropFirst() {
            unsafe cairo_line_to(context, point.x, point.y)
        }
        unsafe cairo_stroke(context)
    }

    /// - Parameters:
    ///   - corner: the left and upper edge of the text.
    ///   - turn: degrees, clockwise, by which the text is turned around `corner`.
    func write(_ text: TextBlock, at corner: Point, _ color: Color, turn: Double = 0) {
        set(color)
        unsafe cairo_save(context)
        unsafe cairo_translate(context, corner.x, corner.y)
        if turn != 0 { unsafe cairo_rotate(context, turn * .pi / 180) }
        unsafe cairo_move_to(context, 0, 0)
        unsafe text.show(on: context)
        unsafe cairo_restore(context)
    }

    private func set(_ color: Color) {
        let vector = color.vector / 255
        unsafe cairo_set_source_rgb(context, Double(vector.x), Double(vector.y), Double(vector.z))
    }

    // MARK: Results

    /// The pixels in color.
    /// - Throws: `DrawingError` if Cairo failed.
    func raster() throws(DrawingError) -> RasterImage {
        try check()
        unsafe cairo_surface_flush(surface)
        let width = Int(unsafe cairo_image_surface_get_width(surface))
        let height = Int(unsafe cairo_image_surface_get_height(surface))
        let stride = Int(unsafe cairo_image_surface_get_stride(surface))
        guard let data = unsafe cairo_image_surface_get_data(surface) else {
            throw DrawingError(description: "Cairo cannot draw an image without pixels")
        }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for row in 0..<height {
            let words = unsafe UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
            for column in 0..<width {
                let word = unsafe words[column]
                pixels.append(UInt8(word >> 16 & 255))
                pixels.append(UInt8(word >> 8 & 255))
                pixels.append(UInt8(word & 255))
            }
        }
        return RasterImage(width: width, height: height, channels: 3, pixels: pixels)
    }

    /// The file in the vector format. Nothing can be drawn afterwards.
    /// - Throws: `DrawingError` if Cairo failed.
    func bytes() throws(DrawingError) -> [UInt8] {
        try check()
        unsafe cairo_surface_finish(surface)
        return sink?.bytes ?? []
    }
}

/// The reason why a picture could not be drawn.
package struct DrawingError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    fileprivate static func tooLarge(
        _ width: Int, _ height: Int, longestSide: Int, mostPixels: Int
    ) -> DrawingError {
        DrawingError(
            description: "a drawing has sides of at most \(longestSide) pixels and"
                + " \(mostPixels / 1_000_000) million pixels in all, not \(width) × \(height)"
                + "\n  fix: draw fewer classes or lines")
    }
}
