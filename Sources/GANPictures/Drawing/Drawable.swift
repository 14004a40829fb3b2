import GANData

/// The format of a drawing's file.
package enum FigureFormat: String, Sendable, CaseIterable {
    case png, svg, pdf
}

/// What is drawn with lines and text, in any format.
package protocol Drawable: Sendable {
    /// The texts of the drawing.
    var texts: [String] { get }
    /// Arranges and measures the drawing.
    func page() -> DrawingPage
}

/// A drawing in its place on a page.
package struct DrawingPage {
    /// In pixels at single size; units of 1/72 inch in a PDF.
    let width: Int
    let height: Int
    let draw: (Drawing, PlotTheme) -> Void
}

extension Drawable {
    /// The pixels in color, at twice the size of the page.
    /// - Throws: `DrawingError` if the page is too large.
    package func raster(_ theme: PlotTheme = .light) throws(DrawingError) -> RasterImage {
        let page = page()
        let drawing = try Drawing(width: page.width, height: page.height, scale: 2)
        page.draw(on: drawing, theme)
        return try drawing.raster()
    }

    /// A file. The same drawing has the same bytes whenever it is made.
    /// - Throws: `DrawingError` if the page is too large; an error of the encoder.
    package func bytes(_ format: FigureFormat, _ theme: PlotTheme = .light) throws -> [UInt8] {
        guard format != .png else { return try raster(theme).png() }
        let page = page()
        let drawing = try Drawing(vector: format, width: page.width, height: page.height)
        page.draw(on: drawing, theme)
        return format == .svg ? SVGNames.numbered(try drawing.bytes()) : try drawing.bytes()
    }

    /// Characters that no font has.
    package var missingGlyphs: MissingGlyphs { MissingGlyphs(in: texts) }
}

extension DrawingPage {
    fileprivate func draw(on drawing: Drawing, _ theme: PlotTheme) {
        drawing.fill(x: 0, y: 0, width: Double(width), height: Double(height), theme.paper)
        draw(drawing, theme)
    }
}
