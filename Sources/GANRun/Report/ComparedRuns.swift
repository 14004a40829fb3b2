import Foundation
import GANCore
import GANMetrics
import GANRecipe
import GANTrain

/// Several runs on one page.
struct ComparedRuns {
    private let runs: [RunDigest]
    private let names: [String]

    /// - Throws: `RunError` for fewer than two runs, and for a folder that is no run.
    init(_ folders: [String]) throws {
        guard folders.count > 1 else {
            throw RunError.unfit("a comparison needs at least two runs\n  fix: give another one")
        }
        self.init(zip(RunNames.short(folders), try folders.map { try RunDigest($0) }).map { ($0, $1) })
    }

    init(_ runs: [(name: String, digest: RunDigest)]) {
        (names, self.runs) = (runs.map(\.name), runs.map(\.digest))
    }

    /// A page with its pictures inside.
    func page() -> ReportPage {
        var data = PageData()
        let budget = RunReport.sheetBudget / runs.count
        let sheets = runs.map { ReportSheets($0.contents, budget: budget, onlyNewest: true) }
        let shown = runs.indices.compactMap { index in
            sheets[index].fakes.last.map { newest in
                Self.sheet(newest.step, of: names[index], runs[index]) { newest.picture.element($0) }
            }
        }
        let problems = zip(names, sheets).flatMap { name, sheets in sheets.problems.map { $0.of(name) } }
        let parts = parts(&data, sheets: shown, problems: problems) { figure, theme in
            let bytes = try? figure.bytes(.svg, theme)
            return bytes.map { "data:image/svg+xml;base64,\(Data($0).base64EncodedString())" }
        }
        return ReportPage(
            title: "Comparison of \(counted(runs.count, "run"))", introduction: "",
            sections: Markup.Section.present(parts), data: data)
    }

    /// A sheet with the name of its run.
    /// - Parameter element: the sheet's, with a text for who does not see it.
    static func sheet(
        _ step: Int, of name: String, _ digest: RunDigest, _ element: (String) -> Markup
    ) -> Markup {
        """
        <figure><figcaption>\(.name(name)), \(digest.place(ofStep: step))</figcaption>
        \(element("\(name.onOneLine): \(digest.text(ofSheet: step))"))</figure>
        """
    }

    /// - Parameters:
    ///   - data: gets the curves.
    ///   - sheets: the newest ones, as `sheet` makes them.
    ///   - problems: warnings besides those of the runs' digests.
    ///   - plot: the address of the plot of classes in a theme; nil if it cannot be drawn.
    func parts(
        _ data: inout PageData, sheets: [Markup], problems: [PageWarning], plot: (Figure, Figure.Theme) -> String?
    ) -> [(id: String, title: String, content: Markup?)] {
        let known = zip(names, runs).compactMap { name, run in run.history.map { (name: name, history: $0) } }
        let curves = ReportCurves(known).add(to: &data)
        let note: Markup = "<p class=\"soft\">Figures of single classes are on the pages of single runs.</p>"
        let scores = ComparedScores(names, runs)
        let own = zip(names, runs).flatMap { name, run in run.problems.map { $0.of(name) } }
        return [
            ("runs", "Runs", overview),
            ("warnings", "Warnings", RunReport.warnings(own + problems + scores.problems)),
            ("scores", "Scores", scores.markup(plot)), ("paired", "Differences over seeds", scores.paired),
            ("sheets", "Generated images", sheets.isEmpty ? nil : "<div class=\"sheets\">\(sheets)</div>"),
            ("curves", "Curves", known.isEmpty ? nil : "\(note)\(curves)"), ("recipe", "Recipes", recipes),
        ]
    }

    private var overview: Markup {
        .table(
            "Progress and origin of each run",
            head: ["run", "training", "seed", "training images", "processor", "commit"],
            zip(names, runs).map { name, run in
                let manifest = run.manifest
                return (
                    name: .name(name),
                    cells: [
                        .init("\(run.progress)", style: "value"),
                        .init("\(manifest.seed.map(String.init) ?? "")", style: "number"),
                        .init("\(grouped(manifest.data.info.count))", style: "number"),
                        .init("\((manifest.device ?? manifest.processor ?? "").onOneLine)", style: "value"),
                        .init("\((manifest.commit ?? "").prefix(8).description)"),
                    ]
                )
            })
    }

    // MARK: Recipes

    /// The keys that differ from the first run's recipe, besides seeds and what does not change the weights. Values are those for others: the
    /// files have whole paths. A recipe that cannot be checked has none, since it is not known which of its values are paths.
    private var recipes: Markup {
        let arms = runs.map { try? RecipeArm(of: $0.folder) }
        guard let first = arms[0] else { return "<p>The first run has no recipe to compare with.</p>" }
        let differences = arms.map { $0?.differences(from: first) ?? [] }
        var keys: [String] = []
        for own in differences { keys += own.map(\.path).filter { !keys.contains($0) } }
        guard !keys.isEmpty else { return "<p>The recipes differ in nothing but seeds and places of files.</p>" }
        let shown = runs.map { run in run.recipe.map { $0.shown(.linked) { $0.lastPathPart } } }
        return .table(
            "Differences from the recipe of \(names[0].onOneLine), besides seeds",
            head: ["key"] + names.map { Markup.name($0) },
            keys.map { key in
                (
                    name: "\(key)",
                    cells: shown.map { recipe in
                        let value = recipe.map { RecipeDifference.value(at: key, of: $0) ?? "(none)" } ?? ""
                        return Markup.Cell("\(value.shortened(to: 200))", style: "value")
                    }
                )
            })
    }
}

/// Scores of several runs, side by side and over seeds.
struct ComparedScores {
    private let comparison: RunComparison
    private let classes: [RunComparison.ClassTable]
    /// Of the evaluated runs.
    private let names: [String]
    private let arms: [Arm]
    private let pairs: Result<PairedComparison, any Error>
    /// The runs' folders, and the names that the page shows instead.
    private let folders: [(folder: String, name: String)]
    /// Runs without an evaluation.
    let problems: [PageWarning]

    init(_ names: [String], _ runs: [RunDigest]) {
        let measured = zip(names, runs).compactMap { name, run in
            run.evaluations.first.map { (name: name, folder: run.folder, report: $0.report) }
        }
        comparison = RunComparison(named: measured.map { ($0.name, $0.report) })
        (self.names, classes) = (measured.map(\.name), comparison.classes)
        arms = comparison.differences.isEmpty ? Self.arms(measured.map(\.folder)) : []
        problems = zip(names, runs).filter { $1.evaluations.isEmpty }.map {
            PageWarning($0.0, "the run was not evaluated yet")
        }
        pairs = Result { try PairedComparison(pairing: runs.map(\.folder)) }
        // Those without a slash are names, or `.`, which stands in every text.
        folders = zip(runs, names).map { (folder: $0.folder, name: $1) }.filter { $0.folder.contains("/") }
            .sorted { $0.folder.count > $1.folder.count }
    }

    /// A text with the names of runs in place of their folders, which would tell of the machine.
    private func shown(_ text: String) -> String {
        folders.reduce(text) { $0.replacing($1.folder, with: $1.name) }
    }

    /// A recipe of which several seeds were evaluated.
    private struct Arm {
        let name: String
        /// The places of its runs among those that were evaluated.
        let indices: [Int]
    }

    /// - Parameter folders: of the runs that were evaluated.
    private static func arms(_ folders: [String]) -> [Arm] {
        let known = folders.enumerated().compactMap { index, folder in
            (try? RecipeArm(of: folder)).map { (index: index, recipe: $0) }
        }
        // A run that is given twice is not two seeds.
        let groups = RecipeArm.groups(known) { $0.recipe }.filter { group in
            group.count > 1 && Set(group.map(\.recipe.seed)).count == group.count
        }
        return zip(groups, RecipeArm.names(of: groups.map { $0.map(\.recipe) })).map { group, name in
            Arm(name: name, indices: group.map(\.index))
        }
    }

    /// The heads of columns with means over seeds.
    private var armHeads: [Markup] { arms.map { arm -> Markup in "mean of \(.name(shown(arm.name)))" } }

    /// Means over the seeds of each recipe, with intervals.
    /// - Parameter values: one for each run.
    private func means(_ values: [Double?]) -> [Markup.Cell] {
        arms.map { arm in Self.mean(SeedValues(arm.indices.compactMap { values[$0] })) }
    }

    private var overSeeds: String { arms.isEmpty ? "" : "; means over seeds with 95 % intervals" }

    /// Nil if no run was evaluated.
    /// - Parameter address: of the plot of classes in a theme; nil if it cannot be drawn.
    func markup(_ address: (Figure, Figure.Theme) -> String?) -> Markup? {
        guard !names.isEmpty else { return nil }
        let warning = Self.warning("The runs", comparison.differences)
        return "\(warning)\(scores)\(plot(address))\(classes.map(table))"
    }

    private static func warning(_ runs: String, _ differences: [String]) -> Markup {
        guard !differences.isEmpty else { return "" }
        let listed = differences.joined(separator: ", ")
        return "<p class=\"alarm\">\(runs) were not measured alike; different: \(listed)</p>"
    }

    private var heads: [Markup] { names.map { Markup.name($0) } }

    /// The best value of each score is bold, if the runs can be compared.
    private var scores: Markup {
        .table(
            "Scores of the newest evaluations\(overSeeds)", head: ["score"] + heads + armHeads,
            comparison.scores.map { score in
                (
                    name: ReportScores.title(score.name, score.better),
                    cells: score.values.map { value in
                        guard comparison.differences.isEmpty, let value, value == score.best else {
                            return Markup.Cell(value)
                        }
                        return Markup.Cell("<strong>\(.number(value))</strong>", style: "number best")
                    } + means(score.values)
                )
            })
    }

    /// The plot of classes that `RunComparison` draws, in both themes.
    private func plot(_ address: (Figure, Figure.Theme) -> String?) -> Markup {
        guard let figure = comparison.plot() else { return "" }
        func image(_ theme: Figure.Theme, _ style: String) -> Markup {
            guard let source = address(figure, theme) else { return "" }
            let text = "Plot of the scores of each class, from head to tail; the tables below have the numbers"
            return "<img class=\"\(style)\" alt=\"\(text)\" src=\"\(source)\">"
        }
        let images: Markup = "\(image(.light, "figure-light"))\(image(.dark, "figure-dark"))"
        guard !images.source.isEmpty else { return "" }
        // Its letters would be too small in a narrow window.
        return """
            <div class="scroll" role="region" aria-label="Plot of the scores of each class" tabindex="0">\(images)</div>
            """
    }

    private func table(_ classes: RunComparison.ClassTable) -> Markup {
        .table(
            "\(classes.title.onOneLine), \(classes.better.rawValue) is better\(overSeeds)",
            head: ["class"] + heads + armHeads,
            classes.rows.map { row in
                let images = row.trainingImages.map { " (\(grouped($0)))" } ?? ""
                return (
                    name: "\(.name(row.name))\(images)", cells: row.values.map { Markup.Cell($0) } + means(row.values)
                )
            })
    }

    private static func mean(_ values: SeedValues) -> Markup.Cell {
        guard !values.values.isEmpty else { return Markup.Cell(nil) }
        return Markup.Cell("\(digits(values.mean))\(interval(values).map { " (\($0))" } ?? "")", style: "number")
    }

    private static func interval(_ values: SeedValues) -> String? {
        values.interval().map { "\(digits($0.lowerBound)) … \(digits($0.upperBound))" }
    }

    // MARK: Over seeds

    /// Differences from the first recipe, or why there are none.
    var paired: Markup {
        switch pairs {
        case .success(let paired): return table(paired)
        case .failure(let error):
            let known = (error as? PairedComparison.Unpaired).map { shown("\($0.reason)\n  fix: \($0.fix)") }
            return """
                <p>Runs of several recipes with the same seeds would have differences with intervals and p values here. These have none:</p>
                <pre>\(known ?? "one of them cannot be paired; `ganzoo compare` says why")</pre>
                """
        }
    }

    private func table(_ paired: PairedComparison) -> Markup {
        let seeds = paired.seeds.map(String.init).joined(separator: ", ")
        let rows = paired.rows.map { row in
            let values = row.differences
            let cells: [Markup.Cell] = [
                .init("\(.name(shown(row.arm))) − \(.name(shown(row.baseline)))"),
                .init("\(values.values.count)", style: "number"), .init(values.mean),
                .init("\(Self.interval(values) ?? "")", style: "number"), .init(values.signFlipP),
                .init(row.correctedP),
            ]
            return (name: ReportScores.title(row.score, row.better), cells: cells)
        }
        let heads: [Markup] = ["score", "difference of", "n", "mean", "95 % interval", "p", "Holm"]
        return """
            \(Self.warning("Paired runs", paired.protocolDifferences))
            <p>\(counted(paired.seeds.count, "pair")), seeds \(seeds). p is that of the exact sign-flip test; Holm corrects it for all rows.</p>
            \(.table("Mean differences between recipes", head: heads, rows))
            """
    }
}
