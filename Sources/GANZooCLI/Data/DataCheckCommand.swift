import ArgumentParser
import GANCore
import GANData
import GANRun

struct DataCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Reads every image and reports counts, sizes, classes from head to tail, duplicates, and all problems.",
        discussion: """
            The report says how folders, lists and label files were read, and what was skipped. If the data have another split, such \
            as a folder `test` beside `train`, it names images of which that split has a near copy. It ends with the `data` block of a \
            recipe. Of a plugin's data set, a sample of the images is read. The exit code is 1 if an image is damaged or another fault must be corrected.
            """)
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var output: ReportOptions
    @Argument(help: "A recipe, or the images: see `ganzoo data --help`.", completion: .file()) var data: String
    @Argument(help: "Overrides, such as data.resolution=64.") var overrides: [String] = []

    func run() throws {
        try plugins.load()
        let chosen = try DatasetReference(data, overrides: overrides)
        guard let settings = chosen.imageSettings else {
            let data = try ProgressLine.announced { try chosen.open(report: $0) }
            let read = try ProgressLine.announced { try DatasetProbe(data).read($0) }
            let report = DataCheckReport(data.info, chosen, read: read)
            return try output.show(report) { DataFactsText(data.info, read: read).text }
        }
        let others = chosen.otherSplits()
        let inspection = try Self.inspect(chosen, settings, comparesSplits: !others.isEmpty)
        let nearCopies = try others.compactMap { try Self.nearCopies(inspection, $0.name, $0.data) }
        let text = InspectionText(inspection, chosen, settings.images, nearCopies)
        try output.show(DataCheckReport(inspection, chosen, text.suggestedBlock, nearCopies)) { text.text }
        if let failure = Self.failure(inspection, settings.images) { throw failure }
    }

    private static func inspect(
        _ data: DatasetReference, _ settings: any ImageDatasetSettings, comparesSplits: Bool
    ) throws -> ImageInspection {
        do {
            return try ProgressLine.announced { report in
                try ImageInspection(
                    try settings.labeledCollection(), settings.images, comparesSplits: comparesSplits, report)
            }
        } catch { throw data.failure(error) }
    }

    /// - Returns: nil if the other split cannot be read, which is not what was asked.
    private static func nearCopies(
        _ own: ImageInspection, _ name: String, _ data: DatasetReference
    ) throws -> NearCopies? {
        guard let settings = data.imageSettings, let other = try? inspect(data, settings, comparesSplits: true) else {
            return nil
        }
        return try ProgressLine.announced { try NearCopies(own, split: name, other, $0) }
    }

    private static func failure(_ inspection: ImageInspection, _ settings: ImageSettings) -> CommandFailure? {
        let (damage, faults) = (inspection.damage.count, inspection.faults.count)
        let text = "\(counted(damage, "image")) cannot be read"
        let missing = inspection.damage.count(where: \.isOfLibrary)
        let fix =
            switch missing {
            case 0: "replace or remove \(damage == 1 ? "it" : "them")" + skipping(inspection, settings)
            case damage: "install the packages that are named above"
            default: "install the packages that are named above, and replace or remove the others"
            }
        let wrong = "\(counted(faults, "fault")) must be corrected"
        switch (damage > 0, faults > 0) {
        case (false, false): return nil
        case (true, false): return .failed("\(text)\n  fix: \(fix)")
        case (false, true): return .failed("\(wrong)\n  fix: see the list above")
        case (true, true): return .failed("\(text), \(wrong)\n  fix: \(fix); for the faults see the list above")
        }
    }

    /// Says what training does with damaged images, as an addition to the fix.
    private static func skipping(_ inspection: ImageInspection, _ settings: ImageSettings) -> String {
        let them = inspection.damage.count == 1 ? "it" : "them"
        guard inspection.canLeaveOutDamage else { return "" }
        return settings.skipsDamage
            ? "; training skips \(them) (data.on_bad_image: skip)"
            : ", or train with data.on_bad_image=skip, which skips \(them)"
    }
}
