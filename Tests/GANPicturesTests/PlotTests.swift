import GANData
import Testing

@testable import GANPictures

@Suite struct PlotTests {
    private func rows(of color: [UInt8], in raster: RasterImage) -> [Int] {
        (0..<raster.height).filter { row in
            (0..<raster.width).contains { column in
                let pixel = (row * raster.width + column) * 3
                return Array(raster.pixels[pixel..<pixel + 3]) == color
            }
        }
    }

    /// A line stays where its values are: higher values stand higher, and each line has its own color.
    @Test func linesStandByTheirValues() {
        let (blue, red) = (LinePlot.headToTail(0, of: 2), LinePlot.headToTail(1, of: 2))
        #expect(blue != red)
        let plot = LinePlot(
            "title", over: [0, 1, 2],
            [
                LinePlot.Line(name: "a", color: blue, values: [1, 1, 1]),
                LinePlot.Line(name: "b", color: red, values: [0.01, 0.01, 0.01]),
            ])
        let raster = PlotSheet([plot], axis: "kimg").raster()
        // The legend's samples stand above both lines' middles.
        let (high, low) = (rows(of: blue, in: raster).max() ?? 0, rows(of: red, in: raster).max() ?? 0)
        #expect(high < low)
    }

    /// Names stand in two rows under their places, within the picture; numbers where there are too many.
    @Test func placesHaveNames() {
        func raster(_ count: Int, named: Bool) -> RasterImage {
            let places = (0..<count).map(Double.init)
            let line = LinePlot.Line(name: "a", color: [1, 2, 3], values: places.map { $0 + 1 })
            let names = named ? places.map { _ in "a long name" } : []
            return PlotSheet([LinePlot("title", over: places, [line])], axis: "classes", places: names).raster()
        }
        #expect(raster(12, named: true).height > raster(12, named: false).height)
        #expect(raster(13, named: true).pixels == raster(13, named: false).pixels)
        let named = raster(2, named: true)
        func ink(_ rows: Range<Int>) -> [Int] {
            var dark: [Int] = []
            for row in rows {
                dark += (0..<named.width).filter { named.pixels[(row * named.width + $0) * 3] == 60 }
            }
            return [dark.min() ?? -1, dark.max() ?? -1]
        }
        // The first name begins a little left of the axis, the last ends a little right of it.
        #expect(ink(338..<347)[0] < 52 && ink(338..<347)[1] < 120)
        #expect(ink(350..<359)[0] > 400 && ink(350..<359)[1] < 480)
    }

    /// Zeros and what is not finite leave a gap, and nothing at all an empty plot.
    @Test(arguments: [[], [0], [.nan, 0, .infinity], [1e-300, 1e300], [5]] as [[Double]])
    func anyValuesMakeAPlot(_ values: [Double]) throws {
        let line = LinePlot.Line(name: "class", color: [1, 2, 3], values: values)
        let plot = LinePlot("title", over: values.indices.map(Double.init), [line])
        #expect(try PlotSheet([plot, plot], axis: "kimg").raster().png().count > 100)
    }

    @Test func marksAreRoundNumbers() {
        #expect(LogarithmicAxis(holding: [0.3, 0.6]).marks.map(\.text) == ["0.3", "0.4", "0.5", "0.6"])
        #expect(LogarithmicAxis(holding: [0.09, 11]).marks.map(\.text) == ["0.1", "0.2", "0.5", "1", "2", "5", "10"])
        #expect(LogarithmicAxis(holding: [1e-7, 1]).marks.map(\.text).prefix(3) == ["1e-7", "1e-6", "1e-5"])
    }

    /// Negative values have a place on a linear axis, and equal differences equal distances.
    @Test func linearAxesHoldAnyNumbers() {
        let axis = LinearAxis(holding: [-2, 0, 2, .nan])
        #expect(abs(axis.share(of: 0) - 0.5) < 1e-12)
        #expect(abs((axis.share(of: 2) - axis.share(of: 1)) - (axis.share(of: -1) - axis.share(of: -2))) < 1e-12)
        #expect(axis.marks.map(\.text) == ["-2", "-1", "0", "1", "2"])
        #expect(LinearAxis(holding: [0.71, 0.79]).marks.map(\.text) == ["0.72", "0.74", "0.76", "0.78"])
        for extreme in [[], [5], [-1e300, 1e300], [0, 0], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude]]
            as [[Double]]
        {
            let line = LinePlot.Line(name: "a", color: [1, 2, 3], values: extreme)
            let plot = LinePlot("title", over: extreme.indices.map(Double.init), [line], scale: .linear)
            #expect(PlotSheet([plot], axis: "kimg").raster().width > 0)
        }
    }

    /// Cells of 34 pixels: white without a number, pale gray for 0, dark blue for 1.
    @Test func cellsOfAMatrixAreDarkerForLargerShares() {
        let raster = MatrixPlot("m", ["a", "b"], [[1, 0], [nil, 0.5]]).raster()
        func color(_ row: Int, _ column: Int) -> [UInt8] {
            let (x, y) = (raster.width - 8 - 68 + column * 34 + 1, 44 + row * 34 + 1)
            return (0..<3).map { raster.pixels[(y * raster.width + x) * 3 + $0] }
        }
        #expect(color(0, 0) == [20, 45, 120] && color(0, 1) == [238, 238, 238])
        #expect(color(1, 0) == [255, 255, 255] && color(1, 1) == [129, 142, 179])
        for count in [0, 1, 99, 1000] {
            let names = (0..<count).map { "class \($0)" }
            let plot = MatrixPlot("m", names, names.map { _ in names.map { _ in 0.5 } }).raster()
            #expect(plot.width > 0 && plot.width < 3200)
        }
    }

    /// A bar that reaches below zero has no place on a logarithmic axis.
    @Test func barsReachFromEndToEnd() {
        func ink(_ color: [UInt8], scale: LinePlot.Scale) -> [Int] {
            let line = LinePlot.Line(
                name: "", color: color, values: [0, 1], intervals: [-1...1, nil])
            let plot = LinePlot("", over: [0, 1], [line], scale: scale)
            let raster = PlotSheet([plot], axis: "").raster()
            // The column of the first place, without the legend.
            return (0..<raster.height).filter { y in
                (0..<3).allSatisfy { raster.pixels[(y * raster.width + 52) * 3 + $0] == color[$0] }
            }
        }
        #expect(ink([1, 2, 3], scale: .logarithmic).isEmpty)
        // The axis reaches from -1.1 to 1.1 in 300 rows below the 30th: the bar from 1 to -1 takes those from 44 to 316.
        let rows = ink([1, 2, 3], scale: .linear)
        #expect(rows.first == 44 && rows.last == 316 && rows.count == 273, "\(rows)")
    }
}
