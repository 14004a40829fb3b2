import Foundation
import GANCore
import GANPictures

/// A plot, which can be written in several formats.
///
///     try RunComparison(["runs/plain", "runs/twins"]).plot()?.write(to: "classes.pdf")
public struct Figure: Sendable {
    /// The format of a file.
    public enum Format: String, Sendable, CaseIterable {
        /// Pixels, at twice the size of the others.
        case png
        /// Lines, for pages.
        case svg
        /// Lines, for papers.
        case pdf

        /// The format that the ending of a path names; nil for other endings.
        public init?(path: String) { self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) }
    }

    /// The colors: on white, or on nearly black.
    public enum Theme: Sendable {
        case light, dark
    }

    private let drawing: any Drawable

    package init(_ drawing: any Drawable) { self.drawing = drawing }

    /// The bytes of a file. The same figure has the same bytes whenever it is made with the same fonts and libraries.
    /// - Throws: an error in words if the figure is too large to be drawn.
    public func bytes(_ format: Format = .png, _ theme: Theme = .light) throws -> [UInt8] {
        let written: FigureFormat =
            switch format {
            case .png: .png
            case .svg: .svg
            case .pdf: .pdf
            }
        return try drawing.bytes(written, theme == .dark ? .dark : .light)
    }

    /// Writes a file, completely or not at all. An existing file is replaced.
    /// - Parameters:
    ///   - path: ends in .png, .svg or .pdf, which names the format.
    ///   - theme: the colors.
    /// - Throws: an error that names the file.
    public func write(to path: String, _ theme: Theme = .light) throws {
        guard let format = Format(path: path) else {
            throw RunError.failed("\(path): it must end in .png, .svg or .pdf, the formats of figures", fixes: [])
        }
        try PictureFile.replace(path, with: try bytes(format, theme))
    }

    /// Says which characters no font has, and what to install; nil if every character has a glyph.
    public var fontWarning: String? { drawing.missingGlyphs.warning }
}

extension Figure.Format {
    /// Endings of paths.
    package static let endings = allCases.map(\.rawValue)
}
