import Foundation
import GANCore
import GANRun

/// Several runs side by side.
struct ComparisonPage {
    private let choice: RunChoice
    private let folder: WatchedFolder
    private let body: PageBody
    private let now: Date

    init(_ choice: RunChoice, in folder: WatchedFolder, _ body: PageBody, at now: Date) {
        (self.choice, self.folder, self.body, self.now) = (choice, folder, body, now)
    }

    var html: String {
        let runs = choice.names.compactMap { folder.runs[$0] }
        let introduction: Markup = """
            <p><a href="/">All runs</a> · <a href="\(PageAddress.overview(choice))">Change the choice</a></p>
            \(choice.missing(in: folder).map { words -> Markup in "<p class=\"alarm\">\(words)</p>" } ?? "")
            \(.list(runs.map(line)))
            \(.contents(body.sections))
            """
        return ServedPage(
            title: "Comparison of \(counted(runs.count, "run"))", introduction: introduction,
            content: .sections(body.sections), data: body.data
        ).html
    }

    private func line(_ run: WatchedRun) -> Markup {
        let state = RunState(run, at: now)
        let alarms = state.alarms.prefix(1).map { alarm -> Markup in "; <span class=\"alarm\">\(alarm.onOneLine)</span>"
        }
        return "\(RunSummary.link(run)): \(state.phase.word), \(state.progress)\(alarms)"
    }
}
