import Foundation
import GANCore
import GANRun

/// One run.
struct RunPage {
    private let run: WatchedRun
    private let state: RunState
    private let body: PageBody

    init(_ run: WatchedRun, _ body: PageBody, at now: Date) {
        (self.run, self.body, state) = (run, body, RunState(run, at: now))
    }

    var html: String {
        let alarms = state.alarms.isEmpty ? nil : RunSummary.alarms(state.alarms)
        let sections = Markup.Section.present([("alarms", "Alarms", alarms)]) + body.sections
        let others = PageAddress.overview(RunChoice([run.name]))
        let introduction: Markup = """
            <p><a href="/">All runs</a> · <a href="\(others)">Compare with others</a></p>
            \(RunSummary(run, state).markup)
            \(.contents(sections))
            """
        return ServedPage(
            title: run.name, introduction: introduction, content: .sections(sections), data: body.data
        ).html
    }
}
