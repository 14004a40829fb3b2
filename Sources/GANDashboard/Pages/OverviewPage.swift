import Foundation
import GANCore
import GANMetrics
import GANRun

/// All runs of the folder.
struct OverviewPage {
    private let folder: WatchedFolder
    private let runs: [(run: WatchedRun, state: RunState)]

    init(_ folder: WatchedFolder, at now: Date) {
        self.folder = folder
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
            runs.filter { !$0.state.alarms.isEmpty }.map { run, _ -> Markup in link(run) }, separator: ", ")
        let alarms: Markup = alarmed.source.isEmpty ? "" : "<p class=\"alarm\">Alarms: \(alarmed)</p>"
        let more = folder.hasMore ? " More are in the folder; only these are shown." : ""
        return """
            <p>\(counted(runs.count, "run"))\(counts.isEmpty ? "" : ": ")\(counts.joined(separator: ", ")).\(more)</p>
            \(folder.problem.map { problem -> Markup in "<p class=\"alarm\">The folder cannot be read: \(problem)</p>" } ?? "")
            \(alarms)
            """
    }

    private var content: Markup {
        guard !runs.isEmpty else { return "<p>There is no run in the folder yet. New ones appear here.</p>" }
        return "<div class=\"runs\">\(runs.map { run, state -> Markup in card(run, state) })</div>"
    }

    private func link(_ run: WatchedRun) -> Markup { "<a href=\"\(PageAddress.run(run.name))\">\(.name(run.name))</a>" }

    private func card(_ run: WatchedRun, _ state: RunState) -> Markup {
        """
        <article class="run" id="card\(PageAddress.run(run.name))">
        <h2>\(link(run))</h2>
        \(RunSummary(run, state).markup)
        \(RunSummary.alarms(Array(state.alarms.prefix(Self.mostAlarms))))
        \(RunSummary.sheet(run, isLazy: true))
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
    static func sheet(_ run: WatchedRun, isLazy: Bool, _ text: String? = nil) -> Markup {
        guard let step = run.sheet else { return "" }
        let words = text ?? "Newest sheet of \(run.name.onOneLine), after step \(grouped(step))"
        let loading: Markup = isLazy ? " loading=\"lazy\"" : ""
        return "<img class=\"sheet\"\(loading) alt=\"\(words)\" src=\"\(PageAddress.sheet(run.name, step: step))\">"
    }
}
