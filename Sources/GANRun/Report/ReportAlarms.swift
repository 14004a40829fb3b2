import GANCore
import GANTrain

/// Warnings of classes that collapsed, as training printed them.
struct ReportAlarms {
    private let alarms: [CollapseAlarms.Alarm]
    /// Whether there was something to look at: classes, and figures of them.
    private let wasMeasured: Bool
    /// Reasons why an alarm may be missing, and what the data warn of.
    let problems: [String]

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
    private static func alarms(
        _ info: DatasetInfo, _ digest: RunDigest, _ report: @escaping PreparationReport
    ) -> (CollapseAlarms?, problems: [String]) {
        do {
            let data = try digest.recipeFile.data([]).open(classOrder: info.classNames, warns: false, report: report)
            guard data.info.namesOfClasses == info.namesOfClasses else {
                throw RunError.failed("the data's classes are not those that the run was trained on")
            }
            return (try CollapseAlarms(info, comparedWith: data), DataWarnings(data).texts)
        } catch {
            let problem = "Alarms are about W alone, because the run's images cannot be read: \(error)"
            return (try? CollapseAlarms(info, comparedWith: nil), [problem])
        }
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
