import Foundation
import GANTestSupport
import GANZoo
import Testing

@testable import GANRun

/// Several runs on one page.
@Suite struct ComparedReportTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Two recipes with two seeds each; the second recipe's score is lower by 4 and by 2.
    private func runs() throws -> [ReportedRun] {
        let scores = [("plain-1", 1, 30.0), ("plain-2", 2, 32), ("large-1", 1, 26), ("large-2", 2, 30)]
        return try scores.map { name, seed, score in
            let batch = name.hasPrefix("plain") ? 10 : 20
            let run = try ReportedRun(place, name, seed: seed, recipe: "train: {kimg: 0.1, batch: \(batch)}")
            try run.writeMetrics(steps: 10) {
                ["loss.generator": Double($0), "spread.w.cat": 1, "spread.images.cat": 1]
            }
            try run.writeSheet(step: 10)
            try run.writeEvaluation(score, classes: [("cat", score), ("dog", 2 * score)])
            return run
        }
    }

    private func page(_ runs: [ReportedRun]) throws -> String { try RunReport(comparing: runs.map(\.folder)).html }

    @Test func scoresStandSideBySide() throws {
        let page = try page(runs())
        #expect(page.contains("<title>Comparison of 4 runs</title>"))
        let cells =
            "<td class=\"number\">30.0</td><td class=\"number\">32.0</td><td class=\"number best\"><strong>26.0</strong></td>"
        #expect(page.contains(cells))
        #expect(
            page.contains("<th scope=\"row\">train.batch</th><td class=\"value\">10</td><td class=\"value\">10</td>"))
        #expect(page.matches(of: /<figcaption><bdi>(?:plain|large)-\d<\/bdi>, 0\.[12] kimg/).count == 4)
        #expect(page.contains("src=\"data:image/svg+xml;base64,"))
        let plot = "aria-label=\"Plot of the scores of each class\" tabindex=\"0\"><img class=\"figure-light\""
        #expect(page.contains(plot))
    }

    /// In a narrow window, long names of scores have places to break.
    @Test func namesOfScoresCanBeBroken() {
        #expect(Markup.breakable("intra_fd_few").source == "intra_<wbr>fd_<wbr>few")
        #expect(Markup.breakable("<b>.fd").source == "&lt;b&gt;.<wbr>fd")
        #expect(Markup.breakable("").source == "")
    }

    /// By hand: differences −4 and −2; of four choices of signs, two have a sum at least as far from 0 as −6. One score is tested.
    @Test func differencesOverSeedsHaveIntervals() throws {
        let page = try page(runs())
        #expect(page.contains("<p>2 pairs, seeds 1, 2."))
        #expect(
            page.contains(
                "<bdi>large</bdi> − <bdi>plain</bdi></td><td class=\"number\">2</td><td class=\"number\">-3.0</td>"))
        #expect(
            page.contains(
                "<td class=\"number\">-4.0 … -2.0</td><td class=\"number\">0.5</td><td class=\"number\">0.5</td>"))
        // The mean of cat over the seeds of `large`, 26 and 30.
        #expect(page.contains("<td class=\"number\">28.0 (26.0 … 30.0)</td>"))
    }

    /// Runs of one recipe have nothing to pair with, and means over their seeds all the same, also of the scores of all images.
    /// By hand: the mean of 30 and 32; a bootstrap of two values has them at its ends.
    @Test func oneRecipeHasIntervals() throws {
        let page = try page(Array(runs().prefix(2)))
        #expect(page.contains("<th scope=\"col\">mean of <bdi>plain</bdi></th>"))
        #expect(
            page.contains(
                "<strong>30.0</strong></td><td class=\"number\">32.0</td><td class=\"number\">31.0 (30.0 … 32.0)</td>"))
        // Of the class dog.
        #expect(page.contains("<td class=\"number\">62.0 (60.0 … 64.0)</td>"))
        #expect(page.contains("all runs have the same recipe, apart from seeds"))
    }

    /// A run beside itself is one seed, and runs with other protocols have no mean.
    @Test func whatDoesNotCompareHasNoMean() throws {
        let runs = try runs()
        let twice = try page([runs[0], runs[0]])
        #expect(twice.contains("<strong>") == false && !twice.contains("mean of"))
        try runs[1].writeEvaluation(32, step: 11, classes: [("cat", 1), ("dog", 2)], samples: 7)
        let other = try page(Array(runs.prefix(2)))
        #expect(other.contains("were not measured alike") && !other.contains("mean of"))
    }

    /// Figures have a line for each run; those of classes are on other pages.
    @Test func curvesHaveALineForEachRun() throws {
        let page = try page(runs())
        #expect(page.contains("Chart of loss.generator: plain-1, plain-2, large-1, large-2, up to 0.1 kimg"))
        #expect(page.components(separatedBy: "<canvas").count == 2)
    }

    /// Runs that do not pair, or were not evaluated, are shown all the same.
    @Test func whatIsMissingIsSaid() throws {
        let runs = try runs()
        try runs[1].remove("evaluation/000010-net.json")
        let page = try page(Array(runs.prefix(3)))
        #expect(page.contains("<li>plain-2: the run was not evaluated yet</li>"))
        #expect(page.contains("These have none:"))
        #expect(page.contains("<strong>26.0</strong>"))
    }

    /// A page had whole paths, of settings of any section or component.
    @Test func pathsAreCut() throws {
        let runs = try ["a", "b"].map { name in
            let from = "transfer: {from: /home/somebody/private-\(name)/weights-\(name).safetensors}"
            return try ReportedRun(place, name, recipe: "train: {kimg: 0.1, batch: 10}\n\(from)")
        }
        let page = try page(runs)
        let cells = ["a", "b"].map { "<td class=\"value\">weights-\($0).safetensors</td>" }.joined()
        #expect(page.contains("<th scope=\"row\">transfer.from</th>\(cells)"))
        #expect(!page.contains("private-"))
    }

    /// Runs of equal names were named by their whole paths.
    @Test func runsOfEqualNamesAreTold() throws {
        let runs = try ["one/plain/mine", "two/plain/mine"].map { try ReportedRun(place, $0) }
        let page = try page(runs)
        #expect(page.contains("<bdi>one/plain/mine</bdi>") && page.contains("<bdi>two/plain/mine</bdi>"))
        #expect(!page.contains(place.folder.path))
    }

    /// It is not known which values of a component that is not there are paths.
    @Test func aRecipeThatCannotBeCheckedHasNoValues() throws {
        let runs = try ["a", "b"].map { try ReportedRun(place, $0) }
        let recipe = try String(contentsOfFile: "\(runs[1].folder)/resolved.yaml", encoding: .utf8)
        try runs[1].write(
            "resolved.yaml", recipe + "hooks: {own: {type: of_a_plugin, file: /home/somebody/private/list}}\n")
        let page = try page(runs)
        #expect(page.contains("<th scope=\"row\">hooks</th><td class=\"value\">(none)</td><td class=\"value\"></td>"))
        #expect(!page.contains("somebody/private"))
    }

    @Test func oneRunIsNoComparison() throws {
        let error = #expect(throws: RunError.self) { try page(Array(runs().prefix(1))) }
        #expect("\(error, default: "")" == "a comparison needs at least two runs\n  fix: give another one")
    }
}
