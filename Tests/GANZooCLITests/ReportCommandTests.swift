import Foundation
import GANTestSupport
import Testing

/// `ganzoo report` on a run of a step.
@Suite struct ReportCommandTests {
    private let place: ScoringPlace
    private let run: String

    init() throws {
        place = try ScoringPlace()
        run = place.path("run")
        try TrainedRun.copy(
            of: Recipes.tiny,
            ["train.kimg=0.008", "data.per_class=12", "data.long_tail=null", "evaluate.features=fmnist"], to: run)
    }

    private func report(_ words: String...) throws -> Program { try place.ganzoo(["report", "--run", run] + words) }

    /// The page goes into the run's folder, and never over an older one.
    @Test func aPageIsWritten() throws {
        let first = try report()
        #expect(first.status == 0 && first.output == "\(run)/generated/report.html\n", "\(first.errors)")
        let page = try String(contentsOfFile: "\(run)/generated/report.html", encoding: .utf8)
        #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.hasSuffix("</html>\n"))
        #expect(page.contains("0.008 of 0.008 kimg, finished") && page.contains("<bdi>red circle</bdi>"))
        let warnings = page.components(separatedBy: "id=\"warnings\"").dropFirst().map { $0.prefix(600) }
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(try report().output == "\(run)/generated/report-2.html\n")
    }

    /// Classes and files of training images, and sliders along directions of W.
    @Test func whatOtherCommandsMadeIsOnThePage() throws {
        for words in [["nearest", "--seeds", "0", "--neighbors", "2"], ["directions", "--count", "2"]] {
            let made = try place.ganzoo(words + ["--run", run])
            #expect(made.status == 0, "\(made.errors)")
        }
        try #require(report().status == 0)
        let page = try String(contentsOfFile: "\(run)/generated/report.html", encoding: .utf8)
        #expect(page.contains(/<td class="value"><bdi>[^<]+<\/bdi>, <bdi>shape \d+<\/bdi><\/td>/))
        #expect(page.contains("id=\"walk-2-slider\"") && page.contains("\"distances\":[\"-1\",\"-0.6\""))
    }

    /// The page is passed on. What a file says is told to who runs the command alone.
    @Test func errorsArePrintedAndNotOnThePage() throws {
        try place.write("run/resolved.yaml", "recipe: 2\nhunter2secret: {}\n")
        let program = try report()
        #expect(program.status == 0 && program.errors.contains("hunter2secret"), "\(program.errors)")
        let page = try String(contentsOfFile: "\(run)/generated/report.html", encoding: .utf8)
        #expect(page.contains("<li>resolved.yaml: it cannot be read; `ganzoo run check` says why</li>"))
        #expect(!page.contains("hunter2secret") && !page.contains(run))
    }

    @Test func anExistingFileIsNotReplaced() throws {
        let path = try place.write("mine.html", "mine")
        let refused = try report("--out", path)
        #expect(refused.status == 2)
        #expect(
            refused.errors
                == "ganzoo: \(path) already exists and is not replaced\n  fix: name another path with --out\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        let other = try report("--out", place.path("mine.pdf"))
        #expect(other.status == 2 && other.errors.contains("must end in .html, the format that is written"))
    }

    /// Nothing is written into a folder that is no run.
    @Test func anotherFolderStaysAsItIs() throws {
        let program = try place.ganzoo("report", "--run", place.path("cache"))
        #expect(program.status == 2 && program.errors.contains("is not a run folder"), "\(program.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.path("cache/generated")))
    }

    @Test func runsAreComparedOnAPage() throws {
        let compared = try report("--compare", run, "--out", place.path("both.html"))
        #expect(compared.status == 0, "\(compared.errors)")
        let page = try String(contentsOfFile: place.path("both.html"), encoding: .utf8)
        #expect(page.contains("<title>Comparison of 2 runs</title>"))
        let refused = try report("data.path=x", "--compare", run)
        #expect(refused.status == 2 && refused.errors.contains("--compare reads no data"), "\(refused.errors)")
    }
}
