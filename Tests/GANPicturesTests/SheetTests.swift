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
    func enlargesSmallImages(_ side: Int, _ scale: Int) {
        let sheet = Sheet(rows: [.init(images: [image(0, side: side)])])
        #expect(SheetLayout(sheet).scale == scale)
        #expect(sheet.raster().width == side * scale + 24)
    }

    /// Every image stands at its row and column, and is as large as the others.
    @Test func putsImagesInTheirPlaces() {
        let rows = (0..<3).map { row in
            Sheet.Row(name: "row", images: (0..<2).map { image(UInt8(row * 2 + $0), side: 28) })
        }
        let sheet = Sheet(title: "title", captions: ["a", "b"], rows: rows)
        let (raster, layout) = (sheet.raster(), SheetLayout(sheet))
        for row in 0..<3 {
            for column in 0..<2 {
                let (x, y) = (layout.x(ofColumn: column), layout.y(ofRow: row))
                for (dx, dy) in [(0, 0), (55, 55)] {
                    #expect(raster.pixels[(y + dy) * raster.width + x + dx] == UInt8(row * 2 + column))
                }
                #expect(raster.pixels[(y - 1) * raster.width + x] == SheetLayout.paper)
                #expect(raster.pixels[y * raster.width + x + 56] == SheetLayout.paper)
            }
        }
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

    @Test func isGrayWhereEveryImageIs() {
        #expect(Sheet(rows: [.init(images: [image(3)]), .init(images: [image(5)])]).raster().channels == 1)
        let mixed = Sheet(rows: [.init(images: [image(3), image(7, channels: 3)])])
        let (raster, layout) = (mixed.raster(), SheetLayout(mixed))
        #expect(raster.channels == 3)
        let first = (layout.y(ofRow: 0) * raster.width + layout.x(ofColumn: 0)) * 3
        #expect(Array(raster.pixels[first..<first + 3]) == [3, 3, 3])
    }

    /// A class with fewer images than columns, or without any, and a sheet of nothing.
    @Test func emptyPlacesStayEmpty() {
        let sheet = Sheet(rows: [.init(name: "head", images: [image(0), image(0)]), .init(name: "tail", images: [])])
        let raster = sheet.raster()
        let y = SheetLayout(sheet).y(ofRow: 1) + 28
        let x = SheetLayout(sheet).x(ofColumn: 0)
        #expect(raster.pixels[(y * raster.width + x)..<((y + 1) * raster.width)].allSatisfy { $0 == SheetLayout.paper })
        #expect(Sheet(rows: []).raster().height == 24)
        #expect(Sheet(title: "nothing", rows: []).raster().width == 24)
    }

    /// The name in dark letters and the count in gray ones.
    @Test func writesLabels() {
        let sheet = Sheet(rows: [.init(name: "cat", detail: "6,000", images: [image(0)])])
        let (raster, left) = (sheet.raster(), SheetLayout(sheet).x(ofColumn: 0))
        let label = (0..<raster.height).flatMap { y in (0..<left).map { raster.pixels[y * raster.width + $0] } }
        #expect(Set(label) == [SheetLayout.paper, SheetLayout.ink, SheetLayout.grayInk])
        #expect(left == SheetLayout.margin * 2 + 58)
    }

    @Test func writesAFileThatReadsBack() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ganzoo-sheet-\(UUID().uuidString).png").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let sheet = Sheet(title: "a", rows: [.init(name: "b", images: [image(77, channels: 3)])])
        try sheet.write(to: path)
        #expect(
            try ImageCodec.decode(Array(Data(contentsOf: URL(fileURLWithPath: path)))) == StoredImage(sheet.raster()))
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
