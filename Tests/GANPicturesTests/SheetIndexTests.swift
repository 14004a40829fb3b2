import Foundation
import Testing

@testable import GANData
@testable import GANPictures

/// Texts below images, and what a sheet's file says of itself.
@Suite struct SheetIndexTests {
    private func image(_ level: UInt8, side: Int = 64) -> RasterImage {
        RasterImage(width: side, height: side, channels: 1, pixels: Array(repeating: level, count: side * side))
    }

    /// Three images in two rows, with texts below all but the first of each.
    private func sheet(_ notes: [String] = ["cat", "0001.png"], isIndexed: Bool = true) -> Sheet {
        let row = Sheet.Row(
            name: "name", detail: "seed 0", images: [image(1), image(2), image(3)], notes: [[], notes, notes])
        var sheet = Sheet(title: "title", captions: ["made", "1", "2"], rows: [row, row])
        sheet.isIndexed = isIndexed
        return sheet
    }

    // MARK: Texts below images

    /// In many scripts, and longer than an image is wide: each text lies below its image and above the next row.
    @Test(
        arguments: wordsOfManyScripts + [
            "a_name_of_a_file_that_is_much_longer_than_an_image.png", "a\u{302}\u{302}\u{302}",
        ])
    func textsLieBelowTheirImages(_ text: String) throws {
        let sheet = sheet(["cat", text])
        let (layout, raster) = (SheetLayout(sheet), try sheet.raster())
        let below = layout.labels.filter { $0.y > layout.y(ofRow: 0) && $0.x >= layout.x(ofColumn: 0) }
        #expect(below.count == 8)
        for label in below {
            let row = label.y < layout.y(ofRow: 1) ? 0 : 1
            let column = label.x < layout.x(ofColumn: 2) ? 1 : 2
            #expect(label.x + label.width <= layout.x(ofColumn: column) + 64)
            #expect(label.y >= layout.y(ofRow: row) + 64)
            #expect(label.y + label.height <= (row == 0 ? layout.y(ofRow: 1) : raster.height))
        }
        for (column, level) in [1, 2, 3].enumerated() {
            for row in 0..<2 {
                let start = layout.y(ofRow: row) * raster.width + layout.x(ofColumn: column)
                let pixels = (0..<64).flatMap { raster.pixels[(start + $0 * raster.width)...].prefix(64) }
                #expect(pixels == Array(repeating: UInt8(level), count: 64 * 64))
            }
        }
    }

    /// Rows without texts stand as close as before.
    @Test func sheetsWithoutTextsAreAsTheyWere() {
        let rows = [Sheet.Row(images: [image(1)]), Sheet.Row(images: [image(2)])]
        let layout = SheetLayout(Sheet(rows: rows))
        #expect(layout.y(ofRow: 1) - layout.y(ofRow: 0) == 68 && layout.height == 64 + 68 + 24)
    }

    @Test func missingGlyphsOfTextsAreNamed() {
        #expect(sheet(["\u{E000}"]).missingGlyphs.characters == ["\u{E000}"])
    }

    // MARK: The index

    /// The file has the same pixels, and says where they are.
    @Test func aFileSaysWhereItsImagesAre() throws {
        let (sheet, plain) = (sheet(), sheet(isIndexed: false))
        let bytes = try sheet.png()
        let (decoded, layout) = (try ImageCodec.decode(bytes).over(.white), SheetLayout(sheet))
        #expect(try decoded == ImageCodec.decode(plain.png()).over(.white))
        #expect(try SheetIndex(png: plain.png()) == nil)
        let index = try #require(SheetIndex(png: bytes))
        #expect(index.width == decoded.width && index.height == decoded.height)
        #expect(index.cellWidth == 64 && index.cellHeight == 64 && index.captions == ["made", "1", "2"])
        #expect(
            index.columns == [0, 1, 2].map(layout.x(ofColumn:)) && index.rows.map(\.y) == [0, 1].map(layout.y(ofRow:)))
        #expect(index.rows.map(\.name) == ["name", "name"] && index.rows.map(\.detail) == ["seed 0", "seed 0"])
        #expect(index.rows[1].notes == [[], ["cat", "0001.png"], ["cat", "0001.png"]])
    }

    /// Text that does not fit into a chunk is left out, not the picture.
    @Test func tooMuchTextIsLeftOut() throws {
        let bytes = try sheet([String(repeating: "x", count: 1 << 19)]).png()
        #expect(SheetIndex(png: bytes) == nil)
        #expect(try ImageCodec.decode(bytes).over(.white).width > 0)
    }

    /// The bytes of Python's zlib.crc32 and struct.
    @Test func aChunkIsThatOfTheSpecification() throws {
        let plain = try image(0).png()
        let bytes = PNGText.adding("b ψ", named: "a key", to: plain)
        let chunk: [UInt8] = [
            0, 0, 0, 14, 105, 84, 88, 116, 97, 32, 107, 101, 121, 0, 0, 0, 0, 0, 98, 32, 207, 136, 160, 118, 236, 45,
        ]
        #expect(Array(bytes[33..<59]) == chunk && bytes.count == plain.count + 26)
        #expect(PNGText.text(named: "a key", of: bytes, limit: 100) == "b ψ")
        #expect(PNGText.text(named: "a key", of: bytes, limit: 13) == nil)
        #expect(PNGText.text(named: "a", of: bytes, limit: 100) == nil)
        for count in 0..<59 {
            #expect(PNGText.text(named: "a key", of: Array(bytes.prefix(count)), limit: 100) == nil, "\(count)")
        }
    }

    /// Files of a stranger: positions outside of the sheet, numbers that overflow, other formats.
    @Test(
        arguments: [
            ("\"y\":12", "\"y\":25"), ("\"y\":12", "\"y\":-1"), ("\"y\":12", "\"y\":9223372036854775807"),
            ("\"y\":12", "\"y\":1e300"), ("\"columns\":[12]", "\"columns\":[25]"),
            ("\"columns\":[12]", "\"columns\":[-1]"), ("\"format\":1", "\"format\":2"),
            ("\"cell_height\":64", "\"cell_height\":0"), ("\"cell_height\":64", "\"cell_height\":89"),
            ("\"notes\":[]", "\"notes\":[[],[]]"), ("\"rows\":", "\"lines\":"),
        ])
    func whatCannotBeIsNoIndex(_ part: String, _ change: String) throws {
        let text = """
            {"captions":["1"],"cell_height":64,"cell_width":64,"columns":[12],"format":1,"height":88,
            "rows":[{"detail":"","name":"","notes":[],"y":12}],"width":88}
            """
        func index(_ text: String) throws -> SheetIndex? {
            SheetIndex(png: PNGText.adding(text, named: "GANZoo sheet", to: try image(0, side: 88).png()))
        }
        #expect(try index(text) != nil)
        #expect(text.contains(part))
        #expect(try index(text.replacing(part, with: change)) == nil)
    }
}
