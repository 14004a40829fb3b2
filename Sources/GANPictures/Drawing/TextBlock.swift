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
        let layout = unsafe typesetter.layout(text.onOneLine, size: size, placement)
        unsafe pango_layout_set_single_paragraph_mode(layout, 1)
        if let width = room.width {
            unsafe pango_layout_set_width(layout, Int32(clamping: max(width, 0)) * PANGO_SCALE)
            unsafe pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
            unsafe pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
            unsafe pango_layout_set_height(layout, -Int32(clamping: room.lines))
        }
        var (ink, lines) = (PangoRectangle(), PangoRectangle())
        unsafe pango_layout_get_extents(layout, &ink, &lines)
        let unit = Double(PANGO_SCALE)
        let (left, top) = (min(ink.x, lines.x), min(ink.y, lines.y))
        let right = max(ink.x + ink.width, lines.x + lines.width)
        let bottom = max(ink.y + ink.height, lines.y + lines.height)
        origin = (-Double(left) / unit, -Double(top) / unit)
        (width, height) = text.isEmpty ? (0, 0) : (Double(right - left) / unit, Double(bottom - top) / unit)
        unsafe self.layout = unsafe layout
    }

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
