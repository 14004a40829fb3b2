import Foundation

/// What a sheet shows and where: JSON inside of its PNG file, from which pages make tables and sliders.
package struct SheetIndex: Codable, Hashable, Sendable {
    package struct Row: Codable, Hashable, Sendable {
        package let name: String
        package let detail: String
        /// The upper edge of its images, in pixels.
        package let y: Int
        /// For each image, the lines of text below it.
        package let notes: [[String]]
    }

    private let format: Int
    /// Size of the sheet in pixels.
    package let width: Int
    package let height: Int
    /// Size of an image in the sheet.
    package let cellWidth: Int
    package let cellHeight: Int
    /// Left edges of the columns.
    package let columns: [Int]
    package let captions: [String]
    package let rows: [Row]

    private enum CodingKeys: String, CodingKey {
        case format, width, height, columns, captions, rows
        case cellWidth = "cell_width"
        case cellHeight = "cell_height"
    }

    init(_ sheet: Sheet, _ layout: SheetLayout) {
        format = Self.currentFormat
        (width, height, cellWidth, cellHeight) = (layout.width, layout.height, layout.cellWidth, layout.cellHeight)
        columns = (0..<(sheet.rows.map(\.images.count).max() ?? 0)).map(layout.x(ofColumn:))
        captions = sheet.captions
        rows = sheet.rows.enumerated().map { index, row in
            Row(
                name: row.name, detail: row.detail, y: layout.y(ofRow: index),
                notes: row.images.indices.map { row.notes.indices.contains($0) ? row.notes[$0] : [] })
        }
    }

    // MARK: In a file

    private static let currentFormat = 1
    private static let keyword = "GANZoo sheet"
    private static let largest = 1 << 20

    /// The file of the sheet's image with the index inside; as it is if there is too much text.
    func added(to png: [UInt8]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(self), as: UTF8.self)
        return json.utf8.count > Self.largest ? png : PNGText.adding(json, named: Self.keyword, to: png)
    }

    /// The index in a PNG file; nil if it has none, or one that no sheet can have: files may come from a stranger.
    package init?(png: [UInt8]) {
        guard let text = PNGText.text(named: Self.keyword, of: png, limit: Self.largest),
            let index = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), index.isPossible
        else { return nil }
        self = index
    }

    /// Whether all images lie in the sheet.
    private var isPossible: Bool {
        let sides = 1...Self.largestSide
        guard format == Self.currentFormat, [width, height, cellWidth, cellHeight].allSatisfy(sides.contains) else {
            return false
        }
        let (left, top) = (width - cellWidth, height - cellHeight)
        return left >= 0 && top >= 0 && columns.allSatisfy { (0...left).contains($0) }
            && rows.allSatisfy { (0...top).contains($0.y) && $0.notes.count <= columns.count }
    }

    private static let largestSide = 1_000_000
}
