import GANCore
import GANRecipe
import GANTrain

/// Warnings of classes that collapsed, as training printed them.
struct ReportAlarms {
    private let alarms: [CollapseAlarms.Alarm]
    /// Whether there was something to look at: classes, and figures of them.
    private let wasMeasured: Bool
    /// Reasons why an alarm may be missing, and what the data warn of.
    let problems: [PageWarning]

    /// - Parameter report: hears how far reading the data has come.
    init(_ digest: RunDigest, _ report: @escaping PreparationReport) {
        let info = digest.manifest.data.info
        guard let history = digest.history, info.labelKind == .classes,
            history.names.contains(where: { $0.hasPrefix("spread.images.") })
        else {
            (alarms, wasMeasured, problems) = ([], false, [])
            return
        }
        let (found, reasons) = Self.alarms(info, digest, report)
        alarms = found?.alarms(over: history.kimg, isFinished: digest.isFinished, history.values) ?? []
        (wasMeasured, problems) = (true, reasons)
    }

    /// The rule, with the run's images if they can be read.
    ///
    /// A stranger's run can name any file of this machine. So the page has nothing of the data, unless they are those that the run was
    /// trained on, and no words of an error, which quote paths and files. These go to the log.
    private static func alarms(
        _ info: DatasetInfo, _ digest: RunDigest, _ report: @escaping PreparationReport
    ) -> (CollapseAlarms?, problems: [PageWarning]) {
        func withoutData(_ reason: String) -> (CollapseAlarms?, problems: [PageWarning]) {
            let words = "Alarms are about W alone, because \(reason)"
            return (try? CollapseAlarms(info, comparedWith: nil), [PageWarning(words)])
        }
        guard let fingerprint = digest.manifest.dataFingerprint else {
            return withoutData("\(RunPaths.manifestName) does not say which images the run was trained on")
        }
        do {
            let data = try digest.recipeFile.dataAlone().open(
                classOrder: info.classNames, warns: false, report: report)
            // The fingerprint may read all files, so it comes last.
            guard data.info.count == info.count, data.info.namesOfClasses == info.namesOfClasses,
                try DataFingerprint.of(data) == fingerprint
            else {
                return withoutData("the images that its recipe names are not those that the run was trained on")
            }
            return (try CollapseAlarms(info, comparedWith: data), warnings(of: data, digest))
        } catch {
            let advice = advice(digest)
            let fix = advice.map { "\n  fix: \($0); variables are not read for a page" } ?? ""
            Log.warning("the images of \(digest.folder) cannot be read: \(error)\(fix)")
            return withoutData("the run's images cannot be read here\(advice.map { ": \($0)" } ?? "")")
        }
    }

    /// What the data warn of, with their paths cut.
    private static func warnings(of data: any Dataset, _ digest: RunDigest) -> [PageWarning] {
        let paths = (digest.recipe?.paths(.linked) ?? []).map(\.path).filter { $0.contains("/") }
            .sorted { $0.count > $1.count }
        return DataWarnings(data).texts.map { text in
            PageWarning(paths.reduce(text) { $0.replacing($1, with: $1.lastPathPart) })
        }
    }

    /// Nil for a recipe whose data have no path.
    private static func advice(_ digest: RunDigest) -> String? {
        let keys = (digest.recipe?.paths(.linked) ?? []).map(\.key).filter { $0.hasPrefix("data.") }
        return keys.isEmpty ? nil : "give their place as \(listed(keys.map { "`\($0)=PATH`" }))"
    }

    var markup: Markup {
        guard wasMeasured else { return "<p>The spread of classes was not measured.</p>" }
        guard !alarms.isEmpty else { return "<p>No class collapsed.</p>" }
        return .list(
            alarms.map { alarm in
                "<span class=\"alarm\">at \(digits(alarm.kimg)) kimg:</span> \(alarm.text)"
            })
    }
}
