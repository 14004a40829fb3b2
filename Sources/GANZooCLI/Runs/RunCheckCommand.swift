import ArgumentParser
import GANCore
import GANRun

struct RunCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads every file of a run, and says which are whole, damaged, or not the run's.",
        discussion: """
            Every tensor of every checkpoint is compared with its checksum, and its names and shapes with the recipe's generator. Logs are \
            read as far as the newest checkpoint says. Nothing is changed. The exit code is 1 if something is damaged. Do not check a run \
            that is training: what it removes meanwhile would be missing.
            """)
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var output: ReportOptions
    @Argument(help: "The folder of the run.", completion: .directory) var folder: String

    func run() throws {
        try plugins.load()
        let inspection = try RunInspection(of: folder)
        try output.show(RunCheckReport(inspection, folder)) { Self.text(inspection, folder) }
        let damaged = inspection.findings.count { $0.state == .damaged }
        if damaged > 0 {
            let entries = damaged == 1 ? "1 entry is" : "\(grouped(damaged)) entries are"
            throw CommandFailure.failed("\(folder): \(entries) damaged")
        }
    }

    private static func text(_ inspection: RunInspection, _ folder: String) -> String {
        let rows = inspection.findings.map { [$0.state.rawValue, $0.path, $0.text] }
        return (TextTable(rows, flushLeft: 3).lines + [next(inspection)]).joined(separator: "\n")
    }

    private static func next(_ inspection: RunInspection) -> String {
        guard let step = inspection.newestStep else {
            return "there is no whole checkpoint, so training cannot continue"
        }
        if let refusal = inspection.refusal { return "training does not continue: \(refusal)" }
        return inspection.isFinished
            ? "training is finished after step \(step); it continues from there with a larger train.kimg"
            : "training continues from step \(step)"
    }
}

/// `run check`.
struct RunCheckReport: Report {
    static let command = "run check"
    static let format = 1

    private struct Entry: Encodable {
        let path: String
        let state: RunInspection.State
        let text: String?
    }

    private let run: String
    private let newestStep: Int?
    private let refusal: String?
    private let isFinished: Bool
    private let files: [Entry]

    init(_ inspection: RunInspection, _ folder: String) {
        (run, newestStep, refusal) = (folder, inspection.newestStep, inspection.refusal)
        isFinished = inspection.isFinished
        files = inspection.findings.map { Entry(path: $0.path, state: $0.state, text: $0.text.isEmpty ? nil : $0.text) }
    }
}
