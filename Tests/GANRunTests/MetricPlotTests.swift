import Foundation
import GANTestSupport
import Testing

@testable import GANRun

@Suite struct MetricPlotTests {
    private func history(_ text: String, mostPoints: Int = 400) throws -> MetricHistory {
        try MetricHistory(lines: Array(text.utf8), of: "runs/mine/metrics.jsonl", mostPoints: mostPoints)
    }

    /// Names with points and quotes; a figure that is not finite is null.
    private let lines = #"""
        {"step": 1, "kimg": 0.5, "loss.generator": 1.5, "spread.w.No. 5": 0.5, "spread.w.a\"b": 0.25, "spread.between": 0.1, "spread.images.No. 5": 1, "spread.images.a\"b": 2}
        {"step": 2, "kimg": 1, "loss.generator": null, "spread.w.No. 5": 0.4, "spread.w.a\"b": 0.2, "spread.between": 0.1, "spread.images.No. 5": 1, "spread.images.a\"b": 2, "twins.agreement": -0.5}

        """#

    @Test func readsFiguresInTheirOrder() throws {
        let history = try history(lines)
        #expect(history.kimg == [0.5, 1])
        #expect(
            history.names == [
                "loss.generator", "spread.w.No. 5", "spread.w.a\"b", "spread.between", "spread.images.No. 5",
                "spread.images.a\"b", "twins.agreement",
            ])
        #expect(history.values("loss.generator") == [1.5, nil])
        #expect(history.values("twins.agreement") == [nil, -0.5])
    }

    @Test func aLineOfMegabytesIsRefused() {
        let text = String(repeating: " ", count: 1 << 20) + lines
        #expect(
            throws: RunError.failed(
                "runs/mine/metrics.jsonl: line 1 has more than 1 MiB\n  fix: restore it from a copy")
        ) { _ = try history(text) }
    }

    @Test func figuresOfTheSameClassesShareAPicture() throws {
        let sheets = MetricPlots(try history(lines)).sheets
        #expect(sheets.map(\.section) == ["loss", "spread", "spread", "twins"])
        #expect(sheets.map(\.panels) == [["loss"], ["spread.w", "spread.images"], ["spread"], ["twins"]])
        #expect(sheets.map(\.lines) == [["generator"], ["No. 5", "a\"b"], ["between"], ["agreement"]])
        #expect(MetricPlots(try history(lines)).plots.map(\.name) == ["loss", "spread", "spread-2", "twins"])
    }

    /// A page holds 24 panels.
    @Test func manyPanelsHaveSeveralPages() throws {
        let figures = (0..<50).map { "\"a.p\($0).v\": 1" }.joined(separator: ", ")
        let plots = MetricPlots(try history("{\"kimg\": 1, \(figures)}\n"))
        #expect(plots.sheets.map(\.panels.count) == [24, 24, 2])
        #expect(plots.plots.map(\.name) == ["a", "a-2", "a-3"])
    }

    /// The ending of a path names the format.
    @Test func figuresAreWrittenInTheirFormats() throws {
        let place = try Workplace()
        let figure = try #require(MetricPlots(try history(lines)).plots.first).figure
        for (ending, start) in [("png", "\u{89}PNG"), ("svg", "<?xml"), ("PDF", "%PDF")] {
            try figure.write(to: place.path("a.\(ending)"))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path("a.\(ending)")))
            #expect(bytes.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
        }
        let error = #expect(throws: RunError.self) { try figure.write(to: place.path("a.jpg")) }
        #expect(
            "\(error, default: "")"
                == "\(place.path("a.jpg")): it must end in .png, .svg or .pdf, the formats of figures")
        #expect(figure.fontWarning == nil)
    }

    /// A class that the first tick did not see stays in its place, from head to tail.
    @Test func classesKeepTheirOrder() throws {
        let sheets = MetricPlots(
            try history(
                #"""
                {"kimg": 1, "spread.images.a": 1, "spread.images.b": 1, "logits.real.b": 1, "logits.fake.a": 2}
                {"kimg": 2, "spread.images.a": 1, "spread.images.b": 1, "logits.real.a": 1, "logits.fake.b": 2}

                """#)
        ).sheets
        #expect(sheets.map(\.lines) == [["a", "b"], ["a", "b"]])
        #expect(sheets.last?.panels == ["logits.real", "logits.fake"])
    }

    /// The first and the last line are always read; one that has no end is not.
    @Test func longFilesAreThinned() throws {
        let text = (0..<1001).map { "{\"step\": \($0), \"kimg\": \($0), \"a.b\": \($0)}\n" }.joined()
        let history = try history(text + "{\"step\": 1001, \"ki", mostPoints: 100)
        #expect(history.kimg.count <= 101)
        #expect(history.kimg.first == 0 && history.kimg.last == 1000)
    }

    @Test(arguments: [
        ("", "it has no figures yet"), ("{\"step\": 1}\n[]\n", "line 2 is not an object of numbers"),
        ("{\"step\": \"a\"}\n", "line 1 is not an object of numbers"),
    ]) func damagedFilesAreNamed(_ text: String, _ problem: String) {
        let error = #expect(throws: RunError.self) { try history(text) }
        #expect("\(error, default: "")".hasPrefix("runs/mine/metrics.jsonl: \(problem)"))
    }
}
