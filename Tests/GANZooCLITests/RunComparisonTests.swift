import Foundation
import GANCore
import GANMetrics
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

@Suite struct RunComparisonTests {
    private func report(
        _ score: Double, count: Int = 10, _ distances: [Double?] = [], diversities: [Double] = [], side: Int? = nil,
        ddof: Int = 1
    ) throws -> EvaluationReport {
        func table(_ name: String, _ title: String, _ better: String, _ rows: [String]) -> String? {
            if rows.isEmpty { return nil }
            return """
                {"name": "\(name)", "title": "\(title)", "better": "\(better)", "rows": [\(rows.joined(separator: ","))]}
                """
        }
        func row(_ index: Int, _ training: Int, _ value: Double?) -> String {
            "{\"name\": \"c\(index)\", \"training_images\": \(training)\(value.map { ", \"value\": \($0)" } ?? "")}"
        }
        let tables = [
            table(
                "intra_fd_fmnist", "FD-fmnist of each class", "lower",
                distances.enumerated().map { row($0.offset, $0.offset, $0.element) }),
            table(
                "cluster_diversity_fmnist", "distance around a training image", "higher",
                diversities.enumerated().map { row($0.offset, 25, $0.element) }),
        ].compactMap(\.self)
        let images = side.map {
            ", \"images\": {\"width\": \($0), \"height\": \($0), \"channels\": 1, \"changes\": []}"
        }
        let text = """
            {"format": 2, "scores": {"fd_fmnist": \(score), "is_fmnist": 2}, "caveats": [],
             "metrics": [
               {"type": "fid", "settings": {"ddof": \(ddof)}, "scores": [{"name": "fd_fmnist", "better": "lower"}]},
               {"type": "is", "settings": {}, "scores": [{"name": "is_fmnist", "better": "higher"}]}],
             "class_scores": [\(tables.joined(separator: ","))],
             "protocol": {"network": {"name": "fmnist", "weights": "w", "dimensions": 128, "preparation":
               {"side": 32, "resizer": "clean_lanczos", "clips": true, "centers": [1], "scales": [1]}},
               "reference": {"name": "r", "count": 5}, "samples": {"name": "s", "count": \(count)\(images ?? "")},
               "quantizer": "q", "program": "p"}}
            """
        return try JSONDecoder().decode(EvaluationReport.self, from: Data(text.utf8))
    }

    /// Classes of as many training images keep their order.
    @Test func scoresOfClassesStandFromHeadToTail() throws {
        let lines = EvaluationText(try report(1, [5, 6, 7], diversities: [12, 8])).lines
        let classes = lines.compactMap { line in line.firstMatch(of: /^ {2}(c\d) .* in training$/).map { String($0.1) }
        }
        #expect(classes == ["c2", "c1", "c0", "c0", "c1"], "\(lines)")
    }

    /// From head to tail, columns flush right. The arrow points to better values, the star marks the best one.
    @Test func isATable() throws {
        let comparison = RunComparison(reports: [
            ("runs/first", try report(12.5, [3, 1])), ("runs/second", try report(7, [nil, 4])),
        ])
        #expect(
            ComparisonText(comparison).lines == [
                "             first  second",
                "fd_fmnist ↓  12.5     7.0*",
                "is_fmnist ↑   2.0     2.0 ",
                "",
                "FD-fmnist of each class  first  second",
                "c1 (1)                     1.0     4.0",
                "c0 (0)                     3.0        ",
            ])
        #expect(comparison.plot() != nil)
    }

    /// A report's name comes without its ending; a folder's name is whole. Where names are equal, paths tell runs apart.
    @Test(
        arguments: [
            (["runs/lr0.1", "runs/lr0.2/"], ["lr0.1", "lr0.2"]), (["a/v1.0.json", "b.json"], ["v1.0", "b"]),
            (["old/mine", "new/mine"], ["old/mine", "new/mine"]), (["runs/a", "a.json"], ["runs/a", "a.json"]),
            (["runs/a/b/..", "c"], ["a", "c"]),
        ])
    func namesAreThoseOfTheFolders(_ paths: [String], _ names: [String]) throws {
        #expect(RunComparison(reports: try paths.map { ($0, try report(1)) }).names == names)
    }

    /// What only one of the runs has measured is a table too, with a gap for the other.
    @Test func everyMeasureOfClassesIsATable() throws {
        let lines = ComparisonText(
            RunComparison(reports: [("a", try report(1)), ("b", try report(1, diversities: [12, 8]))])
        ).lines
        #expect(
            lines.suffix(3) == [
                "distance around a training image  a     b",
                "c0 (25)                              12.0",
                "c1 (25)                               8.0",
            ])
    }

    /// Reports can come from strangers: a name that stands twice in a table is no trap, and its first row counts.
    @Test func classesAreFoundByTheirNames() throws {
        let rows: [[ClassScores.Row]] = [
            [.init("a", trainingImages: 9, 1), .init("b", trainingImages: 5, 2), .init("a", trainingImages: 1, 3)],
            [.init("c", trainingImages: 9, 4), .init("b", trainingImages: 7, 5), .init("b", trainingImages: 5, 6)],
        ]
        let reports = try rows.map { rows in
            var report = try report(1)
            let table = ClassScores("own", title: "Own", better: .lower, rows)
            report.classScores = [table, table]
            report.metrics += report.metrics
            return report
        }
        let comparison = RunComparison(reports: [("first", reports[0]), ("second", reports[1])])
        #expect(comparison.classes.count == 1)
        #expect(comparison.classes[0].rows.map(\.name) == ["a", "b", "a"])
        #expect(comparison.classes[0].rows.map(\.values) == [[1, nil], [2, 5], [1, nil]])
        #expect(comparison.classes[0].rows.map(\.trainingImages) == [9, nil, 1])
        #expect(comparison.scores.map(\.name) == ["fd_fmnist", "is_fmnist"])
        #expect(comparison.scores.map(\.better) == [.lower, .higher])
    }

    /// Scores of different settings do not compare, so no run is the best.
    @Test func settingsOfMetricsAreCompared() throws {
        let lines = ComparisonText(RunComparison(reports: [("a", try report(1)), ("b", try report(2, ddof: 0))])).lines
        #expect(lines[0] == "warning: the runs were not measured alike; different: settings of fid")
        #expect(!lines.contains { $0.contains("*") })
    }

    @Test func warnsOfOtherProtocols() throws {
        let lines = ComparisonText(RunComparison(reports: [("a", try report(1)), ("b", try report(1, count: 20))]))
            .lines
        #expect(lines[0] == "warning: the runs were not measured alike; different: number of images")
        // A report of an earlier version does not say which size its images had.
        let known = ComparisonText(RunComparison(reports: [("a", try report(1)), ("b", try report(1, side: 32))])).lines
        #expect(!known[0].hasPrefix("warning"))
        let sides = ComparisonText(
            RunComparison(reports: [("a", try report(1, side: 64)), ("b", try report(1, side: 32))])
        ).lines
        #expect(sides[0] == "warning: the runs were not measured alike; different: size or color of images")
    }

    /// Text and JSON are made of the same values. A gap is null.
    @Test func theReportSaysWhatTheTextSays() throws {
        let comparison = RunComparison(reports: [
            ("runs/first", try report(12.5, [3, 1])), ("runs/second", try report(7, count: 20, [nil, 4])),
        ])
        let json = try ComparisonReport(comparison, plot: "classes.png").json()
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary)
        let expected: NSDictionary = [
            "format": 1, "command": "compare", "runs": ["first", "second"], "differences": ["number of images"],
            "scores": [
                ["name": "fd_fmnist", "better": "lower", "values": [12.5, 7]],
                ["name": "is_fmnist", "better": "higher", "values": [2, 2]],
            ],
            "classes": [
                [
                    "measure": "intra_fd_fmnist", "better": "lower",
                    "rows": [
                        ["name": "c1", "training_images": 1, "values": [1, 4]],
                        ["name": "c0", "training_images": 0, "values": [3, NSNull()]],
                    ],
                ]
            ],
            "plot": "classes.png",
        ]
        #expect(object == expected)
    }

    /// Standard output holds one object, also where a plot is drawn.
    @Test func theProgramPrintsOneObject() throws {
        let place = try Workplace()
        let files = ["first", "second"].map { place.path("\($0).json") }
        for (file, score) in zip(files, [12.5, 7]) { try EvaluationFile.write(report(score, [3, 1]), to: file) }
        let plot = place.path("classes.png")
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["compare"] + files + ["--json", "--out", plot])
        #expect(program.status == 0 && program.errors.isEmpty, "\(program.errors)")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any])
        #expect(object["format"] as? Int == 1 && object["command"] as? String == "compare")
        #expect(object["runs"] as? [String] == ["first", "second"] && object["plot"] as? String == plot)
        #expect(FileManager.default.fileExists(atPath: plot))
    }

    /// The ending of the file is its format.
    @Test func plotsHaveTheFormatOfTheirEnding() throws {
        let (place, ganzoo) = (try Workplace(), Program.products.appending(path: "ganzoo").path)
        let files = ["first", "second"].map { place.path("\($0).json") }
        for (file, score) in zip(files, [12.5, 7]) { try EvaluationFile.write(report(score, [3, 1]), to: file) }
        let pdf = try Program.run(ganzoo, ["compare"] + files + ["--dark", "--out", place.path("classes.pdf")])
        #expect(pdf.status == 0 && pdf.output.hasSuffix("classes.pdf\n"), "\(pdf.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.path("classes.pdf"))).starts(with: Data("%PDF".utf8)))
        let other = try Program.run(ganzoo, ["compare"] + files + ["--out", place.path("classes.jpg")])
        let path = place.path("classes")
        #expect(other.status == 2)
        #expect(
            other.errors.hasPrefix(
                "ganzoo: \(path).jpg must end in .png, .svg or .pdf, the formats that are written\n  fix: --out "))
        #expect(other.errors.hasSuffix("classes.png\n"))
        let idle = try Program.run(ganzoo, ["compare"] + files + ["--dark"])
        #expect(idle.status == 2 && idle.errors.contains("--dark is for the plot of --out; add --out"))
    }
}
