import CPangoCairo
import GANCore

/// A text that is laid out, on one line or several.
@safe final class TextBlock {
    private let layout: OpaquePointer
    /// The distance from the left and upper edge of the block to the point from which Pango draws.
    private let origin: (x: Double, y: Double)
    /// In pixels, with everything that letters and marks reach beyond their lines.
    let width: Double
    let height: Double

    /// The space that a text may take.
    struct Room {
        /// In pixels; a longer line is wrapped, and the last one ends in an ellipsis.
        var width: Int?
        var lines = 1
    }

    /// - Parameters:
    ///   - text: control characters, line ends among them, are replaced.
    ///   - size: of the letters, in pixels.
    init(
        _ text: String, size: Double, _ room: Room = Room(), _ placement: Typesetter.Placement = .free,
        by typesetter: Typesetter = .current
    ) {
        let layout = unsafe typesetter.layout(Self.shown(text).onOneLine, size: size, placement)
        unsafe pango_layout_set_single_paragraph_mode(layout, 1)
        if let width = room.width {
            let units = min(max(width, 0), Int(Int32.max / PANGO_SCALE)) * Int(PANGO_SCALE)
            unsafe pango_layout_set_width(layout, Int32(units))
            unsafe pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
            unsafe pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
            unsafe pango_layout_set_height(layout, -Int32(clamping: room.lines))
        }
        var (ink, lines) = (PangoRectangle(), PangoRectangle())
        unsafe pango_layout_get_extents(layout, &ink, &lines)
        let unit = Double(PANGO_SCALE)
        let (left, top) = (Double(min(ink.x, lines.x)), Double(min(ink.y, lines.y)))
        let right = max(Double(ink.x) + Double(ink.width), Double(lines.x) + Double(lines.width))
        let bottom = max(Double(ink.y) + Double(ink.height), Double(lines.y) + Double(lines.height))
        origin = (-left / unit, -top / unit)
        (width, height) = text.isEmpty ? (0, 0) : ((right - left) / unit, (bottom - top) / unit)
        unsafe self.layout = unsafe layout
    }

    /// The beginning of `text` if it is longer than any picture shows. Names may come from a stranger's file, and Pango's extents are
    /// 32-bit numbers, which some hundred thousand letters exceed.
    static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let limit = scalars.index(text.startIndex, offsetBy: mostScalars, limitedBy: text.endIndex),
            limit < text.endIndex
        else { return text }
        var end = limit
        while end.samePosition(in: text) == nil { end = scalars.index(before: end) }
        // A single character can have any number of marks.
        return "\(text[..<(end > text.startIndex ? end : limit)])…"
    }

    private static let mostScalars = 1000

    deinit { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Draws the text with the left and upper edge at the current point of `context`, in its color.
    func show(on context: OpaquePointer?) {
        unsafe cairo_rel_move_to(context, origin.x, origin.y)
        unsafe pango_cairo_update_layout(context, layout)
        unsafe pango_cairo_show_layout(context, layout)
    }

    /// Characters that no font has.
    var missing: [Unicode.Scalar] {
        var found: [Unicode.Scalar] = []
        var lines = unsafe pango_layout_get_lines_readonly(layout)
        while let line = unsafe lines {
            var runs = unsafe line.pointee.data.assumingMemoryBound(to: PangoLayoutLine.self).pointee.runs
            while let run = unsafe runs {
                unsafe found += Self.missing(run.pointee.data.assumingMemoryBound(to: PangoGlyphItem.self).pointee)
                unsafe runs = unsafe run.pointee.next
            }
            unsafe lines = unsafe line.pointee.next
        }
        return found
    }

    private static func missing(_ run: PangoGlyphItem) -> [Unicode.Scalar] {
        guard let glyphs = unsafe run.glyphs?.pointee else { return [] }
        return (0..<Int(unsafe glyphs.num_glyphs)).compactMap { index in
            let glyph = unsafe glyphs.glyphs[index].glyph
            return glyph & unknownGlyph == unknownGlyph ? Unicode.Scalar(glyph & ~unknownGlyph) : nil
        }
    }

    /// PANGO_GLYPH_UNKNOWN_FLAG: the rest of the glyph is the character.
    private static let unknownGlyph: UInt32 = 0x1000_0000
}
