import Foundation
import GANCore
import GANMetrics
import GANModule
import GANRun
import GANTestSupport
import ImageMetrics
import Testing

/// Where `ganzoo evaluate` writes reports, and what it does if it cannot.
@Suite struct EvaluationFileTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    private func report(_ value: Double) throws -> EvaluationReport {
        let extractor = try LoadedExtractor("fmnist", SafetensorsFile(path: place.path("fmnist.safetensors")))
        var own = EvaluationReport(
            EvaluationSettings(
                extractor, EvaluationSettings.Reference(name: "r", content: nil, count: 9, split: .test),
                EvaluationSettings.Samples(name: "s", count: 10), program: "test"))
        let fid = try ChosenMetric(ComponentReference(FID.self) { $0.ddof = 1 }, .unknown)
        try own.add(MetricResult([MetricScore("fd_fmnist", value, better: .lower)]), of: fid)
        return own
    }

    private func folder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: place.path(name), withIntermediateDirectories: true)
    }

    /// Neither is a report, so the next number is taken, and both stay.
    @Test func foldersAndFIFOsAreKept() throws {
        try folder("evaluation/000007-fmnist.json")
        try #require(mkfifo(place.path("evaluation/000007-fmnist-2.json"), 0o600) == 0)
        let path = try EvaluationFile.path(in: place.folder, step: 7, report(1))
        #expect(path.hasSuffix("/evaluation/000007-fmnist-3.json"))
        try EvaluationFile.write(report(1), to: path)
        #expect(try EvaluationFile.newest(in: place.folder) == path)
        #expect(try EvaluationFile.path(in: place.folder, step: 7, report(2)) == path, "a report like it is replaced")
    }

    /// What it leads to is not touched.
    @Test func aLinkIsReplaced() throws {
        try folder("evaluation")
        try place.write("letter.txt", "dear reader")
        let link = place.path("evaluation/000007-fmnist.json")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.path("letter.txt"))
        let path = try EvaluationFile.path(in: place.folder, step: 7, report(1))
        #expect(path.hasSuffix("/evaluation/000007-fmnist.json"))
        try EvaluationFile.write(report(1), to: path)
        #expect(try EvaluationFile.read(path).scores == ["fd_fmnist": 1])
        #expect(try String(contentsOfFile: place.path("letter.txt"), encoding: .utf8) == "dear reader")
    }

    /// The scores may have taken hours.
    @Test func scoresArePrintedEvenIfTheReportCannotBeWritten() throws {
        let recipe = try place.write(
            "shapes.yaml", "recipe: 2\ndata: {type: shapes, resolution: 16, per_class: 3, long_tail: null}\n")
        try folder("report.json")
        let scored = try place.ganzoo(
            "evaluate", "--images", recipe, "--reference", recipe, "--metrics", "fid", "--features", "fmnist", "--out",
            place.path("report.json"))
        #expect(scored.status == 1 && scored.errors.contains("cannot write "), "\(scored.errors)")
        #expect(scored.output.contains("\n  fd_fmnist  "), "\(scored.output)")
    }
}
