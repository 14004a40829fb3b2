import Foundation
import GANTestSupport
import GANZoo
import Testing

@testable import GANRun

/// Pages about runs.
@Suite struct RunReportTests {
    private let run: ReportedRun

    init() throws { run = try ReportedRun(Workplace()) }

    /// The figures of two classes; the second one collapses in W at step 4.
    private func figures(_ step: Int) -> [String: Double] {
        let narrow = step < 4 ? 1 : 0.01
        return [
            "loss.generator": 1 / Double(step), "loss.discriminator": 0.5, "spread.w.cat": 1, "spread.w.dog": narrow,
            "spread.between": 0.25, "spread.images.cat": 1, "spread.images.dog": 1,
        ]
    }

    private func writeEverything(steps: Int = 10) throws {
        try run.writeMetrics(steps: steps, figures)
        for step in [0, 5, 10] { try run.writeSheet(step: step) }
        try run.writeEvaluation(12.5, classes: [("cat", 3.5), ("dog", 40)])
        try run.write("times.jsonl", "{\"step\": 10, \"update\": 0, \"seconds\": 7260, \"images_per_second\": 12.5}\n")
    }

    private func page() throws -> String { try RunReport(of: run.folder).html }

    /// The data of a page's script.
    private func data(_ page: String) throws -> [String: Any] {
        let start = try #require(page.range(of: "<script type=\"application/json\" id=\"page-data\">"))
        let text = page[start.upperBound...].prefix { $0 != "<" }
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    // MARK: What is on it

    @Test func saysWhatTheRunIs() throws {
        try writeEverything()
        let page = try page()
        for text in [
            "<h1><bdi>mine</bdi></h1>", "<p>0.1 of 0.1 kimg, finished</p>", "<dd>a processor</dd>",
            "<dd>2 h 1 min</dd>", "<dd>mine.yaml</dd>", "Changed on the command line: seed=1",
            "at 0.04 kimg:</span> generated images are nearly identical within these classes: dog",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("somebody"))
    }

    /// Each panel of the run's plots has a canvas with a name, the values, and a table of them.
    @Test func hasCurvesWithTables() throws {
        try writeEverything()
        let page = try page()
        let charts = try #require(try data(page)["charts"] as? [[String: Any]])
        #expect(page.matches(of: /<canvas id="chart-\d+" role="img" aria-label="Chart of [^"]+">/).count == 4)
        #expect(charts.map { $0["id"] as? String } == ["chart-1", "chart-2", "chart-3", "chart-4"])
        #expect(page.contains("Chart of loss: discriminator, generator, up to 0.1 kimg, between 0.1 and 1.0"))
        let lines = try #require(charts[0]["lines"] as? [[String: Any]])
        #expect(lines.map { $0["name"] as? String } == ["discriminator", "generator"])
        #expect((lines[1]["values"] as? [Double])?[2] == 0.33333)
        #expect(try data(page)["axes"] as? [[Double]] == [(1...10).map { Double($0) / 100 }])
        #expect(page.contains("<th scope=\"row\">0.1</th><td class=\"number\">0.5</td><td class=\"number\">0.1</td>"))
    }

    @Test func hasScoresOfClassesAndConfusions() throws {
        try writeEverything()
        try run.writeEvaluation(20, step: 5, classes: [])
        let page = try page()
        #expect(page.contains("<td class=\"number\">12.5</td><td class=\"number\">0.5</td>"))
        #expect(page.contains("<bdi>dog</bdi></th><td class=\"number\">99</td><td class=\"number\">40.0</td>"))
        #expect(page.contains("<li><bdi>cat</bdi> → <bdi>dog</bdi>: 25 %</li>"))
        #expect(page.contains("<td class=\"number share-7\">75</td>"))
        #expect(page.contains("<li>a caveat</li>"))
        #expect(page.contains("<th scope=\"row\">00005-net.json</th><td class=\"number\">0.05 kimg</td>"))
    }

    /// The newest sheet stands in the page, the others in the data of the slider.
    @Test func hasTheSheetsOfTheTraining() throws {
        try writeEverything()
        let newest = try run.writeSheet(step: 10).base64EncodedString()
        let first = try run.writeSheet(step: 0).base64EncodedString()
        let page = try page()
        let sheets = try #require(try data(page)["sheets"] as? [[String: Any]])
        #expect(sheets.map { $0["name"] as? String } == ["0 kimg", "0.05 kimg", "0.1 kimg"])
        #expect(sheets.map { $0["step"] as? Int } == [0, 5, 10])
        #expect(sheets[0]["source"] as? String == "data:image/png;base64,\(first)" && sheets[2]["source"] is NSNull)
        #expect(page.contains("src=\"data:image/png;base64,\(newest)\""))
        #expect(page.contains("type=\"range\" min=\"0\" max=\"2\" value=\"2\""))
        #expect(page.contains("alt=\"Generated images after 0.1 kimg, a row for each of 2 classes\""))
    }

    /// The recipe that a copy names as the parent, as it is now in the library. `debug/tiny` has a batch of 8.
    @Test func namesDifferencesFromTheParent() throws {
        try writeEverything()
        #expect(try page().contains("<p>The recipe extends no other one.</p>"))
        try run.write(
            "recipe.yaml", "# changed: seed=1\n# a.yaml, which extends /lib/debug/tiny.yaml\nrecipe: 2\n")
        let row = "<th scope=\"row\">train.batch</th><td class=\"value\">8</td><td class=\"value\">10</td>"
        #expect(try page().contains(row))
    }

    /// Its values would be on the page of whoever opens the run of a stranger.
    @Test func noOtherParentIsRead() throws {
        try writeEverything()
        let parent = try run.place.write("parent.yaml", SmallRecipe.text("train: {kimg: 0.1, batch: 4711}", "seed: 1"))
        try run.write("recipe.yaml", "# mine.yaml, which extends \(parent)\nrecipe: 2\n")
        let page = try page()
        #expect(page.contains("It extends parent.yaml, which is no recipe of the library"))
        #expect(!page.contains("4711"))
    }

    // MARK: What is missing or damaged

    @Test func saysThatARunWasStopped() throws {
        try writeEverything(steps: 5)
        #expect(try page().contains("<p>0.05 of 0.1 kimg, not finished: stopped, or still training</p>"))
    }

    /// Parts that a run does not have yet.
    @Test func aNewRunHasAPage() throws {
        let page = try page()
        #expect(page.contains("The run was not evaluated yet") && page.contains("no figures yet"))
        #expect(page.contains("<p>There are no figures.</p>") && !page.contains("id=\"sheets\""))
        #expect(page.contains("metrics.jsonl: it cannot be read"))
    }

    @Test func aDamagedLineIsNamedAndLeftOut() throws {
        try writeEverything()
        let path = "\(run.folder)/metrics.jsonl"
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        lines[6] = "{\"kimg\": 0.07, \"loss.gen"
        try run.write("metrics.jsonl", lines.joined(separator: "\n") + "\n")
        let page = try page()
        #expect(page.contains("metrics.jsonl: line 7 is not an object of numbers: it is left out"))
        #expect((try data(page)["axes"] as? [[Double]])?[0].count == 9)
    }

    @Test func damagedFilesAreNamed() throws {
        try writeEverything()
        try run.write("samples/fakes-000005.png", "no image")
        try run.write("evaluation/000099-net.json", "{")
        try run.write("resolved.yaml", "recipe: 2\ntrian: {}\n")
        let page = try page()
        #expect(page.contains("fakes-000005.png: it is no PNG image"))
        #expect(page.contains("<li>evaluation/000099-net.json: it is no report that can be read; `ganzoo run check`"))
        #expect(page.contains("<li>resolved.yaml: it cannot be read; `ganzoo run check` says why</li>"))
        #expect(page.contains("The recipe cannot be read; see the warnings."))
        #expect(page.contains("\"name\":\"step 0\"") && page.contains("<td class=\"number\">12.5</td>"))
    }

    @Test func whatIsNoRunIsRefused() throws {
        try run.remove("run.json")
        let error = #expect(throws: RunError.self) { try page() }
        #expect("\(error, default: "")".contains("is not a run folder: its run.json cannot be read"))
    }

    // MARK: Room

    /// 10,000 lines and 200 sheets of 70 kB, as a long run has them, on less than 10 MB.
    @Test func aLongRunHasASmallPage() throws {
        try run.writeMetrics(steps: 10_000, figures)
        for step in 1...200 { try run.writeSheet(step: step * 50, side: 150) }
        let page = try page()
        #expect(page.utf8.count < 10_000_000 && page.utf8.count > 5_000_000)
        let sheets = try #require(try data(page)["sheets"] as? [[String: Any]])
        #expect(sheets.count > 40 && sheets.count < 70)
        #expect(sheets.first?["name"] as? String == "0.5 kimg" && sheets.last?["name"] as? String == "100 kimg")
        #expect(page.contains("\(sheets.count) of 200 sheets, evenly chosen."))
        #expect((try data(page)["axes"] as? [[Double]])?[0].last == 100)
    }

    /// One sheet that is larger than all the room is shrunk.
    @Test func aLargeSheetIsShrunk() throws {
        try run.writeSheet(step: 10, side: 1300)
        let page = try page()
        #expect(page.utf8.count < 6_500_000)
        let width = try #require(page.firstMatch(of: /id="sheet" width="(\d+)"/).flatMap { Int($0.1) })
        #expect(width > 900 && width < 1300)
    }

    @Test(arguments: [
        ([10, 10, 10], 30, [0, 1, 2], 30), ([Int](), 30, [Int](), 30), ([50], 30, [0], 30),
        ([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10], 70, [0, 2, 4, 6, 8, 10, 12], 70),
        ([Int](repeating: 100, count: 11), 60, [0, 2, 4, 6, 8, 10], 10),
        ([Int](repeating: .max, count: 3), 30, [0, 1, 2], 10),
    ]) func sheetsAreChosenEvenly(_ sizes: [Int], _ budget: Int, _ indices: [Int], _ limit: Int) {
        let chosen = ReportSheets.chosen(sizes, budget)
        #expect(chosen.indices == indices && chosen.limit == limit)
    }
}
