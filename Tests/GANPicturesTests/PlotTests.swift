import GANData
import Testing

@testable import GANPictures

@Suite struct PlotTests {
    private func rows(of color: Color, in raster: RasterImage) -> [Int] {
        (0..<raster.height).filter { row in
            (0..<raster.width).contains { Color(raster.pixels, at: (row * raster.width + $0) * 3) == color }
        }
    }

    private func line(_ values: [Double], name: String = "a") -> LinePlot.Line {
        LinePlot.Line(name: name, hue: .distinct(0), values: values)
    }

    /// A line stays where its values are: higher values stand higher, and each line has its own color.
    @Test(arguments: PlotTheme.allCases) func linesStandByTheirValues(_ theme: PlotTheme) throws {
        let hues = [LinePlot.headToTail(0, of: 2), LinePlot.headToTail(1, of: 2)]
        let plot = LinePlot(
            "title", over: [0, 1, 2],
            zip(hues, [1, 0.01]).map { hue, value in
                LinePlot.Line(name: "\(value)", hue: hue, values: [value, value, value])
            })
        let raster = try PlotSheet([plot], axis: "kimg").raster(theme)
        let (high, low) = (rows(of: theme.ramp(0), in: raster), rows(of: theme.ramp(1), in: raster))
        #expect(!high.isEmpty && !low.isEmpty && (high.max() ?? 0) < (low.min() ?? 0))
    }

    /// A missing value leaves a gap: a line of three parts is not drawn between them.
    @Test func missingValuesLeaveAGap() throws {
        let plot = LinePlot("", over: [0, 1, 2, 3, 4], [line([1, 1, .nan, 1, 1])], scale: .linear)
        let sheet = PlotSheet([plot], axis: "")
        let (raster, arrangement) = (try sheet.raster(), PlotArrangement(sheet))
        func isDrawn(_ place: Double) -> Bool {
            let panel = arrangement.corner(ofPanel: 0)
            let column = Int(2 * (panel.x + arrangement.left + arrangement.plotWidth * place / 4))
            return (0..<raster.height).contains {
                Color(raster.pixels, at: ($0 * raster.width + column) * 3) == PlotTheme.light.distinct(0)
            }
        }
        #expect([0.5, 1.5, 2.5, 3.5].map(isDrawn) == [true, false, false, true])
    }

    /// Names below the places are level where they fit, turned where they would touch, and upright where they are dense.
    @Test(arguments: [(2, 0.0), (14, -45), (28, -90)]) func namesOfPlacesDoNotTouch(_ count: Int, _ turn: Double) {
        let places = (0..<count).map(Double.init)
        let names = PlaceNames(places.map { _ in "a long name" }, places: places, width: 400)
        #expect(names.turn == turn && names.marks.count == count)
        #expect((names.height > 30) == (turn != 0))
        // Nothing reaches beyond the page.
        let sheet = PlotSheet(
            [LinePlot("", over: places, [line(places)])], axis: "", places: places.map { _ in "a long name" })
        #expect(PlotArrangement(sheet).left >= names.overhang.left)
    }

    /// With too many names there are round numbers.
    @Test func manyPlacesHaveNumbers() {
        let places = (0..<81).map(Double.init)
        let sheet = PlotSheet([LinePlot("", over: places, [line(places)])], axis: "", places: places.map { "\($0)" })
        #expect(sheet.names.isEmpty && PlotArrangement(sheet).placeNames.marks.map(\.place) == [0, 20, 40, 60, 80])
    }

    /// Panels stand in rows of three; long lists of lines make them higher.
    @Test func panelsAreWrapped() {
        func arrangement(_ panels: Int, lines: Int) -> PlotArrangement {
            let lines = (0..<lines).map { line([1, 2], name: "line \($0)") }
            return PlotArrangement(PlotSheet((0..<panels).map { LinePlot("\($0)", over: [0, 1], lines) }, axis: "x"))
        }
        let (one, three, four) = (arrangement(1, lines: 2), arrangement(3, lines: 2), arrangement(4, lines: 2))
        #expect(three.height == one.height && three.width > 2 * one.width)
        #expect(four.width == three.width && four.height > 3 * one.height / 2)
        #expect(arrangement(1, lines: 40).plotHeight == 40 * 14 && arrangement(1, lines: 1000).plotHeight == 100 * 14)
    }

    /// Zeros and what is not finite leave a gap, and nothing at all an empty plot.
    @Test(arguments: [[], [0], [.nan, 0, .infinity], [1e-300, 1e300], [5], [-1e308, 1e308]] as [[Double]])
    func anyValuesMakeAPlot(_ values: [Double]) throws {
        for scale in [LinePlot.Scale.linear, .logarithmic] {
            let plot = LinePlot("title", over: values.indices.map(Double.init), [line(values)], scale: scale)
            #expect(try PlotSheet([plot, plot], axis: "kimg").bytes(.png).count > 100)
        }
    }

    /// Cells are empty without a number, pale gray for 0, dark blue for 1.
    @Test func cellsOfAMatrixAreDarkerForLargerShares() throws {
        let raster = try MatrixPlot("m", ["a", "b"], [[1, 0], [nil, 0.5]]).raster()
        /// Both columns end 12 pixels before the right edge, of 34 pixels each, at twice the size.
        func color(_ row: Int, _ column: Int) -> [Int] {
            let (x, y) = (raster.width - 24 - 136 + column * 68 + 4, raster.height - 24 - 136 + row * 68 + 4)
            let pixel = Color(raster.pixels, at: (y * raster.width + x) * 3)
            return [Int(pixel.red), Int(pixel.green), Int(pixel.blue)]
        }
        #expect(color(0, 0) == [20, 45, 120] && color(0, 1) == [238, 238, 238])
        #expect(color(1, 0) == [255, 255, 255] && color(1, 1) == [129, 142, 179])
        for count in [0, 1, 99, 1000] {
            let names = (0..<count).map { "class \($0)" }
            let plot = MatrixPlot("m", names, names.map { _ in names.map { _ in 0.5 } })
            #expect(plot.page().width > 0 && plot.page().width < 3200)
        }
    }

    /// A bar that reaches below zero has no place on a logarithmic axis.
    @Test func barsReachFromEndToEnd() throws {
        func ink(scale: LinePlot.Scale) throws -> [Int] {
            let line = LinePlot.Line(name: "", hue: .distinct(0), values: [.nan, 1], intervals: [-1...1, nil])
            let sheet = PlotSheet([LinePlot("", over: [0, 1], [line], scale: scale)], axis: "")
            let (raster, arrangement) = (try sheet.raster(), PlotArrangement(sheet))
            let column = Int(2 * (arrangement.corner(ofPanel: 0).x + arrangement.left))
            let top = 2 * (arrangement.corner(ofPanel: 0).y + arrangement.top)
            return (0..<raster.height).filter { row in
                [column - 1, column].contains { column in
                    let pixel = (row * raster.width + column) * 3
                    return Int(raster.pixels[pixel + 2]) > Int(raster.pixels[pixel]) + 60
                }
            }.map { $0 - Int(top) }
        }
        #expect(try ink(scale: .logarithmic).isEmpty)
        // The axis reaches from -1.1 to 1.1 in 520 rows: the bar from 1 to -1 takes those from 24 to 496, and round ends.
        let rows = try ink(scale: .linear)
        #expect((22...25).contains(rows.first ?? 0) && (495...498).contains(rows.last ?? 0), "\(rows)")
        #expect(rows.count >= 470)
    }
}

@Suite struct PlotAxisTests {
    private func texts(_ axis: any PlotAxis) -> [String] { axis.marks.map(\.text).filter { !$0.isEmpty } }

    /// Powers of ten, then 2 and 5, then 1, 2 and 5 of a linear axis.
    @Test(
        arguments: [
            ([0.3, 0.6], ["0.30", "0.35", "0.40", "0.45", "0.50", "0.55", "0.60"]),
            ([1, 30], ["1", "2", "5", "10", "20"]), ([0.09, 11], ["0.1", "1", "10"]),
            ([2, 300_000], ["10", "100", "1,000", "10,000", "10⁵"]),
            ([1e-7, 1], ["10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1", "1"]),
        ] as [([Double], [String])])
    func logarithmicMarks(_ values: [Double], _ marks: [String]) {
        #expect(texts(LogarithmicAxis(holding: values)) == marks)
    }

    @Test(
        arguments: [
            ([-2, 0, 2, .nan], ["−2", "−1", "0", "1", "2"]), ([0.71, 0.79], ["0.72", "0.74", "0.76", "0.78"]),
            ([0, 60_000], ["0", "20,000", "40,000", "60,000"]),
            ([0, 4e-6], ["0", "10⁻⁶", "2×10⁻⁶", "3×10⁻⁶", "4×10⁻⁶"]),
            ([1.2e9, 1.8e9], ["1.2×10⁹", "1.4×10⁹", "1.6×10⁹", "1.8×10⁹"]),
        ] as [([Double], [String])])
    func linearMarks(_ values: [Double], _ marks: [String]) {
        let all = texts(LinearAxis(holding: values))
        #expect(marks.allSatisfy(all.contains) && all.count <= 8, "\(all)")
    }

    @Test func numbersAreRoundedBeforeTheyAreGrouped() {
        #expect(RoundNumbers.text(1999.96, digits: 1) == "2,000.0" && RoundNumbers.text(-0.25, digits: 2) == "−0.25")
    }

    /// Equal differences have equal distances, and any numbers have places.
    @Test func linearAxesHoldAnyNumbers() {
        let axis = LinearAxis(holding: [-2, 0, 2, .nan])
        #expect(abs(axis.share(of: 0) - 0.5) < 1e-12)
        #expect(abs((axis.share(of: 2) - axis.share(of: 1)) - (axis.share(of: -1) - axis.share(of: -2))) < 1e-12)
        for extreme in [[], [5], [-1e300, 1e300], [0, 0], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude]]
            as [[Double]]
        {
            let axis = LinearAxis(holding: extreme)
            #expect(extreme.allSatisfy { (0...1).contains(axis.share(of: $0)) }, "\(extreme)")
        }
    }

    @Test func namesMoveApart() {
        #expect(NamePositions.spread([50, 10], distance: 14, in: 0...100) == [50, 10])
        #expect(NamePositions.spread([50, 50, 52], distance: 14, in: 0...100) == [50, 64, 78])
        #expect(NamePositions.spread([99, 98], distance: 14, in: 0...100) == [100, 86])
        #expect(NamePositions.spread([0, 0, 0], distance: 60, in: 0...100) == [-20, 40, 100])
    }
}
