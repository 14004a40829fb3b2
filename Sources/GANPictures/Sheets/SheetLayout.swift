import GANData

/// The layout of a sheet, in pixels.
struct SheetLayout {
    static let paper: UInt8 = 240
    static let ink: UInt8 = 24
    static let grayInk: UInt8 = 104
    static let margin = 12
    private static let gap = 4
    /// Shorter sides are enlarged to this.
    private static let smallestCell = 56
    private static let longestLabel = 240
    /// A sheet is made wider for its title, up to this.
    private static let longestTitle = 640
    /// Sizes of letters.
    static let titleSize = 16.0
    private static let (labelSize, detailSize) = (15.0, 13.0)
    private static let (captionSize, smallCaptionSize) = (13.0, 10.0)
    /// Most lines of a name.
    private static let mostLines = 3

    /// A text in its place. It covers no image.
    struct Label {
        let text: TextBlock
        let ink: UInt8
        let x: Int
        let y: Int
        /// What is cut off beyond this would cover an image or another text.
        let width: Int
        let height: Int

        fileprivate init(_ text: TextBlock, ink: UInt8, x: Int, y: Int, room: (width: Int, height: Int)) {
            (self.text, self.ink, self.x, self.y) = (text, ink, x, y)
            (width, height) = (min(text.columns, room.width), min(text.rows, room.height))
        }
    }

    let scale: Int
    let cellWidth: Int
    let cellHeight: Int
    let width: Int
    let height: Int
    private(set) var labels: [Label] = []
    private let left: Int
    private let top: Int
    /// Of the texts below images, with the gap above them.
    private let noteHeight: Int

    /// How many images of this size stand side by side in so many pixels, without names.
    static func columns(within pixels: Int, _ width: Int, _ height: Int) -> Int {
        let (cell, room) = (width.multipliedReportingOverflow(by: scale(width, height)), pixels - 2 * margin + gap)
        return cell.overflow || cell.partialValue > room ? 0 : room / (cell.partialValue + gap)
    }

    init(_ sheet: Sheet) {
        let images = sheet.rows.flatMap(\.images)
        let (widest, tallest) = (images.map(\.width).max() ?? 1, images.map(\.height).max() ?? 1)
        let scale = Self.scale(widest, tallest)
        let (cellWidth, cellHeight) = (widest * scale, tallest * scale)
        (self.scale, self.cellWidth, self.cellHeight) = (scale, cellWidth, cellHeight)
        let names = sheet.rows.map { Self.texts(of: $0, height: cellHeight) }
        let labelWidth = names.flatMap(\.self).map(\.text.columns).max() ?? 0
        left = Self.margin + (labelWidth > 0 ? labelWidth + Self.margin : 0)
        let columns = sheet.rows.map(\.images.count).max() ?? 0
        let right = left + columns * (cellWidth + Self.gap) - (columns > 0 ? Self.gap : 0)
        let room = max(right - Self.margin, Self.longestTitle)
        let title = TextBlock(sheet.title, size: Self.titleSize, .init(width: room), .pixels)
        width = max(right, Self.margin + title.columns) + Self.margin
        let captions = sheet.captions.prefix(columns).map { Self.caption($0, cellWidth) }
        let captionTop = Self.margin + (title.rows > 0 ? title.rows + Self.margin : 0)
        let captionHeight = captions.map(\.rows).max() ?? 0
        top = captionTop + (captionHeight > 0 ? captionHeight + Self.gap : 0)
        let notes = sheet.rows.map { row in
            row.notes.prefix(row.images.count).map { $0.map { Self.note($0, cellWidth) } }
        }
        let highest = notes.flatMap(\.self).map { $0.map(\.rows).reduce(0, +) }.max() ?? 0
        noteHeight = highest > 0 ? highest + Self.gap : 0
        height =
            top + sheet.rows.count * (cellHeight + noteHeight + Self.gap) - (sheet.rows.isEmpty ? 0 : Self.gap)
            + Self.margin
        place(title, captions, at: captionTop, captionHeight)
        for (row, texts) in names.enumerated() { place(texts, besideRow: row, width: labelWidth) }
        for (row, notes) in notes.enumerated() { place(notes, belowRow: row) }
    }

    /// The factor by which images of this size are enlarged.
    static func scale(_ width: Int, _ height: Int) -> Int { (smallestCell - 1) / max(min(width, height), 1) + 1 }

    /// The largest size of a sheet in pixels: with the longest labels, a title and captions.
    static func largestSides(rows: Int, columns: Int, width: Int, height: Int) -> (width: Int, height: Int) {
        let scale = scale(width, height)
        // Lines of the tallest scripts.
        let texts = Int(2 * titleSize + 2 * captionSize) + margin + gap
        return (
            max(longestLabel + margin + columns * (width * scale + gap), longestTitle) + 2 * margin,
            2 * margin + texts + rows * (height * scale + gap)
        )
    }

    func x(ofColumn column: Int) -> Int { left + column * (cellWidth + Self.gap) }
    func y(ofRow row: Int) -> Int { top + row * (cellHeight + noteHeight + Self.gap) }

    private mutating func place(_ title: TextBlock, _ captions: [TextBlock], at top: Int, _ height: Int) {
        let room = (width: width - 2 * Self.margin, height: top - Self.margin)
        labels.append(Label(title, ink: Self.ink, x: Self.margin, y: Self.margin, room: room))
        for (column, caption) in captions.enumerated() {
            let x = x(ofColumn: column) + max(cellWidth - caption.columns, 0) / 2
            labels.append(Label(caption, ink: Self.grayInk, x: x, y: top, room: (cellWidth, height)))
        }
    }

    /// The name and the detail below it at the vertical center of the row.
    private mutating func place(_ texts: [(text: TextBlock, ink: UInt8)], besideRow row: Int, width: Int) {
        let end = y(ofRow: row) + cellHeight
        var y = end - (cellHeight + min(texts.map(\.text.rows).reduce(0, +), cellHeight)) / 2
        for (text, ink) in texts {
            labels.append(Label(text, ink: ink, x: Self.margin, y: y, room: (width, max(end - y, 0))))
            y += text.rows
        }
    }

    private mutating func place(_ notes: [[TextBlock]], belowRow row: Int) {
        for (column, texts) in notes.enumerated() {
            var y = y(ofRow: row) + cellHeight + Self.gap
            for text in texts {
                let x = x(ofColumn: column) + max(cellWidth - text.columns, 0) / 2
                labels.append(Label(text, ink: Self.grayInk, x: x, y: y, room: (cellWidth, text.rows)))
                y += text.rows
            }
        }
    }

    /// A long name gets as many lines as there is room for.
    private static func texts(of row: Sheet.Row, height: Int) -> [(text: TextBlock, ink: UInt8)] {
        func text(_ text: String, _ size: Double, lines: Int = 1) -> TextBlock {
            TextBlock(text, size: size, .init(width: longestLabel, lines: lines), .pixels)
        }
        let detail = text(row.detail, detailSize)
        let name = (1...mostLines).reversed().lazy.map { text(row.name, labelSize, lines: $0) }
            .first { $0.rows + detail.rows <= height }
        return [(name ?? text(row.name, labelSize), ink), (detail, grayInk)].filter { $0.0.rows > 0 }
    }

    /// A name of a file is rarely as short as an image is wide.
    private static func note(_ text: String, _ width: Int) -> TextBlock {
        TextBlock(text, size: smallCaptionSize, .init(width: width, lines: 2), .pixels)
    }

    /// Uses small letters if the usual ones do not fit.
    private static func caption(_ text: String, _ width: Int) -> TextBlock {
        let usual = TextBlock(text, size: captionSize, .init(), .pixels)
        return usual.columns <= width
            ? usual : TextBlock(text, size: smallCaptionSize, .init(width: width), .pixels)
    }
}

extension TextBlock {
    /// Whole pixels that it covers.
    fileprivate var columns: Int { Int(width.rounded(.up)) }
    fileprivate var rows: Int { Int(height.rounded(.up)) }
}
