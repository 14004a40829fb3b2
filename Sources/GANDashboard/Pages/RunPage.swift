import Foundation
import GANCore
import GANRun

/// Parts of a run's page that change only with its files, and take longer than the others.
struct RunPageBody {
    let sections: [Markup.Section]
    let data: String
    let sheetText: String?

    /// - Throws: `RunError`, or an error of the encoder.
    init(_ run: WatchedRun) throws {
        guard let digest = try run.digest() else {
            (sections, data, sheetText) = ([], try RunPageParts.noData(), nil)
            return
        }
        let parts = try RunPageParts(digest)
        let warnings = digest.problems.map { warning -> Markup in "\(warning)" }
        sections =
            (warnings.isEmpty ? [] : [Markup.Section(id: "warnings", title: "Warnings", content: .list(warnings))])
            + parts.sections
        data = parts.data
        sheetText = run.sheet.map { RunPageParts.text(ofSheet: $0, in: digest) }
    }
}

/// One run.
struct RunPage {
    private let run: WatchedRun
    private let state: RunState
    private let body: RunPageBody

    init(_ run: WatchedRun, _ body: RunPageBody, at now: Date) {
        (self.run, self.body, state) = (run, body, RunState(run, at: now))
    }

    var html: String {
        let sheet = RunSummary.sheet(run, isLazy: false, body.sheetText)
        let own: [(id: String, title: String, content: Markup?)] = [
            ("alarms", "Alarms", state.alarms.isEmpty ? nil : RunSummary.alarms(state.alarms)),
            ("sheet", "Newest generated images", run.sheet == nil ? nil : sheet),
        ]
        let sections =
            own.compactMap { id, title, content in
                content.map { Markup.Section(id: id, title: title, content: $0) }
            } + body.sections
        let introduction: Markup = """
            <p><a href="/">All runs</a></p>
            \(RunSummary(run, state).markup)
            \(.contents(sections))
            """
        return ServedPage(
            title: run.name, introduction: introduction, content: .sections(sections), data: body.data
        ).html
    }
}
