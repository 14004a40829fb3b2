import Foundation
import GANDashboard
import GANRun
import GANTestSupport
import Testing

/// What the server answers, without sockets.
@Suite struct DashboardTests {
    private let place: Workplace
    private let dashboard: Dashboard

    init() throws {
        place = try Workplace()
        dashboard = try Dashboard(newFolderIn: place)
    }

    private func run(_ name: String, classes: [String] = ["cat", "dog"]) throws -> ReportedRun {
        try ReportedRun(place, "runs/\(name)", classes: classes)
    }

    private func figures(_ step: Int) -> [String: Double] {
        [
            "loss.generator": 1 / Double(step), "loss.discriminator": 0.5, "spread.w.cat": 1,
            "spread.w.dog": step < 4 ? 1 : 0.01, "spread.between": 0.25, "spread.images.cat": 1, "spread.images.dog": 1,
        ]
    }

    /// The answer after a look at the folder.
    private func answer(
        _ method: String = "GET", _ path: String..., at now: Date = Date(), query: [String: [String]] = [:],
        headers: [String: String] = [:]
    ) -> HTTPResponse {
        dashboard.refresh()
        let own = headers.merging(["host": "localhost"]) { first, _ in first }
        return dashboard.answer(HTTPRequest(method, path: path, query: query, headers: own), at: now)
    }

    private func answer(to path: [String]) -> HTTPResponse {
        dashboard.refresh()
        return unrefreshed(path)
    }

    private func unrefreshed(_ path: [String], query: [String: [String]] = [:]) -> HTTPResponse {
        dashboard.answer(HTTPRequest(path: path, query: query, headers: ["host": "localhost"]), at: Date())
    }

    // MARK: Pages

    @Test func anEmptyFolderHasAPage() {
        let response = answer()
        #expect(response.status == 200 && response["Content-Type"] == "text/html; charset=utf-8")
        #expect(text(response).contains("There is no run in the folder yet."))
    }

    @Test func allRunsAreOnTheFirstPage() throws {
        let done = try run("done")
        try done.writeMetrics(steps: 10, figures)
        let half = try run("sweep/half")
        try half.writeMetrics(steps: 5) { ["loss": 1 / Double($0)] }
        let rates = "\"images_per_second\": 0.5, \"peak_memory_mb\": 1234"
        try half.write("times.jsonl", "{\"step\": 5, \"update\": 0, \"seconds\": 300, \(rates)}\n")
        try half.writeSheet(step: 5)
        try half.writeEvaluation(12.5, classes: [])
        let page = text(answer())
        #expect(page.contains("<p>2 runs: 1 training, 1 finished.</p>"))
        #expect(page.contains("<a href=\"/run/sweep/half\"><bdi>sweep/half</bdi></a>"))
        #expect(page.contains("<p>training: 0.05 of 0.1 kimg, 2 minutes left</p>"))
        #expect(page.contains("<progress max=\"100\" value=\"50\" aria-label=\"Progress of sweep/half\">"))
        #expect(page.contains("<dd>1234.0 MB</dd>") && page.contains("<dd>0.5 images per second</dd>"))
        #expect(page.contains("<dd>fd 12.5</dd>"))
        #expect(page.contains("src=\"/sheet/sweep/half?step=5\""))
        #expect(page.contains("Alarms: <a href=\"/run/done\"><bdi>done</bdi></a>"))
        #expect(page.contains("generated images are nearly identical within these classes: dog"))
    }

    /// It has the parts of a report, and charts have names.
    @Test func aRunHasAPage() throws {
        let own = try run("mine")
        try own.writeMetrics(steps: 5, figures)
        let sheet = try own.writeSheet(step: 5)
        try own.writeEvaluation(12.5, classes: [("cat", 3.5), ("dog", 40)])
        let page = text(answer("GET", "run", "mine"))
        for part in ["alarms", "sheets", "scores", "curves", "recipe", "facts"] {
            #expect(page.contains("<section id=\"\(part)\""), "\(part)")
        }
        #expect(page.contains("aria-label=\"Chart of loss: discriminator, generator, up to 0.05 kimg"))
        #expect(page.contains("alt=\"Generated images after 0.05 kimg, a row for each of 2 classes\""))
        #expect(!page.contains("somebody") && !page.contains(place.folder.path))
        let picture = answer("GET", "sheet", "mine", query: ["step": ["5"]])
        #expect(sent(picture) == sheet && picture["Content-Type"] == "image/png")
    }

    @Test func newFiguresAreOnTheNextPage() throws {
        let own = try run("mine")
        #expect(text(answer("GET", "run", "mine")).contains("training: no figures yet"))
        try own.writeMetrics(steps: 2, figures)
        #expect(text(answer("GET", "run", "mine")).contains("training: 0.02 of 0.1 kimg"))
        let first = text(answer("GET", "run", "mine"))
        try own.writeMetrics(steps: 10, figures)
        let second = text(answer("GET", "run", "mine"))
        #expect(second.contains("finished: 0.1 of 0.1 kimg") && first != second)
        #expect(second.contains("up to 0.1 kimg"))
    }

    @Test func assetsAreServed() throws {
        for (name, type) in [
            ("page.css", "text/css"), ("chart.js", "text/javascript"), ("page.js", "text/javascript"),
            ("icon.svg", "image/svg+xml"),
            ("refresh.js", "text/javascript"),
        ] {
            let response = answer("GET", "assets", name)
            #expect(response.status == 200 && response["Content-Type"]?.hasPrefix(type) == true, "\(name)")
            #expect(!response.body.isEmpty)
        }
    }

    // MARK: Alarms

    @Test func aRunThatWritesNothingIsSilent() throws {
        let own = try run("mine")
        try own.writeMetrics(steps: 5) { _ in ["loss": 1] }
        let page = text(answer(at: Date() + 3600))
        #expect(page.contains("1 run: 1 silent."))
        #expect(page.contains(#/nothing was written for 1 h \d min: it was stopped, or it hangs/#))
        #expect(text(answer(at: Date() + 300)).contains("1 run: 1 training."))
    }

    /// The server answers before it has read the folder.
    @Test func aRunThatWasNotReadYetIsNotSilent() throws {
        _ = try run("mine")
        let early = try Dashboard(place.path("runs"), ServerAccess(token: nil))
        let response = early.answer(HTTPRequest(path: [], headers: ["host": "localhost"]), at: Date())
        #expect(text(response).contains("1 run: 1 not read yet.") && !text(response).contains("class=\"alarm\">A"))
    }

    /// With records that are 20 minutes apart, an hour is not long.
    @Test func slowRunsAreNotSilent() throws {
        let own = try run("mine")
        try own.writeMetrics(steps: 5) { _ in ["loss": 1] }
        try own.write(
            "times.jsonl",
            (1...2).map { "{\"step\": \($0), \"update\": 0, \"seconds\": \($0 * 1200), \"images_per_second\": 1}\n" }
                .joined())
        #expect(text(answer(at: Date() + 3600)).contains("1 run: 1 training."))
        #expect(text(answer(at: Date() + 6600)).contains("1 run: 1 silent."))
    }

    @Test func aSpeedNextToNothingGivesNoTimeLeft() throws {
        let own = try run("mine")
        try own.writeMetrics(steps: 5) { _ in ["loss": 1] }
        try own.write("times.jsonl", "{\"step\": 1, \"update\": 0, \"seconds\": 1, \"images_per_second\": 1e-300}\n")
        let page = text(answer())
        #expect(page.contains("1 run: 1 training.") && !page.contains(" left"))
    }

    @Test func figuresThatAreNotFiniteAreNamed() throws {
        let own = try run("mine")
        try own.write("metrics.jsonl", "{\"step\": 1, \"kimg\": 0.01, \"loss.generator\": null, \"loss.d\": 1}\n")
        #expect(text(answer()).contains("NaN or infinite at 0.01 kimg: loss.generator"))
        // A name can be as long as a line of the log.
        try own.write("metrics.jsonl", "{\"kimg\": 0.02, \"\(String(repeating: "x", count: 5000))\": null}\n")
        let page = text(answer())
        #expect(page.contains("NaN or infinite at 0.02 kimg: xxx"))
        #expect(!page.contains(String(repeating: "x", count: 100)))
    }

    // MARK: Strangers' runs

    private static let names = [
        "</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>", "\" onload=\"alert(3)", "'><b>&amp;",
    ]

    @Test func namesAreText() throws {
        let folder = "a <b>\"run' & é"
        let own = try run(folder, classes: Self.names)
        try own.writeMetrics(steps: 3) { step in
            Dictionary(
                uniqueKeysWithValues: Self.names.flatMap {
                    [("spread.w.\($0)", step < 3 ? 1 : 0.001), ("spread.images.\($0)", 1)]
                } + [("spread.between", 0.1)])
        }
        try own.writeEvaluation(1, step: 30, classes: Self.names.map { ($0, 1) })
        try own.writeSheet(step: 3)
        let overview = text(answer())
        #expect(overview.contains("href=\"/run/a%20%3Cb%3E%22run%27%20%26%20%C3%A9\""))
        let run = text(answer("GET", "run", folder))
        for page in [overview, run] {
            #expect(page.components(separatedBy: "<script").count == 5)
            for tag in ["<img src=x", " onload=\"", "<b>", "<!-- ", "style=\"", "javascript:"] {
                #expect(!page.contains(tag), "\(tag)")
            }
        }
        #expect(run.contains("<bdi>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"))
        #expect(answer("GET", "sheet", folder, query: ["step": ["3"]]).status == 200)
    }

    /// No script stands in a page, and the policy allows those of the server alone.
    @Test func nothingElseIsLoaded() throws {
        let own = try run("mine")
        try own.writeMetrics(steps: 5, figures)
        let paths = [[], ["run", "mine"], ["assets", "page.js"], ["no"]]
        for response in paths.map({ answer(to: $0) }) {
            #expect(
                response["Content-Security-Policy"]
                    == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            #expect(response["X-Content-Type-Options"] == "nosniff" && response["Referrer-Policy"] == "no-referrer")
        }
        let page = text(answer("GET", "run", "mine"))
        for source in page.matches(of: /\s(?:src|href|srcset|action|poster|data)="([^"]*)"/) {
            #expect(source.1.hasPrefix("#") || (source.1.hasPrefix("/") && !source.1.hasPrefix("//")), "\(source.1)")
        }
        let inside = page.matches(of: /<script([^>]*)>([^<]*)</)
        #expect(inside.count == 4)
        for script in inside where !script.1.contains("application/json") { #expect(script.2.isEmpty) }
        #expect(!page.contains("<style") && !page.contains("http-equiv"))
    }

    // MARK: What is refused

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "get", "TRACE"]) func onlyReadingIsAllowed(_ method: String) {
        let response = answer(method)
        #expect(response.status == 405 && response["Allow"] == "GET, HEAD")
    }

    @Test func headHasTheHeadersOfGet() throws {
        _ = try run("mine")
        #expect(answer("HEAD").headers == answer("GET").headers)
    }

    /// A name is looked up among the runs that were found; what is beside the folder cannot be named.
    @Test(arguments: [
        ["run", ".."], ["run", "..", "secret"], ["run", "../secret"], ["run", ""], ["run"], ["run", "mine", ""],
        ["run", ".", "mine"], ["run", "/etc"], ["sheet", "..", "secret"], ["sheet", "mine", "..", "mine"],
        ["compare", "mine"], ["plot", "light"], ["assets", "..", "run.json"], ["assets"], ["run.json"],
        ["mine", "run.json"], ["RUN", "mine"], ["run", "linked"],
    ]) func pathsLeadNowhere(_ path: [String]) throws {
        _ = try run("mine")
        let secret = try ReportedRun(place, "secret")
        try secret.writeSheet(step: 1)
        try FileManager.default.createSymbolicLink(
            atPath: place.path("runs/linked"), withDestinationPath: secret.folder)
        #expect(answer(to: path).status == 404, "\(path)")
    }

    /// A link inside of a run could show any picture of the user.
    @Test func linksInARunAreNotFollowed() throws {
        let own = try run("mine")
        let secret = try ReportedRun(place, "secret")
        let bytes = try secret.writeSheet(step: 1)
        try FileManager.default.createSymbolicLink(
            atPath: "\(own.folder)/samples/fakes-000001.png",
            withDestinationPath: "\(secret.folder)/samples/fakes-000001.png")
        #expect(answer("GET", "sheet", "mine", query: ["step": ["1"]]).status == 404)
        try own.remove("samples")
        try FileManager.default.createSymbolicLink(
            atPath: "\(own.folder)/samples", withDestinationPath: "\(secret.folder)/samples")
        let response = answer("GET", "sheet", "mine", query: ["step": ["1"]])
        #expect(response.status == 404 && sent(response) != bytes)
        #expect(text(answer()).contains("1 run: 1 unreadable."))
    }

    /// A stranger's run can have a large file there, and many clients that do not read it.
    @Test func aSheetIsNotHeldInMemory() throws {
        let own = try run("mine")
        try own.writeSheet(step: 2)
        let file = try #require(FileHandle(forWritingAtPath: "\(own.folder)/samples/fakes-000002.png"))
        defer { try? file.close() }
        try file.truncate(atOffset: 1 << 26)
        let sheet = answer("GET", "sheet", "mine", query: ["step": ["2"]])
        #expect(sheet.status == 200 && sheet["Content-Length"] == "67108864" && sheet["Content-Type"] == "image/png")
        #expect(sheet.body.isEmpty && sheet.file?.block(at: 0).count == 262_144)
        #expect(sheet.file?.block(at: 1 << 26) == [])
        try file.truncate(atOffset: (1 << 26) + 1)
        #expect(answer("GET", "sheet", "mine", query: ["step": ["2"]]).status == 404)
    }

    @Test(arguments: [0, 4, 8, 1 << 20]) func whatIsNoPNGFileIsNoSheet(_ size: UInt64) throws {
        let own = try run("mine")
        try own.write("samples/fakes-000002.png", "\u{7F}PNG\r\n")
        let file = try #require(FileHandle(forWritingAtPath: "\(own.folder)/samples/fakes-000002.png"))
        try file.truncate(atOffset: size)
        try file.close()
        #expect(answer("GET", "sheet", "mine", query: ["step": ["2"]]).status == 404)
    }

    /// Between two looks at the folder, too, the page says why the run cannot be read, and not where it is.
    @Test func aLinkThatComesBetweenTwoLooksIsNoError() throws {
        let own = try run("mine")
        let secret = try ReportedRun(place, "secret")
        dashboard.refresh()
        try own.remove("samples")
        try FileManager.default.createSymbolicLink(
            atPath: "\(own.folder)/samples", withDestinationPath: "\(secret.folder)/samples")
        let response = unrefreshed(["run", "mine"])
        #expect(response.status == 200)
        #expect(text(response).contains("<section id=\"warnings\"") && text(response).contains("mine/samples"))
        #expect(!text(response).contains(place.folder.path))
    }

    /// Who sees the page must not see values of files that a run names.
    @Test func filesThatARunNamesAreNotRead() throws {
        let own = try run("mine")
        let secret = try place.write("secret.yaml", SmallRecipe.text("train: {kimg: 0.4321, batch: 10}"))
        try own.write("recipe.yaml", "# mine.yaml, which extends \(secret)\nrecipe: 2\n")
        let page = text(answer("GET", "run", "mine"))
        #expect(page.contains("It extends secret.yaml, which is no recipe of the library"))
        try own.write("resolved.yaml", "recipe: 2\nextends: \(secret)\n")
        #expect(!text(answer("GET", "run", "mine")).contains("0.4321"))
        _ = try run("other")
        let comparison = answer("GET", "compare", query: ["run": ["mine", "other"]])
        #expect(comparison.status == 200 && !text(comparison).contains("0.4321"))
        try own.write("resolved.yaml", SmallRecipe.text("about: {summary: \"${env:PATH}\"}"))
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "no PATH"
        #expect(!text(answer("GET", "run", "mine")).contains(path))
    }

    @Test func aStrangersHostIsRefused() {
        #expect(answer("GET", headers: ["host": "evil.example"]).status == 403)
    }

    // MARK: What goes wrong

    @Test func aRunThatVanishesLeavesThePage() throws {
        let own = try run("mine")
        try own.writeSheet(step: 1)
        #expect(answer("GET", "run", "mine").status == 200)
        #expect(unrefreshed(["sheet", "mine"], query: ["step": ["1"]]).status == 200)
        try FileManager.default.removeItem(atPath: own.folder)
        // Before the next look at the folder, too.
        #expect(unrefreshed(["sheet", "mine"], query: ["step": ["1"]]).status == 404)
        #expect(answer("GET", "run", "mine").status == 404)
        try FileManager.default.removeItem(atPath: place.path("runs"))
        #expect(text(answer()).contains("The folder cannot be read: No such file or directory"))
        _ = try run("mine")
        #expect(answer("GET", "run", "mine").status == 200)
    }

    @Test func damagedFilesAreNamed() throws {
        let own = try run("mine")
        try own.writeMetrics(steps: 5, figures)
        try own.write("evaluation/000099-net.json", "{\"format\": hunter2secret}")
        try own.write("resolved.yaml", "recipe: 2\nhunter2secret: {}\n")
        try own.write("metrics.jsonl", "hunter2secret\n{\"kimg\": 0.01, \"hunter2 secret\": 1}\n")
        let page = text(answer("GET", "run", "mine"))
        let warning = "it cannot be read; `ganzoo run check` says why"
        for file in ["resolved.yaml", "metrics.jsonl"] {
            #expect(page.contains("<li>\(file): \(warning)</li>"), "\(file)")
        }
        #expect(page.contains("<li>evaluation/000099-net.json: it is no report that can be read; `ganzoo run check`"))
        #expect(!page.contains("hunter2") && !page.contains(place.folder.path))
        try own.write("run.json", "{\"hunter2secret\"")
        let overview = text(answer())
        #expect(overview.contains("1 run: 1 unreadable.") && overview.contains("mine/run.json: \(warning)"))
        #expect(!overview.contains("hunter2"))
        #expect(answer("GET", "run", "mine").status == 200)
    }

    @Test func whatIsNoFolderIsRefused() throws {
        let path = try place.write("file", "")
        #expect(throws: RunError.self) { try Dashboard(path, ServerAccess(token: nil)) }
        #expect(throws: RunError.self) { try Dashboard(place.path("no"), ServerAccess(token: nil)) }
    }
}
