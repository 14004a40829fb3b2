import GANData

/// The layout of a sheet, in pixels.
struct SheetLayout {
    static let paper: UInt8 = 240
    static let ink: UInt8 = 24
    static let grayInk: UInt8 = 112
    static let margin = 12
    private static let gap = 4
    /// Shorter sides are enlarged to this.
    private static let smallestCell = 56
    private static let longestLabel = 18 * 12
    private static let textScale = 2

    let scale: Int
    let cellWidth: Int
    private let cellHeight: Int
    let title: TextLine
    let captions: [TextLine]
    let captionTop: Int
    let width: Int
    let height: Int
    private let left: Int
    private let top: Int

    init(_ sheet: Sheet) {
        let images = sheet.rows.flatMap(\.images)
        let (widest, tallest) = (images.map(\.width).max() ?? 1, images.map(\.height).max() ?? 1)
        scale = Self.scale(widest, tallest)
        (cellWidth, cellHeight) = (widest * scale, tallest * scale)
        let labels = sheet.rows.flatMap { [$0.name, $0.detail] }.map { Self.label($0).width }
        let labelWidth = labels.max() ?? 0
        left = Self.margin + (labelWidth > 0 ? labelWidth + Self.margin : 0)
        let columns = sheet.rows.map(\.images.count).max() ?? 0
        width = left + columns * (cellWidth + Self.gap) - (columns > 0 ? Self.gap : 0) + Self.margin
        title = TextLine(sheet.title, scale: Self.textScale).fitting(width - 2 * Self.margin)
        let room = cellWidth
        captions = sheet.captions.prefix(columns).map { Self.caption($0, room) }
        captionTop = Self.margin + (sheet.title.isEmpty ? 0 : title.height + Self.margin)
        top = captionTop + (captions.map(\.height).max().map { $0 + Self.gap } ?? 0)
        height =
            top + sheet.rows.count * (cellHeight + Self.gap) - (sheet.rows.isEmpty ? 0 : Self.gap) + Self.margin
    }

    /// The factor by which images of this size are enlarged.
    static func scale(_ width: Int, _ height: Int) -> Int { (smallestCell - 1) / max(min(width, height), 1) + 1 }

    /// The largest size of a sheet in pixels: with the longest labels, a title and captions.
    static func largestSides(rows: Int, columns: Int, width: Int, height: Int) -> (width: Int, height: Int) {
        let scale = scale(width, height)
        let texts = TextLine("", scale: textScale).height * 2 + margin + gap
        return (
            2 * margin + longestLabel + margin + columns * (width * scale + gap),
            2 * margin + texts + rows * (height * scale + gap)
        )
    }

    func x(ofColumn column: Int) -> Int { left + column * (cellWidth + Self.gap) }
    func y(ofRow row: Int) -> Int { top + row * (cellHeight + Self.gap) }

    /// Writes the labels at the vertical center of the row.
    func write(_ row: Sheet.Row, at index: Int, on canvas: inout Canvas) {
        let lines = [(row.name, Self.ink), (row.detail, Self.grayInk)].filter { !$0.0.isEmpty }
        let lineHeight = Self.label("").height + Self.gap
        var y = y(ofRow: index) + max(cellHeight - lines.count * lineHeight + Self.gap, 0) / 2
        for (text, ink) in lines {
            canvas.write(Self.label(text), x: Self.margin, y: y, ink: ink)
            y += lineHeight
        }
    }

    private static func label(_ text: String) -> TextLine {
        TextLine(text, scale: textScale).fitting(longestLabel)
    }

    /// Uses a small font if the usual one does not fit.
    private static func caption(_ text: String, _ width: Int) -> TextLine {
        let line = TextLine(text, scale: textScale)
        return line.width <= width ? line : TextLine(text, scale: 1).fitting(width)
    }
}
