import Foundation
import GANCore
import GANMetrics
import GANRun

/// All runs of the folder.
struct OverviewPage {
    private let folder: WatchedFolder
    /// As the address says it, at most as many names as a page compares. They can be long, so they stand in the page once, and shortened.
    private let asked: RunChoice
    /// Those that are in the folder.
    private let choice: RunChoice
    private let runs: [(run: WatchedRun, state: RunState)]

    /// - Parameter asked: runs to compare.
    init(_ folder: WatchedFolder, _ asked: RunChoice, at now: Date) {
        self.folder = folder
        self.asked = RunChoice(Array(asked.names.prefix(RunChoice.most)))
        choice = RunChoice(Array(asked.names.filter { folder.runs[$0] != nil }.prefix(RunChoice.most)))
        runs = folder.names.compactMap { folder.runs[$0] }.map { ($0, RunState($0, at: now)) }
    }

    /// - Throws: an error of the encoder.
    func html() throws -> String {
        ServedPage(
            title: "Runs in \(folder.path.lastPathPart)", introduction: introduction, content: content,
            data: try RunPageParts.noData()
        ).html
    }

    /// How many runs are in which phase, and those with alarms.
    private var introduction: Markup {
        let counts = RunState.Phase.allCases.compactMap { phase -> String? in
            let count = runs.count { $0.state.phase == phase }
            return count == 0 ? nil : "\(grouped(count)) \(phase.word)"
        }
        let alarmed = Markup(
            runs.filter { !$0.state.alarms.isEmpty }.map { run, _ -> Markup in RunSummary.link(run) }, separator: ", ")
        let alarms: Markup = alarmed.source.isEmpty ? "" : "<p class=\"alarm\">Alarms: \(alarmed)</p>"
        let more = folder.hasMore ? " More are in the folder; only these are shown." : ""
        return """
            <p>\(counted(runs.count, "run"))\(counts.isEmpty ? "" : ": ")\(counts.joined(separator: ", ")).\(more)</p>
            \(folder.problem.map { problem -> Markup in "<p class=\"alarm\">The folder cannot be read: \(problem)</p>" } ?? "")
            \(alarms)
            \(runs.count > 1 ? chosen : "")
            """
    }

    /// The runs that were chosen, and the way to their page.
    private var chosen: Markup {
        let missing = asked.missing(in: folder).map { words -> Markup in "<p class=\"alarm\">\(words)</p>" } ?? ""
        guard !choice.names.isEmpty else {
            return "\(missing)<p class=\"soft\">Runs that you choose with Compare are shown side by side.</p>"
        }
        let names = Markup(choice.names.map { name -> Markup in .name(name) }, separator: ", ")
        let next: Markup =
            choice.names.count < 2
            ? "Choose another one"
            : "<a href=\"\(PageAddress.comparison(choice))\">Compare these \(choice.names.count) runs</a>"
        return "\(missing)<p>Chosen: \(names). \(next) · <a href=\"/\">Choose none</a></p>"
    }

    private var content: Markup {
        guard !runs.isEmpty else { return "<p>There is no run in the folder yet. New ones appear here.</p>" }
        return "<div class=\"runs\">\(runs.map { run, state -> Markup in card(run, state) })</div>"
    }

    /// Chooses a run, or takes it out of the choice. The page comes back to the card.
    private func toggle(_ run: WatchedRun) -> Markup {
        let isChosen = choice.names.contains(run.name)
        guard runs.count > 1, isChosen || choice.names.count < RunChoice.most else { return "" }
        let (words, object) = isChosen ? ("Do not compare", "") : ("Compare", " with others")
        let address = "\(PageAddress.overview(choice.toggling(run.name)))#\(cardID(run))"
        return """
            <p><a href="\(address)" aria-label="\(words) \(run.name.onOneLine)\(object)">\(words)</a></p>
            """
    }

    private func cardID(_ run: WatchedRun) -> String { "card\(PageAddress.run(run.name))" }

    private func card(_ run: WatchedRun, _ state: RunState) -> Markup {
        """
        <article class="run" id="\(cardID(run))">
        <h2>\(RunSummary.link(run))</h2>
        \(RunSummary(run, state).markup)
        \(RunSummary.alarms(Array(state.alarms.prefix(Self.mostAlarms))))
        \(RunSummary.sheet(run))
        \(toggle(run))
        </article>

        """
    }

    private static let mostAlarms = 3
}

/// What every page says about a run.
struct RunSummary {
    private let run: WatchedRun
    private let state: RunState

    init(_ run: WatchedRun, _ state: RunState) { (self.run, self.state) = (run, state) }

    var markup: Markup {
        let percent = state.share.map { Int(($0 * 100).rounded(.down)) }
        let bar = percent.map { percent -> Markup in
            """
            <progress max="100" value="\(percent)" aria-label="Progress of \(run.name.onOneLine)">\(percent) %</progress>
            """
        }
        return """
            <p>\(state.phase.word): \(state.progress)</p>
            \(bar ?? "")
            \(.facts(facts))
            """
    }

    private var facts: [(term: String, text: Markup)] {
        let times = run.times
        let age = state.age < 30 ? "just now" : "\(RunTimes.duration(state.age)) ago"
        let found: [(String, String?)] = [
            ("last written", run.written == 0 ? nil : age), ("training time", times.seconds.map(RunTimes.duration)),
            ("speed", times.imagesPerSecond.map { "\(digits($0)) images per second" }),
            ("peak memory", times.peakMemory.map { "\(digits($0)) MB" }), ("scores", scores),
        ]
        return found.compactMap { term, text in text.map { (term: term, text: "\($0)") } }
    }

    /// Those of the newest evaluation.
    private var scores: String? {
        guard let report = run.evaluations.first?.report else { return nil }
        let names = report.orderedScores.prefix(Self.mostScores)
        return names.map { "\($0.onOneLine) \(digits(report.scores[$0] ?? .nan))" }.joined(separator: ", ")
    }

    private static let mostScores = 4

    static func alarms(_ alarms: [String]) -> Markup {
        alarms.isEmpty ? "" : "<div class=\"alarm\">\(.list(alarms.map { "\($0.onOneLine)" }))</div>"
    }

    /// The newest sheet; empty without one.
    static func sheet(_ run: WatchedRun) -> Markup {
        guard let step = run.sheets.last else { return "" }
        let words = "Newest sheet of \(run.name.onOneLine), after step \(grouped(step))"
        let address = PageAddress.sheet(run.name, step: step)
        return "<img class=\"sheet\" loading=\"lazy\" alt=\"\(words)\" src=\"\(address)\">"
    }

    static func link(_ run: WatchedRun) -> Markup {
        "<a href=\"\(PageAddress.run(run.name))\">\(.name(run.name))</a>"
    }
}
