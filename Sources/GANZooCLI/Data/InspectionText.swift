import GANCore
import GANData
import GANRecipe
import GANRun

/// The report of `data check`.
struct InspectionText {
    private let inspection: ImageInspection
    private let chosen: DatasetReference
    private let settings: ImageSettings
    private let nearCopies: [NearCopies]

    init(
        _ inspection: ImageInspection, _ chosen: DatasetReference, _ settings: ImageSettings, _ nearCopies: [NearCopies]
    ) {
        (self.inspection, self.chosen, self.settings, self.nearCopies) = (inspection, chosen, settings, nearCopies)
    }

    var text: String {
        let parts = [images, LabelText(inspection.labels).lines, notes, copies, otherSplits, damage, faults, recipe]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var images: [String] {
        var count = grouped(inspection.count)
        if inspection.count < inspection.collectionCount { count += " of \(grouped(inspection.collectionCount))" }
        let readable = inspection.count - inspection.damage.count
        if readable < inspection.count { count += ", \(grouped(readable)) of them readable" }
        return ["data      \(chosen.name.escapingControls)", "images    \(count)"]
            + (readable > 0 ? [sizes, channels] : [])
    }

    private var sizes: String {
        let sizes = inspection.sizes.keys.sorted()
        guard let smallest = sizes.first, let largest = sizes.last else { return "" }
        let range =
            sizes.count == 1
            ? "\(smallest)" : "\(smallest) to \(largest), \(grouped(sizes.count)) different"
        return "size      \(range)"
            + (inspection.oblong > 0 ? "; \(grouped(inspection.oblong)) not square" : "")
    }

    private var channels: String {
        let (gray, color) = (inspection.channels[1] ?? 0, inspection.channels[3] ?? 0)
        if gray == 0 { return "channels  3, color" }
        return color == 0 ? "channels  1, gray" : "channels  \(grouped(color)) color, \(grouped(gray)) gray"
    }

    private var notes: [String] {
        inspection.notes.map { ($0.isWarning ? "warning: " : "note: ") + $0.text }
    }

    private var copies: [String] {
        guard !inspection.copies.isEmpty else { return [] }
        let count = inspection.copies.reduce(0) { $0 + $1.places.count - 1 }
        let differing = inspection.copies.reduce(0) { $0 + $1.relabeled }
        var title = "\(counted(count, "image")) \(count == 1 ? "is a copy" : "are copies") of others"
        if differing > 0 {
            title += count == 1 ? ", with another label" : ", \(grouped(differing)) of them with another label"
        }
        let examples = inspection.copies.sorted { $0.labelsDiffer && !$1.labelsDiffer }.prefix(Self.mostExamples)
        return ["\(title):"] + examples.map { "  " + listed($0.places.map(\.escapingControls), atMost: 4) }
            + (inspection.copies.count > Self.mostExamples ? ["  …"] : [])
    }

    private static let mostExamples = 5

    /// Images that another split has nearly the same.
    private var otherSplits: [String] {
        nearCopies.filter { !$0.pairs.isEmpty }.flatMap { found in
            let count = found.pairs.count
            let title =
                "\(counted(count, "image")) \(count == 1 ? "is" : "are") nearly the same as one of \(found.split), so scores"
                + " against \(found.split) are too good:"
            let examples = found.pairs.prefix(Self.mostExamples).map {
                "  \($0.place.escapingControls) and \($0.otherPlace.escapingControls)"
            }
            return [title] + examples + (count > Self.mostExamples ? ["  …"] : [])
        }
    }

    private var damage: [String] {
        guard !inspection.damage.isEmpty else { return [] }
        let fixes = Set(inspection.damage.filter(\.isOfLibrary).map(\.fix)).sorted()
        return ["cannot be read:"] + inspection.damage.map { "  \($0.words)" } + fixes.map { "  fix: \($0)" }
    }

    private var faults: [String] {
        inspection.faults.isEmpty
            ? []
            : ["must be corrected:"] + inspection.faults.map { "  \($0.words)\n    fix: \($0.fix.escapingControls)" }
    }

    private var recipe: [String] {
        guard let suggestedBlock else { return [] }
        let block = RecipeNode(.map([.init(key: "data", keyMark: nil, value: suggestedBlock)]))
        return ["in a recipe:"]
            + RecipeWriter().text(block).split(separator: "\n").map { "  \($0)" }
    }

    /// The block `data` of a recipe; nil if no image can be read.
    var suggestedBlock: RecipeNode? { SuggestedData(inspection, of: chosen, settings)?.node }
}
