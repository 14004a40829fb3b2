import GANCore
import GANRecipe

/// A page about a run, or about several side by side: one HTML file that needs nothing else, neither other files nor a network.
///
///     let report = try RunReport(of: "runs/mine")
///     try report.html.write(toFile: "mine.html", atomically: true, encoding: .utf8)
///
/// The page has curves with tables, sheets over the training, walks along directions of W, warnings of collapsed classes, scores, the
/// recipe and what the run was trained on. What a run does not have is left out. What is damaged is named on the page, and the log says why. Text from files is
/// escaped, and a content security policy forbids scripts other than the page's own. Paths are cut to their last parts.
public struct RunReport: Sendable {
    /// The file's text.
    public let html: String

    /// A page about one run.
    /// - Parameters:
    ///   - run: the run's folder, also of a run that is still training.
    ///   - moved: new paths of what the run's recipe names and was moved, such as `data.path=/new/photos`.
    /// - Throws: `RunError` if the folder is no run, or has symbolic links.
    public init(of run: String, moved: [String] = []) throws { try self.init(of: run, moved: moved) { _ in } }

    /// - Parameter report: hears how far reading the data has come, whose images the warnings are about.
    package init(of run: String, moved: [String] = [], _ report: @escaping PreparationReport) throws {
        let digest = try RunDigest(run, moved: moved)
        let alarms = ReportAlarms(digest, report)
        html = try Self.page(digest, alarms).html()
    }

    /// A page with several runs side by side: their curves, newest sheets and scores, what their recipes differ in, and differences over
    /// seeds if the runs pair (`PairedComparison`).
    /// - Parameter runs: the runs' folders, at least two. The recipe of the first one is the baseline.
    /// - Throws: `RunError` if a folder is no run, or has symbolic links.
    public init(comparing runs: [String]) throws {
        html = try ComparedRuns(runs).page().html()
    }

    private static func page(_ digest: RunDigest, _ alarms: ReportAlarms) -> ReportPage {
        var data = PageData()
        let sheets = ReportSheets(digest.contents, budget: sheetBudget)
        let parts = SheetParts(digest, sheets)
        let curves = digest.history.map { ReportCurves($0).add(to: &data) }
        let walks = sheets.walks.map { ReportWalks($0) }
        (data.sheets, data.walks) = (parts.slider, walks?.data)
        let unmeasured: Markup = "<p>The run was not evaluated yet; <code>ganzoo evaluate</code> does it.</p>"
        let sections: [(id: String, title: String, content: Markup?)] = [
            ("alarms", "Alarms", alarms.markup),
            ("warnings", "Warnings", warnings(digest.problems + sheets.problems + alarms.problems)),
            ("sheets", "Generated images", parts.markup), ("nearest", "Nearest training images", parts.nearest),
            ("directions", "Directions of W", walks?.markup),
            ("scores", "Scores", ReportScores(digest).markup ?? unmeasured),
            ("curves", "Curves", curves ?? "<p>There are no figures.</p>"),
            ("recipe", "Recipe", ReportRecipe(digest).markup),
            ("facts", "Data, program and machine", ReportFacts(digest).markup),
        ]
        let about = digest.recipe?.top.about.summary ?? ""
        let summary: Markup = about.isEmpty ? "" : "<p class=\"soft\">\(about)</p>"
        return ReportPage(
            title: digest.name, introduction: "<p>\(digest.progress)</p>\(summary)",
            sections: Markup.Section.present(sections), data: data)
    }

    /// Nil if there are none.
    static func warnings(_ warnings: [PageWarning]) -> Markup? {
        warnings.isEmpty ? nil : .list(warnings.map { warning -> Markup in "\(warning.text)" })
    }

    /// Bytes of all sheets of generated images of a page, before base64.
    static let sheetBudget = 4_000_000
}
