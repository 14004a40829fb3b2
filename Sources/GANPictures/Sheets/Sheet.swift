import GANData

/// A page of small images in rows, with labels on the left, captions above the columns, and a title.
package struct Sheet: Sendable {
    package struct Row: Sendable {
        /// The label on the left; without names there is no label column.
        package var name: String
        /// The text below the name, in gray.
        package var detail: String
        /// The images from the left; shorter rows leave places empty.
        package var images: [RasterImage]
        /// For each image from the left, lines of text below it: its class, its file.
        package var notes: [[String]]

        package init(name: String = "", detail: String = "", images: [RasterImage], notes: [[String]] = []) {
            (self.name, self.detail, self.images, self.notes) = (name, detail, images, notes)
        }

        package init(_ row: LabelRow, _ images: [RasterImage], notes: [[String]] = []) {
            self.init(name: row.name, detail: row.detail, images: images, notes: notes)
        }
    }

    /// An image that leaves its place empty.
    package static func empty(width: Int, height: Int) -> RasterImage {
        RasterImage(
            width: width, height: height, channels: 1,
            pixels: [UInt8](repeating: SheetLayout.paper, count: width * height))
    }

    package var title: String
    /// Captions of the columns, from the left.
    package var captions: [String]
    package var rows: [Row]
    /// Whether its PNG file has a `SheetIndex` inside.
    package var isIndexed = false

    package init(title: String = "", captions: [String] = [], rows: [Row]) {
        (self.title, self.captions, self.rows) = (title, captions, rows)
    }

    /// Images of all seeds, row by row.
    package init(_ rows: [LabelRow], seeds: [Int], _ images: [RasterImage]) {
        self.init(
            captions: seeds.map { "\($0)" },
            rows: rows.enumerated().map { index, row in
                Row(row, Array(images[index * seeds.count..<(index + 1) * seeds.count]))
            })
    }

    /// Images of no class, in rows that fit into a window of a desktop.
    package init(unlabeled images: [RasterImage]) {
        let (width, height) = (images.map(\.width).max() ?? 1, images.map(\.height).max() ?? 1)
        let columns = Self.columns(of: images.count, width: width, height: height)
        self.init(
            rows: stride(from: 0, to: images.count, by: columns).map { start in
                Row(images: Array(images[start..<min(start + columns, images.count)]))
            })
    }

    /// Number of columns of images of no class: as many as fit into 1,440 pixels, a desktop's window, and at least 4.
    package static func columns(of count: Int, width: Int, height: Int) -> Int {
        max(min(count, max(SheetLayout.columns(within: 1440, width, height), 4)), 1)
    }

    /// Approximate number of pixels of a sheet with images of this size.
    package static func pixelCount(rows: Int, columns: Int, width: Int, height: Int) -> Int {
        let scale = SheetLayout.scale(width, height)
        return [rows, columns, width * scale, height * scale].reduce(1) { product, factor in
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            return overflow ? .max : next
        }
    }

    /// Maximum width and height of a sheet with images of this size, regardless of its texts.
    /// - Precondition: `pixelCount` for the same arguments is at most some hundred million.
    package static func largestSides(rows: Int, columns: Int, width: Int, height: Int) -> (width: Int, height: Int) {
        SheetLayout.largestSides(rows: rows, columns: columns, width: width, height: height)
    }

    /// Gray if all images are gray. Small images are enlarged by an integer factor, to at least 56 pixels. Pixels of images are copied
    /// as they are; texts are drawn beside them.
    /// - Throws: `DrawingError` if a text cannot be drawn.
    package func raster() throws(DrawingError) -> RasterImage {
        let layout = SheetLayout(self)
        let isGray = rows.allSatisfy { $0.images.allSatisfy { $0.channels == 1 } }
        var canvas = Canvas(
            width: layout.width, height: layout.height, channels: isGray ? 1 : 3, paper: SheetLayout.paper)
        for label in layout.labels where label.width > 0 && label.height > 0 {
            canvas.paint(try label.strip(channels: isGray ? 1 : 3), x: label.x, y: label.y, scale: 1)
        }
        for (index, row) in rows.enumerated() {
            for (column, image) in row.images.enumerated() {
                canvas.paint(image, x: layout.x(ofColumn: column), y: layout.y(ofRow: index), scale: layout.scale)
            }
        }
        return canvas.image
    }

    /// Characters that no font has.
    package var missingGlyphs: MissingGlyphs {
        MissingGlyphs(in: [title] + captions + rows.flatMap { [$0.name, $0.detail] + $0.notes.flatMap(\.self) })
    }

    /// Bytes of the images before they are enlarged and compressed. They do not depend on fonts or on an encoder.
    package var imageBytes: Int { rows.flatMap(\.images).reduce(0) { $0 + $1.pixels.count } }

    /// The bytes of the sheet as a PNG file.
    package func png() throws -> [UInt8] {
        let png = try raster().png()
        return isIndexed ? try SheetIndex(self, SheetLayout(self)).added(to: png) : png
    }

    /// Writes the sheet as PNG; an existing file is replaced.
    /// - Throws: `PictureError` that names the file.
    package func write(to path: String) throws { try PictureFile.replace(path, with: try png()) }
}

extension SheetLayout.Label {
    /// The text on paper.
    fileprivate func strip(channels: Int) throws(DrawingError) -> RasterImage {
        let drawing = try Drawing(width: width, height: height)
        drawing.fill(x: 0, y: 0, width: Double(width), height: Double(height), Color(gray: SheetLayout.paper))
        drawing.write(text, at: .zero, Color(gray: ink))
        return try drawing.raster().converted(toChannels: channels)
    }
}
