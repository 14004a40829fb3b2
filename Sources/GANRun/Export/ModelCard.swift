import Foundation
import GANCore
import GANImport
import GANMetrics
import GANRecipe
import GANTrain

/// A note in Markdown beside an exported file: what the networks are, how Python uses them, and fields for who publishes them.
struct ModelCard {
    /// The exported file's name.
    let file: String
    let title: String
    let manifest: RunManifest
    let recipe: CheckedRecipe
    /// Reports of the checkpoint.
    let reports: [EvaluationReport]
    /// What the file contains, and Python code that uses it.
    let usage: [String]

    private var info: DatasetInfo { manifest.data.info }

    var text: String {
        let parts = [head, usage, intendedUse, data, scores, recipeLines]
        return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var head: [String] {
        let networks = [ComponentRole.generator, .discriminator].compactMap { role in
            recipe.components[role].map { "\(role.rawValue) `\($0.name)`" }
        }
        let program = manifest.program.map { ["Trained by GANZoo, \($0)."] } ?? []
        let imported =
            manifest.imported.map { ["Imported from \($0.map(\.lastPathPart).joined(separator: ", "))."] } ?? []
        return [
            "---", "license: unknown", "pipeline_tag: unconditional-image-generation", "---", "",
            "# \(title.onOneLine)", "",
            "`\(file)`: \(networks.joined(separator: ", ")); images of \(info.sizeText).",
        ] + program + imported + [
            "",
            "**License: not stated.** Whoever publishes this file states the license of the weights above, and checks what the license of"
                + " the training images allows.",
        ]
    }

    private var intendedUse: [String] {
        [
            "## Intended use", "",
            "Not stated. Say here what the images are for, and what they must not be used for.", "",
            "Generated images can resemble training images; `ganzoo nearest` shows the nearest ones. Classes with few training images"
                + " may show little variety.",
        ]
    }

    private static let mostClasses = 200

    private var data: [String] {
        var lines = [
            "## Training data", "",
            "\(counted(info.count / info.copies, "image"))\(copies), \(info.labelKind.rawValue == "none" ? "without labels" : "with \(info.labelKind.rawValue)").",
        ]
        let named = zip(info.classNames, info.imageCounts).sorted { $0.1 > $1.1 }
        guard !named.isEmpty else { return lines }
        lines += ["", "| \(info.labelKind == .classes ? "class" : "attribute") | images |", "| --- | --- |"]
        lines += named.prefix(Self.mostClasses).map { "| \(Self.cell($0.0)) | \($0.1) |" }
        if named.count > Self.mostClasses { lines.append("| \(named.count - Self.mostClasses) more | |") }
        return lines
    }

    private var copies: String { info.copies > 1 ? " and their mirrored copies" : "" }

    private var scores: [String] {
        guard !reports.isEmpty else {
            return ["## Scores", "", "None were measured at this checkpoint; `ganzoo evaluate` does."]
        }
        return ["## Scores"]
            + reports.flatMap { report -> [String] in
                let own = report.measuredBy
                return [
                    "",
                    "\(grouped(own.samples.count)) generated images against \(grouped(own.reference.count)) real ones"
                        + "\(own.reference.split.map { " (\($0.rawValue))" } ?? ""), features \(own.network.title):",
                    "",
                    "| score | value |", "| --- | --- |",
                ] + report.orderedScores.map { "| \(Self.cell($0)) | \(report.scores[$0] ?? .nan) |" }
                    + (report.caveats.isEmpty ? [] : [""] + report.caveats.map { "- \(Self.cell($0))" })
            }
    }

    /// Paths are cut to their last parts, since they would tell of the machine.
    private var recipeLines: [String] {
        let shown = recipe.shown(.linked) { $0.lastPathPart }
        return ["## Recipe", "", "```yaml", RecipeWriter().text(shown).trimmingCharacters(in: .newlines), "```"]
    }

    private static func cell(_ text: String) -> String { text.onOneLine.replacing("|", with: "\\|") }
}
