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
        let parts = [head, usage.map(MarkdownText.init(trusted:)), intendedUse, data, scores, recipeLines]
        return parts.map { $0.map(\.source).joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var head: [MarkdownText] {
        let networks = [ComponentRole.generator, .discriminator].compactMap { role -> String? in
            recipe.components[role].map { ("\(role.rawValue) \(code: $0.name)" as MarkdownText).source }
        }
        let list = MarkdownText(trusted: networks.joined(separator: ", "))
        let program = manifest.program.map { ["Trained by GANZoo, \($0)." as MarkdownText] } ?? []
        let imported = manifest.imported.map { files in
            ["Imported from \(files.map(\.lastPathPart).joined(separator: ", "))." as MarkdownText]
        }
        return [
            "---", "license: unknown", "pipeline_tag: unconditional-image-generation", "---", "", "# \(title)", "",
            "\(code: file): \(list); images of \(info.sizeText).",
        ] + program + (imported ?? []) + [
            "",
            """
            **License: not stated.** Whoever publishes this file states the license of the weights above, and checks what the license of \
            the training images allows.
            """,
        ]
    }

    private var intendedUse: [MarkdownText] {
        [
            "## Intended use", "",
            "Not stated. Say here what the images are for, and what they must not be used for.", "",
            """
            Generated images can resemble training images; `ganzoo nearest` shows the nearest ones. Classes with few training images \
            may show little variety.
            """,
        ]
    }

    private static let mostClasses = 200

    private var data: [MarkdownText] {
        let images = counted(info.count / info.copies, "image") + copies
        let labels = info.labelKind.rawValue == "none" ? "without labels" : "with \(info.labelKind.rawValue)"
        var lines: [MarkdownText] = ["## Training data", "", "\(images), \(labels)."]
        let named = zip(info.classNames, info.imageCounts).sorted { $0.1 > $1.1 }
        guard !named.isEmpty else { return lines }
        lines += ["", "| \(info.labelKind == .classes ? "class" : "attribute") | images |", "| --- | --- |"]
        lines += named.prefix(Self.mostClasses).map { "| \($0.0) | \($0.1) |" }
        if named.count > Self.mostClasses { lines.append("| \(named.count - Self.mostClasses) more | |") }
        return lines
    }

    private var copies: String { info.copies > 1 ? " and their mirrored copies" : "" }

    private var scores: [MarkdownText] {
        guard !reports.isEmpty else {
            return ["## Scores", "", "None were measured at this checkpoint; `ganzoo evaluate` does."]
        }
        return ["## Scores"] + reports.flatMap { [""] + table($0) }
    }

    private func table(_ report: EvaluationReport) -> [MarkdownText] {
        let own = report.measuredBy
        let images = "\(grouped(own.samples.count)) generated images against \(grouped(own.reference.count)) real ones"
        let part = own.reference.split.map { " (\($0.rawValue))" } ?? ""
        let head: [MarkdownText] = [
            "\(images)\(part), features \(own.network.title):", "", "| score | value |", "| --- | --- |",
        ]
        let rows = report.orderedScores.map { "| \($0) | \(report.scores[$0] ?? .nan) |" as MarkdownText }
        let caveats = report.caveats.map { "- \($0)" as MarkdownText }
        return head + rows + (caveats.isEmpty ? [] : [""] + caveats)
    }

    /// Paths are cut to their last parts, since they would tell of the machine.
    private var recipeLines: [MarkdownText] {
        let text = RecipeWriter().text(recipe.shown(.linked) { $0.lastPathPart })
        return ["## Recipe", "", "```yaml", MarkdownText(trusted: text.trimmingCharacters(in: .newlines)), "```"]
    }
}
