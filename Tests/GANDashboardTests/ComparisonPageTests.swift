import Foundation
import GANDashboard
import GANRun
import GANTestSupport
import Testing

/// Runs side by side, and how they are chosen.
@Suite struct ComparisonPageTests {
    private let place: Workplace
    private let dashboard: Dashboard

    init() throws {
        place = try Workplace()
        dashboard = try Dashboard(newFolderIn: place)
    }

    /// Two recipes with two seeds each; the second recipe's score is lower by 4 and by 2.
    private func runs() throws -> [ReportedRun] {
        let scores = [("plain-1", 1, 30.0), ("plain-2", 2, 32), ("large-1", 1, 26), ("large-2", 2, 30)]
        return try scores.map { name, seed, score in
            let batch = name.hasPrefix("plain") ? 10 : 20
            let run = try ReportedRun(place, "runs/\(name)", seed: seed, recipe: "train: {kimg: 0.1, batch: \(batch)}")
            try run.writeMetrics(steps: 10) { ["loss.generator": Double($0)] }
            try run.writeSheet(step: 10)
            try run.writeEvaluation(score, classes: [("cat", score), ("dog", 2 * score)])
            return run
        }
    }

    private static let all = ["plain-1", "plain-2", "large-1", "large-2"]

    private func answer(_ path: [String], _ runs: [String] = [], refreshed: Bool = true) -> HTTPResponse {
        if refreshed { dashboard.refresh() }
        let request = HTTPRequest(path: path, query: ["run": runs], headers: ["host": "localhost"])
        return dashboard.answer(request, at: Date())
    }

    private func comparison(_ names: [String]) -> String { text(answer(["compare"], names)) }

    // MARK: The page

    /// As on the page that `ganzoo report --compare` writes.
    @Test func runsStandSideBySide() throws {
        _ = try runs()
        let response = answer(["compare"], Self.all)
        let page = text(response)
        #expect(response.status == 200 && page.contains("<title>Comparison of 4 runs</title>"))
        #expect(page.contains("Chart of loss.generator: plain-1, plain-2, large-1, large-2, up to 0.1 kimg"))
        #expect(page.components(separatedBy: "<canvas").count == 2)
        #expect(
            page.contains("<td class=\"number\">32.0</td><td class=\"number best\"><strong>26.0</strong></td>"))
        let row = "<th scope=\"row\">train.batch</th><td class=\"value\">10</td><td class=\"value\">10</td>"
        #expect(page.contains(row))
        #expect(page.contains("<p>2 pairs, seeds 1, 2."))
        #expect(page.contains("<td class=\"number\">-3.0</td>"))
        #expect(page.contains("<a href=\"/run/plain-1\"><bdi>plain-1</bdi></a>: finished, 0.1 of 0.1 kimg"))
    }

    /// Pictures are at addresses of the server: the policy allows no others.
    @Test func picturesAreServed() throws {
        _ = try runs()
        let page = comparison(Self.all)
        #expect(!page.contains("data:"))
        #expect(page.contains("src=\"/sheet/large-2?step=10\""))
        for theme in ["light", "dark"] {
            let pattern = try Regex(
                "src=\"/plot/\(theme)\\?run=plain-1&amp;run=plain-2&amp;run=large-1&amp;run=large-2&amp;version=")
            #expect(page.contains(pattern), "\(theme)")
            let plot = answer(["plot", theme], Self.all)
            #expect(plot.status == 200 && plot["Content-Type"] == "image/png")
            #expect(plot.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
        #expect(answer(["plot", "light"], Self.all).body != answer(["plot", "dark"], Self.all).body)
        #expect(answer(["plot", "blue"], Self.all).status == 404 && answer(["plot", "light"]).status == 404)
    }

    @Test func newFiguresAreOnTheNextPage() throws {
        let runs = try runs()
        let first = comparison(Self.all)
        #expect(first == comparison(Self.all))
        try runs[0].writeEvaluation(11, classes: [("cat", 11), ("dog", 12)])
        let second = comparison(Self.all)
        #expect(!first.contains("<strong>11.0</strong>") && second.contains("<strong>11.0</strong>"))
        let version = /&amp;version=([0-9-]+)/
        #expect(first.firstMatch(of: version)?.1 != second.firstMatch(of: version)?.1)
    }

    /// The first one is the baseline. A name that stands twice counts once.
    @Test func theOrderIsThatOfTheChoice() throws {
        _ = try runs()
        let page = comparison(["large-1", "plain-1", "large-1"])
        #expect(page.contains("Differences from the recipe of large-1, besides seeds"))
        #expect(page.contains("<title>Comparison of 2 runs</title>"))
    }

    /// Of runs in different folders with the same name, too.
    @Test func placesOfTheMachineAreNotTold() throws {
        for folder in ["a", "b"] {
            let run = try ReportedRun(place, "runs/\(folder)/mine")
            try run.writeEvaluation(1, classes: [("cat", 1)])
        }
        let page = comparison(["a/mine", "b/mine"])
        #expect(page.contains("a/mine and b/mine have the same recipe and the seed 1"))
        #expect(!page.contains(place.folder.path))
    }

    @Test func namesAreText() throws {
        let names = ["</script><script>alert(1)<|script>", "<img src=x onerror=alert(2)>", "\" onload=\"alert(3)"]
        for name in names {
            let run = try ReportedRun(place, "runs/\(name.replacing("/", with: "|"))", classes: ["<b>x</b>"])
            try run.writeMetrics(steps: 3) { ["loss.<img src=x>": Double($0)] }
            try run.writeSheet(step: 3)
            try run.writeEvaluation(1, classes: [("<b>x</b>", 1)])
        }
        let own = names.map { $0.replacing("/", with: "|") }
        for page in [comparison(own + ["<b>gone</b>"]), text(answer([], own + ["<b>gone</b>"]))] {
            #expect(page.components(separatedBy: "<script").count == 5)
            for tag in ["<img src=x", " onload=\"", "<b>", "style=\"", "javascript:"] {
                #expect(!page.contains(tag), "\(tag)")
            }
            #expect(page.contains("`&lt;b&gt;gone&lt;/b&gt;`"))
        }
        let page = comparison(own)
        // The names are in the data of the script, too.
        #expect(page.contains("<canvas"))
        for source in page.matches(of: /\s(?:src|href)="([^"]*)"/) {
            #expect(source.1.hasPrefix("#") || (source.1.hasPrefix("/") && !source.1.hasPrefix("//")), "\(source.1)")
        }
        #expect(answer(["compare"], own)["Content-Security-Policy"] == answer([])["Content-Security-Policy"])
    }

    // MARK: What is refused

    @Test func lessThanTwoRunsAreRefused() throws {
        _ = try runs()
        for names in [[], ["plain-1"], ["plain-1", "plain-1"]] {
            let response = answer(["compare"], names)
            #expect(response.status == 400 && text(response).hasPrefix("A comparison needs at least two runs"))
        }
        let many = answer(["compare"], (0..<25).map { "run-\($0)" })
        #expect(many.status == 400 && text(many) == "A page compares at most 24 runs.\n")
    }

    @Test(arguments: [
        ["plain-1", "no"], ["../plain-1", "plain-1"], ["", "plain-1"], ["plain-1/", "plain-1"], ["a", "b"],
    ])
    func namesThatNoRunHasAreRefused(_ names: [String]) throws {
        _ = try runs()
        let response = answer(["compare"], names)
        #expect(response.status == 404 && response["Content-Type"]?.hasPrefix("text/plain") == true)
        let wrong = names.filter { $0 != "plain-1" }.map { "`\($0)`" }.joined(separator: ", ")
        #expect(
            text(response) == "Not in the folder, because it is gone or was never there: \(wrong). "
                + "A comparison needs two that are there.\n")
    }

    @Test func aRunThatIsGoneIsNamed() throws {
        let runs = try runs()
        #expect(!comparison(Self.all).contains("Not in the folder"))
        try FileManager.default.removeItem(atPath: runs[3].folder)
        let page = comparison(Self.all)
        #expect(page.contains("Not in the folder, because it is gone or was never there: `large-2`."))
        #expect(page.contains("Chart of loss.generator: plain-1, plain-2, large-1, up to"))
    }

    /// Between two looks at the folder, a run is shown as it was read last.
    @Test func aRunThatVanishesIsNoError() throws {
        let runs = try runs()
        dashboard.refresh()
        try FileManager.default.removeItem(atPath: runs[3].folder)
        let response = answer(["compare"], Self.all, refreshed: false)
        #expect(response.status == 200)
        #expect(text(response).contains("Chart of loss.generator: plain-1, plain-2, large-1, large-2, up to"))
        #expect(!text(response).contains(place.folder.path))
    }

    /// What a link in a run points to is not read.
    @Test func aRunWithALinkIsLeftOut() throws {
        let runs = try runs()
        dashboard.refresh()
        try runs[3].remove("samples")
        try FileManager.default.createSymbolicLink(
            atPath: "\(runs[3].folder)/samples", withDestinationPath: "\(runs[2].folder)/samples")
        for refreshed in [false, true] {
            let page = text(answer(["compare"], Self.all, refreshed: refreshed))
            #expect(page.contains("Chart of loss.generator: plain-1, plain-2, large-1, up to"))
            #expect(page.contains("large-2/samples") && !page.contains(place.folder.path))
        }
    }

    /// What could not be read between two looks is not kept: the next look may find every file as it was.
    @Test func aRunWithoutItsLinkIsShownAgain() throws {
        let runs = try runs()
        dashboard.refresh()
        let (samples, aside) = ("\(runs[3].folder)/samples", place.path("aside"))
        try FileManager.default.moveItem(atPath: samples, toPath: aside)
        try FileManager.default.createSymbolicLink(atPath: samples, withDestinationPath: aside)
        let pages = [["compare"], ["run", "large-2"]]
        for page in pages { #expect(text(answer(page, Self.all, refreshed: false)).contains("large-2/samples")) }
        try FileManager.default.removeItem(atPath: samples)
        try FileManager.default.moveItem(atPath: aside, toPath: samples)
        for page in pages {
            let text = text(answer(page, Self.all, refreshed: false))
            #expect(!text.contains("large-2/samples") && text.contains("<section id=\"curves\""), "\(page)")
        }
    }

    @Test func aRunThatCannotBeReadIsNamed() throws {
        let runs = try runs()
        try runs[1].write("run.json", "{")
        let page = comparison(Self.all)
        #expect(page.contains("<bdi>plain-2</bdi></a>: unreadable,") && page.contains("plain-2/run.json: "))
        #expect(page.contains("Chart of loss.generator: plain-1, large-1, large-2, up to"))
        try runs[0].write("run.json", "{")
        try runs[2].write("run.json", "{")
        let one = answer(["compare"], Self.all)
        #expect(one.status == 200 && text(one).contains("Fewer than two of these runs can be read"))
    }

    // MARK: Choosing

    @Test func runsAreChosenOnTheFirstPage() throws {
        _ = try runs()
        let none = text(answer([]))
        #expect(none.contains("<a href=\"/?run=plain-1#card/run/plain-1\" aria-label=\"Compare plain-1 with others\">"))
        #expect(!none.contains("href=\"/compare"))
        let one = text(answer([], ["plain-1"]))
        #expect(one.contains("Chosen: <bdi>plain-1</bdi>. Choose another one"))
        #expect(one.contains("<a href=\"/#card/run/plain-1\" aria-label=\"Do not compare plain-1\">"))
        #expect(one.contains("<a href=\"/?run=plain-1&amp;run=large-1#card/run/large-1\""))
        let two = text(answer([], ["plain-1", "large-1"]))
        #expect(two.contains("<a href=\"/compare?run=plain-1&amp;run=large-1\">Compare these 2 runs</a>"))
        #expect(text(answer(["run", "plain-1"])).contains("<a href=\"/?run=plain-1\">Compare with others</a>"))
    }

    @Test func namesThatNoRunHasAreSaidOnTheFirstPage() throws {
        _ = try runs()
        let page = text(answer([], ["plain-1", "no", "large-1"]))
        #expect(page.contains("Not in the folder, because it is gone or was never there: `no`."))
        #expect(page.contains("<a href=\"/compare?run=plain-1&amp;run=large-1\">"))
    }

    /// Every run's card has an address with the choice. Names that no run has would make the page as large as the address times the runs.
    @Test func namesThatNoRunHasAreInNoAddress() throws {
        _ = try runs()
        let unknown = (1...24).map { "no-\($0)" + String(repeating: "x", count: 500) }
        let page = text(answer([], unknown + ["plain-1"]))
        #expect(!page.contains("run=no"))
        // They take no places, either.
        #expect(page.contains("<a href=\"/?run=plain-1&amp;run=large-1#card/run/large-1\""))
        #expect(page.contains("<a href=\"/#card/run/plain-1\" aria-label=\"Do not compare plain-1\">"))
    }

    /// One run has nothing to stand beside.
    @Test func oneRunIsNotChosen() throws {
        _ = try ReportedRun(place, "runs/mine")
        #expect(!text(answer([])).contains("aria-label=\"Compare mine"))
        let page = text(answer(["run", "mine"]))
        #expect(page.contains("<a href=\"/\">All runs</a>") && !page.contains("Compare with others"))
    }
}
