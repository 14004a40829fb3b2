import Foundation
import GANTestSupport
import Testing

@testable import GANData

/// Sheets of `ganzoo generate` whose columns are no seeds: interpolations, and one label in several rows.
@Suite struct GridTests {
    private let place: Workplace
    private let run: String

    init() throws {
        place = try Workplace()
        run = place.path("run")
        try TrainedRun.copy(of: Recipes.tiny, ["train.kimg=0.008"], to: run)
    }

    private func generate(_ arguments: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, ["generate"] + arguments)
    }

    private func image(_ path: String) throws -> RasterImage {
        try ImageCodec.decode(Array(try Data(contentsOf: URL(fileURLWithPath: path)))).over(.white)
    }

    /// Two steps from each of three classes to the next: five columns, of which the first, third and last are images of a sheet.
    @Test func waysAreGrids() throws {
        let (path, sheet) = (place.path("grid.png"), place.path("sheet.png"))
        let program = try generate(
            "interpolation", "--run", run, "--out", path, "--classes", "0-2", "--seeds", "0,1", "--frames", "2",
            "--through", "classes", "--grid")
        #expect(program.output.hasSuffix("\n\(path): 2 × 5 images\n"), "\(program.errors)")
        try #require(generate("--run", run, "--out", sheet, "--classes", "0-2", "--seeds", "0").status == 0)
        let (grid, images) = (try image(path), try image(sheet))
        for index in 0..<3 {
            let own = pixels(of: grid, column: 2 * index, row: 0, of: (5, 2))
            #expect(own == pixels(of: images, column: 0, row: index, of: (1, 3)))
        }
        #expect(
            pixels(of: grid, column: 1, row: 0, of: (5, 2)) != pixels(of: grid, column: 0, row: 0, of: (5, 2)))
    }

    /// The pixels of an image of a sheet with so many columns and rows of 64 pixels, which end 12 pixels before its edges.
    private func pixels(
        of sheet: RasterImage, column: Int, row: Int, of counts: (columns: Int, rows: Int)
    ) -> [UInt8] {
        let left = sheet.width - 12 - (counts.columns - column) * 68 + 4
        let top = sheet.height - 12 - (counts.rows - row) * 68 + 4
        var pixels: [UInt8] = []
        for y in top..<top + 64 {
            let start = (y * sheet.width + left) * sheet.channels
            pixels += sheet.pixels[start..<start + 64 * sheet.channels]
        }
        return pixels
    }

    /// Twelve seeds of one class are two rows.
    @Test func manySeedsOfAClassAreWrapped() throws {
        let path = place.path("wrapped.png")
        let program = try generate("--run", run, "--out", path, "--classes", "0", "--seeds", "0-11")
        #expect(program.output.hasSuffix("\n\(path): 1 × 12 images\n"), "\(program.errors)")
        let (wrapped, alone) = (try image(path), place.path("alone.png"))
        try #require(generate("--run", run, "--out", alone, "--classes", "0", "--seeds", "10-11").status == 0)
        for column in 0..<2 {
            #expect(
                pixels(of: wrapped, column: column, row: 1, of: (10, 2))
                    == pixels(of: try image(alone), column: column, row: 0, of: (2, 1)))
        }
    }
}
