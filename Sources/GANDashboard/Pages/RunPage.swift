import Foundation
import GANCore
import GANRun

/// One run.
struct RunPage {
    private let run: WatchedRun
    private let state: RunState
    private let body: PageBody
    private let hasOthers: Bool

    /// - Parameter hasOthers: whether the folder has runs to compare it with.
    init(_ run: WatchedRun, _ body: PageBody, hasOthers: Bool, at now: Date) {
        (self.run, self.body, self.hasOthers, state) = (run, body, hasOthers, RunState(run, at: now))
    }

    var html: String {
        let alarms = state.alarms.isEmpty ? nil : RunSummary.alarms(state.alarms)
        let sections = Markup.Section.present([("alarms", "Alarms", alarms)]) + body.sections
        let address = PageAddress.overview(RunChoice([run.name]))
        let others: Markup = hasOthers ? " · <a href=\"\(address)\">Compare with others</a>" : ""
        let introduction: Markup = """
            <p><a href="/">All runs</a>\(others)</p>
            \(RunSummary(run, state).markup)
            \(.contents(sections))
            """
        return ServedPage(
            title: run.name, introduction: introduction, content: .sections(sections), data: body.data
        ).html
    }
}
