import CGANFont
import CPangoCairo
import Foundation

/// Lays out text with Pango. Its objects belong to one thread.
@safe final class Typesetter {
    /// How letters are placed.
    enum Placement {
        /// On whole pixels, for images without scaling.
        case pixels
        /// Anywhere, so that a drawing has the same layout at every scale.
        case free
    }

    private let map: UnsafeMutablePointer<PangoFontMap>
    private let pixels: OpaquePointer
    private let free: OpaquePointer

    init(_ fonts: Fonts) {
        guard let map = unsafe pango_cairo_font_map_new(), let pixels = unsafe pango_font_map_create_context(map),
            let free = unsafe pango_font_map_create_context(map)
        else { preconditionFailure("Pango always makes a font map") }
        unsafe pango_fc_font_map_set_config(OpaquePointer(map), fonts.configuration)
        (unsafe self.map, unsafe self.pixels, unsafe self.free) = unsafe (map, pixels, free)
        unsafe Self.prepare(pixels, .pixels)
        unsafe Self.prepare(free, .free)
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(pixels))
        unsafe g_object_unref(UnsafeMutableRawPointer(free))
        unsafe g_object_unref(map)
    }

    /// With the installed fonts, for the current thread.
    static var current: Typesetter {
        let (values, key) = (Thread.current.threadDictionary, "ganzoo.typesetter")
        if let known = values[key] as? Typesetter { return known }
        let new = Typesetter(.installed)
        values[key] = new
        return new
    }

    /// What the system or the user sets for screens does not change pictures.
    private static func prepare(_ context: OpaquePointer, _ placement: Placement) {
        let options = unsafe cairo_font_options_create()
        defer { unsafe cairo_font_options_destroy(options) }
        unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        switch placement {
        case .pixels:
            unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT)
            unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON)
        case .free:
            unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
            unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
            unsafe pango_context_set_round_glyph_positions(context, 0)
        }
        unsafe pango_cairo_context_set_font_options(context, options)
        unsafe pango_context_set_language(context, pango_language_from_string("en"))
    }

    /// A layout for `text`, which the caller releases.
    /// - Parameter size: of the letters, in pixels.
    func layout(_ text: String, size: Double, _ placement: Placement) -> OpaquePointer {
        let context = unsafe placement == .pixels ? pixels : free
        guard let layout = unsafe pango_layout_new(context) else {
            preconditionFailure("Pango always makes a layout")
        }
        let font = unsafe pango_font_description_new()
        defer { unsafe pango_font_description_free(font) }
        unsafe pango_font_description_set_family(font, "\(GANZOO_FONT_FAMILY),Sans")
        unsafe pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
        unsafe pango_layout_set_font_description(layout, font)
        unsafe pango_layout_set_text(layout, text, Int32(text.utf8.count))
        return unsafe layout
    }
}
