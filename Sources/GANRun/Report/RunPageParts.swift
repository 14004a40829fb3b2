import GANTrain

/// Parts of a page about a run, for a program that shows runs which still train. They are those of `RunReport`, without what the whole data,
/// all sheets or files outside of the run must be read for. Recipes of the library are read.
package struct RunPageParts {
    /// The scores, the curves, the recipe, and what the run was trained on.
    package let sections: [Markup.Section]
    /// JSON that the script of pages reads.
    package let data: String

    /// - Throws: an error of the encoder.
    package init(_ digest: RunDigest) throws {
        var data = PageData()
        let parts: [(id: String, title: String, content: Markup?)] = [
            ("scores", "Scores", ReportScores(digest).markup),
            ("curves", "Curves", digest.history.map { ReportCurves($0).add(to: &data) }),
            ("recipe", "Recipe", ReportRecipe(digest, readsFiles: false).markup),
            ("facts", "Data, program and machine", ReportFacts(digest).markup),
        ]
        sections = parts.compactMap { id, title, content in
            content.map { Markup.Section(id: id, title: title, content: $0) }
        }
        self.data = try data.json()
    }

    /// The data of a page without curves.
    package static func noData() throws -> String { try PageData().json() }

    /// The step of the newest sheet of generated images; nil if there is none.
    package static func newestSheet(in contents: RunContents) -> Int? { ReportSheets.steps(in: contents).last }

    /// The file of a sheet of generated images.
    package static func sheet(ofStep step: Int, in contents: RunContents) -> String {
        ReportSheets.path(ofStep: step, in: contents)
    }

    /// What a sheet of generated images shows, for who does not see it.
    package static func text(ofSheet step: Int, in digest: RunDigest) -> String { SheetParts.text(step, in: digest) }
}
