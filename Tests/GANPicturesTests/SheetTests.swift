import Foundation
import Testing

@testable import GANData
@testable import GANPictures

@Suite struct SheetTests {
    private func image(_ level: UInt8, side: Int = 2, channels: Int = 1) -> RasterImage {
        RasterImage(
            width: side, height: side, channels: channels,
            pixels: Array(repeating: level, count: side * side * channels))
    }

    /// Small images are enlarged by a whole factor, to 56 pixels at least; others are left as they are.
    @Test(arguments: [(1, 56), (16, 4), (28, 2), (32, 2), (55, 2), (56, 1), (64, 1), (1024, 1)])
    func enlargesSmallImages(_ side: Int, _ scale: Int) throws {
        let sheet = Sheet(rows: [.init(images: [image(0, side: side)])])
        #expect(SheetLayout(sheet).scale == scale)
        #expect(try sheet.raster().width == side * scale + 24)
    }

    /// The pixels of an image on a sheet, each `scale` times in both directions.
    private func isOn(_ raster: RasterImage, _ image: RasterImage, x: Int, y: Int, scale: Int) -> Bool {
        (0..<image.height * scale).allSatisfy { row in
            (0..<image.width * scale).allSatisfy { column in
                let source = (row / scale * image.width + column / scale) * image.channels
                let target = ((y + row) * raster.width + x + column) * raster.channels
                return (0..<raster.channels).allSatisfy {
                    raster.pixels[target + $0] == image.pixels[source + min($0, image.channels - 1)]
                }
            }
        }
    }

    /// Every image stands at its row and column, byte for byte, whatever stands beside it.
    @Test(arguments: [(28, 1), (28, 3), (64, 3)]) func imagesStayAsTheyAre(_ side: Int, _ channels: Int) throws {
        let high = "a" + String(repeating: "\u{302}", count: 30)
        let names = wordsOfManyScripts + [high, String(repeating: "long ", count: 60)]
        let rows = names.enumerated().map { row, name in
            Sheet.Row(
                name: name, detail: name,
                images: (0..<3).map { column in
                    RasterImage(
                        width: side, height: side, channels: channels,
                        pixels: (0..<side * side * channels).map {
                            UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761 &+ row &* 77 &+ column) >> 5)
                        })
                })
        }
        let sheet = Sheet(title: names.joined(separator: " "), captions: Array(names.suffix(3)), rows: rows)
        let (raster, layout) = (try sheet.raster(), SheetLayout(sheet))
        for (row, images) in rows.map(\.images).enumerated() {
            for (column, image) in images.enumerated() {
                let (x, y) = (layout.x(ofColumn: column), layout.y(ofRow: row))
                #expect(isOn(raster, image, x: x, y: y, scale: layout.scale), "\(row), \(column)")
                #expect(raster.pixels[((y - 1) * raster.width + x) * channels] == SheetLayout.paper)
            }
        }
        for label in layout.labels {
            let isBeside = label.x + label.width < layout.x(ofColumn: 0)
            #expect(isBeside || label.y + label.height <= layout.y(ofRow: 0))
            // High marks do not reach into the next row.
            let next = (1...rows.count).map(layout.y(ofRow:)).first { $0 > label.y } ?? 0
            #expect(label.y < layout.y(ofRow: 0) || label.y + label.height <= next)
        }
    }

    /// By hand: 16 rows are enlarged by 4, as far as 56; a margin of 12 is around, and 4 pixels are between images.
    @Test func oblongImagesHaveOblongTiles() throws {
        let images = (0..<6).map { number in
            RasterImage(
                width: 24, height: 16, channels: 1, pixels: (0..<24 * 16).map { UInt8(($0 * 7 + number * 40) % 240) })
        }
        let sheet = Sheet(rows: [.init(images: Array(images[..<3])), .init(images: Array(images[3...]))])
        let raster = try sheet.raster()
        #expect((raster.width, raster.height) == (12 + 3 * 96 + 2 * 4 + 12, 12 + 2 * 64 + 4 + 12))
        for (index, image) in images.enumerated() {
            #expect(isOn(raster, image, x: 12 + index % 3 * 100, y: 12 + index / 3 * 68, scale: 4), "\(index)")
        }
    }

    /// The same on every thread.
    @Test func theSameSheetHasTheSameBytes() async throws {
        let rows = wordsOfManyScripts.map { Sheet.Row(name: $0, detail: "1", images: [image(9)]) }
        let sheet = Sheet(title: "title", captions: ["ψ 0.5"], rows: rows)
        let first = try sheet.raster()
        let others = try await withThrowingTaskGroup(of: RasterImage.self) { group in
            for _ in 0..<4 { group.addTask { try sheet.raster() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others == Array(repeating: first, count: 4))
    }

    @Test func enlargesEveryPixel() {
        let picture = RasterImage(width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4])
        var canvas = Canvas(width: 6, height: 5, channels: 1, paper: 9)
        canvas.paint(picture, x: 1, y: 1, scale: 2)
        #expect(
            canvas.image.pixels == [
                9, 9, 9, 9, 9, 9, 9, 1, 1, 2, 2, 9, 9, 1, 1, 2, 2, 9, 9, 3, 3, 4, 4, 9, 9, 3, 3, 4, 4, 9,
            ])
    }

    @Test func isGrayWhereEveryImageIs() throws {
        #expect(try Sheet(rows: [.init(images: [image(3)]), .init(images: [image(5)])]).raster().channels == 1)
        let mixed = Sheet(rows: [.init(images: [image(3), image(7, channels: 3)])])
        let (raster, layout) = (try mixed.raster(), SheetLayout(mixed))
        #expect(raster.channels == 3)
        let first = (layout.y(ofRow: 0) * raster.width + layout.x(ofColumn: 0)) * 3
        #expect(Array(raster.pixels[first..<first + 3]) == [3, 3, 3])
    }

    /// A class with fewer images than columns, or without any, and a sheet of nothing.
    /// Texts and enlargement do not count: 2 x 2 gray pixels and 3 x 3 in color.
    @Test func imagesHaveBytesWithoutTexts() {
        let images = [image(0), image(9, side: 3, channels: 3)]
        for name in ["", "a", "猫", String(repeating: "long ", count: 99)] {
            #expect(Sheet(title: name, rows: [.init(name: name, images: images), .init(images: [])]).imageBytes == 31)
        }
    }

    @Test func emptyPlacesStayEmpty() throws {
        let sheet = Sheet(rows: [.init(name: "head", images: [image(0), image(0)]), .init(name: "tail", images: [])])
        let raster = try sheet.raster()
        let y = SheetLayout(sheet).y(ofRow: 1) + 28
        let x = SheetLayout(sheet).x(ofColumn: 0)
        #expect(raster.pixels[(y * raster.width + x)..<((y + 1) * raster.width)].allSatisfy { $0 == SheetLayout.paper })
        #expect(try Sheet(rows: []).raster().height == 24)
        #expect(try Sheet(title: "nothing", rows: []).raster().width > 24)
    }

    /// The name in dark letters and the count in gray ones below it.
    @Test func writesLabels() throws {
        let sheet = Sheet(rows: [.init(name: "cat", detail: "6,000", images: [image(0)])])
        let (raster, layout) = (try sheet.raster(), SheetLayout(sheet))
        let left = layout.x(ofColumn: 0)
        func darkest(_ rows: Range<Int>) -> UInt8 {
            rows.flatMap { y in (0..<left).map { raster.pixels[y * raster.width + $0] } }.min() ?? 255
        }
        let middle = layout.labels.map(\.y).max() ?? 0
        #expect(darkest(layout.y(ofRow: 0)..<middle) < SheetLayout.ink + 40)
        #expect((SheetLayout.grayInk..<SheetLayout.grayInk + 40).contains(darkest(middle..<raster.height - 12)))
        #expect((60..<90).contains(left))
    }

    /// A window of 1,440 pixels has two margins of 12, and 4 between images: 20 of 32 × 32, enlarged twice, take 1,380, and 21 would take 1,448.
    @Test(arguments: [(80, 32, 20), (3, 32, 3), (80, 256, 5), (80, 1024, 4), (0, 32, 1), (80, .max, 4)])
    func imagesOfNoClassFillAWindow(_ count: Int, _ side: Int, _ columns: Int) {
        #expect(Sheet.columns(of: count, width: side, height: side) == columns)
    }

    /// A long name has as many lines as there is room for, and none is wider than the column.
    @Test func longNamesHaveSeveralLines() {
        func name(_ text: String, side: Int) -> SheetLayout.Label? {
            let layout = SheetLayout(Sheet(rows: [.init(name: text, detail: "7", images: [image(0, side: side)])]))
            return layout.labels.first { $0.ink == SheetLayout.ink && $0.width > 0 }
        }
        let text = String(repeating: "reverse turn ", count: 20)
        let (short, two, three) = (name("turn", side: 56), name(text, side: 56), name(text, side: 128))
        let line = short?.height ?? 0
        #expect((two?.height ?? 0) >= 2 * line - 4 && (two?.height ?? 0) < 3 * line - 8)
        #expect((three?.height ?? 0) >= 3 * line - 8 && (three?.width ?? 999) <= 241)
    }

    /// A narrow sheet is made wider for its title.
    @Test func titlesAreWhole() throws {
        let sheet = Sheet(title: "runs/mine · 100 kimg · ψ 0.7", rows: [.init(images: [image(0)])])
        let title = try #require(SheetLayout(sheet).labels.first)
        #expect(title.width > 150 && SheetLayout(sheet).width == title.width + 24)
    }

    /// A name in a stranger's file has any length.
    @Test func longTextsMakeNoLargeSheet() throws {
        let name = String(repeating: "w", count: 250_000)
        let sheet = Sheet(title: name, captions: [name], rows: [.init(name: name, detail: name, images: [image(0)])])
        let (sides, raster) = (Sheet.largestSides(rows: 1, columns: 1, width: 2, height: 2), try sheet.raster())
        #expect(raster.width <= sides.width + 1 && raster.height <= sides.height)
        #expect(sheet.missingGlyphs.characters == [])
    }

    @Test func writesAFileThatReadsBack() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ganzoo-sheet-\(UUID().uuidString).png").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let sheet = Sheet(title: "a", rows: [.init(name: "b", images: [image(77, channels: 3)])])
        try sheet.write(to: path)
        #expect(
            try ImageCodec.decode(Array(Data(contentsOf: URL(fileURLWithPath: path))))
                == StoredImage(try sheet.raster()))
    }

    @Test func saysWhyItCannotBeWritten() throws {
        let sheet = Sheet(rows: [])
        #expect {
            try sheet.write(to: "/nowhere/at/all.png")
        } throws: {
            "\($0)"
                == """
                /nowhere/at/all.png: cannot be written (opening its folder): No such file or directory
                  fix: free some space or choose another folder; an existing file is unchanged
                """
        }
        #expect {
            try sheet.write(to: "/tmp")
        } throws: {
            "\($0)" == "/tmp: is a directory, but a file was expected\n  fix: choose another file"
        }
    }
}

@Suite struct ClassFrequencyOrderTests {
    @Test func ranksByCountThenIndex() {
        #expect(ClassFrequencyOrder.ranking([5, 9, 5, 0, 9]) == [1, 4, 0, 2, 3])
        #expect(ClassFrequencyOrder.ranking([]) == [])
    }

    @Test func spreadsEvenly() {
        #expect(ClassFrequencyOrder.spread(Array(0..<10), atMost: 10) == Array(0..<10))
        #expect(ClassFrequencyOrder.spread(Array(0..<11), atMost: 6) == [0, 2, 4, 6, 8, 10])
        #expect(ClassFrequencyOrder.spread(Array(0..<5), atMost: 1) == [0])
        for count in [33, 100, 1000, 1010] {
            let shown = ClassFrequencyOrder.spread(Array(0..<count), atMost: 32)
            #expect(shown.first == 0 && shown.last == count - 1 && shown.count == 32)
            let steps = zip(shown, shown.dropFirst()).map { $1 - $0 }
            #expect(steps.allSatisfy { $0 > 0 } && steps.max()! - steps.min()! <= 1)
        }
    }
}
