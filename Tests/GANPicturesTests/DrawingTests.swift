import Foundation
import GANData
import Testing

@testable import GANPictures

@Suite struct DrawingTests {
    private let sheet = PlotSheet(
        [
            LinePlot(
                "title", over: [1, 2, 3],
                wordsOfManyScripts.enumerated().map { index, name in
                    LinePlot.Line(name: name, hue: .distinct(index), values: [1, 2, Double(index + 3)])
                })
        ], axis: "kimg")

    /// Nothing depends on the time, on what was drawn before, or on the thread.
    @Test(arguments: FigureFormat.allCases) func theSameDrawingHasTheSameBytes(_ format: FigureFormat) async throws {
        let first = try sheet.bytes(format)
        #expect(try sheet.bytes(format) == first)
        let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<4 { group.addTask { [sheet] in try sheet.bytes(format) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.allSatisfy { $0 == first })
        #expect(try sheet.bytes(format, .dark) != first)
    }

    @Test func filesAreOfTheirFormats() throws {
        #expect(try sheet.bytes(.png).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let pdf = String(decoding: try sheet.bytes(.pdf), as: UTF8.self)
        #expect(pdf.hasPrefix("%PDF") && pdf.contains(/CreationDate \((D:)?20000101000000/))
        let svg = String(decoding: try sheet.bytes(.svg), as: UTF8.self)
        #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))
        // Each name that is used is given.
        let given = Set(svg.matches(of: /\ id="([^"]*)"/).map { $0.1 })
        let used = Set(svg.matches(of: /(?:href="#|url\(#)([^")]*)/).map { $0.1 })
        #expect(used.count > 10 && used.isSubset(of: given))
    }

    @Test func pixelsAreTwiceAsMany() throws {
        let (page, raster) = (sheet.page(), try sheet.raster())
        #expect(raster.width == 2 * page.width && raster.height == 2 * page.height && raster.channels == 3)
        #expect(Array(raster.pixels.prefix(3)) == [255, 255, 255])
        #expect(try sheet.raster(.dark).pixels.prefix(3).allSatisfy { $0 == 24 })
    }

    /// A cell has 3 × 3 pixels on a page, and 6 × 6 in a PNG: 2,000 classes make a picture of 12,000 × 12,000.
    @Test(arguments: [(6000, 36, FigureFormat.png), (2000, 12, .png), (2000, 6, .svg), (2000, 6, .pdf)])
    func whatIsTooLargeIsRefused(_ count: Int, _ thousands: Int, _ format: FigureFormat) {
        let names = (0..<count).map { "\($0)" }
        let error = #expect(throws: DrawingError.self) { try MatrixPlot("m", names, []).bytes(format) }
        let most = format == .png ? 100 : 25
        #expect(
            "\(error, default: "")".hasPrefix(
                "a drawing has sides of at most 32767 pixels and \(most) million pixels in all, not \(thousands)"))
    }

    /// Colors come out as they went in.
    @Test func fillsExactly() throws {
        let drawing = try Drawing(width: 3, height: 2)
        drawing.fill(x: 0, y: 0, width: 3, height: 2, Color(red: 1, green: 2, blue: 3))
        drawing.fill(x: 1, y: 1, width: 1, height: 1, Color(red: 250, green: 7, blue: 99))
        let paper: [UInt8] = [1, 2, 3]
        #expect(try drawing.raster().pixels == paper + paper + paper + paper + [250, 7, 99] + paper)
    }

    @Test func namesOfAnSVGAreNumbered() {
        let file = ##"<a id="surface7"/><b id="x9"/><use xlink:href="#x9"/><c clip="url(#surface7)" d="id"/>"##
        #expect(
            String(decoding: SVGNames.numbered(Array(file.utf8)), as: UTF8.self)
                == ##"<a id="n1"/><b id="n2"/><use xlink:href="#n2"/><c clip="url(#n1)" d="id"/>"##)
    }
}
