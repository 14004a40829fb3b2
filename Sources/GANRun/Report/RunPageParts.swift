import GANCore
import GANTrain

/// Parts of a page about runs, for a program that shows runs which still train. They are those of `RunReport`, without what the whole data,
/// all sheets or files outside of the runs must be read for. Recipes of the library are read. Pictures are at addresses of the program.
package struct RunPageParts {
    package let sections: [Markup.Section]
    /// JSON that the script of pages reads.
    package let data: String

    /// The sheets, the scores, the curves, the recipe of a run, and what it was trained on.
    /// - Parameters:
    ///   - sheets: steps of the run's sheets of generated images, ascending.
    ///   - address: of the sheet of a step.
    /// - Throws: an error of the encoder.
    package init(_ digest: RunDigest, sheets: [Int], _ address: (Int) -> String) throws {
        var data = PageData()
        let chosen = ReportSheets.chosen(sheets.map { _ in 0 }, 0).indices.map { sheets[$0] }
        let slides = SheetSlides(digest, chosen, of: sheets.count)
        data.sheets = slides.data(Dictionary(chosen.map { ($0, address($0)) }) { first, _ in first })
        let newest = chosen.last.map { step in
            Markup.sheet(digest.text(ofSheet: step), at: address(step), id: SheetSlides.id)
        }
        try self.init(
            [
                ("sheets", "Generated images", newest.flatMap(slides.markup)),
                ("scores", "Scores", ReportScores(digest).markup),
                ("curves", "Curves", digest.history.map { ReportCurves($0).add(to: &data) }),
                ("recipe", "Recipe", ReportRecipe(digest).markup),
                ("facts", "Data, program and machine", ReportFacts(digest).markup),
            ], data)
    }

    /// Several runs side by side.
    /// - Parameters:
    ///   - runs: at least one, with the names that the page shows, and the steps of their newest sheets.
    ///   - problems: further warnings.
    ///   - sheet: the address of a run's sheet of a step.
    ///   - plot: the address of the plot of classes in a theme; nil if it cannot be drawn.
    /// - Throws: an error of the encoder.
    package init(
        comparing runs: [(name: String, digest: RunDigest, sheet: Int?)], problems: [PageWarning],
        sheet: (String, Int) -> String, plot: (Figure, Figure.Theme) -> String?
    ) throws {
        let compared = ComparedRuns(runs.map { ($0.name, $0.digest) })
        var data = PageData()
        let sheets = runs.compactMap { name, digest, step in
            step.map { step in ComparedRuns.sheet(step, of: name, digest) { .sheet($0, at: sheet(name, step)) } }
        }
        try self.init(compared.parts(&data, sheets: sheets, problems: problems, plot: plot), data)
    }

    private init(_ parts: [(id: String, title: String, content: Markup?)], _ data: PageData) throws {
        sections = Markup.Section.present(parts)
        self.data = try data.json()
    }

    /// The data of a page without curves and sheets.
    package static func noData() throws -> String { try PageData().json() }

    /// The steps of the sheets of generated images, ascending.
    package static func sheets(in contents: RunContents) -> [Int] { ReportSheets.steps(in: contents) }

    /// The first bytes of every sheet.
    package static var sheetSignature: [UInt8] { ReportPicture.signature }

    /// The file of a sheet of generated images.
    package static func sheet(ofStep step: Int, in contents: RunContents) -> String {
        ReportSheets.path(ofStep: step, in: contents)
    }
}
