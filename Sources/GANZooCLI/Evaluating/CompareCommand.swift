import ArgumentParser
import GANRun

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compares the scores of runs, also class by class.",
        discussion:
            "Uses the newest evaluation of each run. If the protocols differ, the scores cannot be compared, and a warning names the differences. "
            + "With --paired, runs are grouped by recipe and paired by seed: mean differences from the first run's recipe, with intervals and p values over seeds."
    )
    @Argument(help: "Run folders, or report files.", completion: .directory) var runs: [String]
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "Also write a plot of the scores of each class, from head to tail: a .png, .svg or .pdf file.",
        completion: .file())
    var output: String?
    @OptionGroup var colors: FigureColors
    @Flag(help: "Compare recipes with the same seeds. The recipe of the first run is the baseline.") var paired = false
    @Option(
        parsing: .upToNextOption,
        help:
            "With --paired: names of the scores to test (default: all that every run has). Holm's correction counts them."
    )
    var scores: [String] = []
    @OptionGroup var report: ReportOptions

    func validate() throws {
        if runs.count < 2 { throw ValidationError("give at least two runs") }
        if paired, output != nil {
            throw ValidationError("--out draws single runs, so it cannot be used with --paired")
        }
        if colors.dark, output == nil { throw ValidationError("--dark is for the plot of --out; add --out") }
        if !paired, !scores.isEmpty { throw ValidationError("--scores chooses what --paired tests; add --paired") }
    }

    func run() throws {
        if paired {
            let comparison = try PairedComparison(runs, scores: scores.isEmpty ? nil : scores)
            return try report.show(PairedReport(comparison)) { PairedText(comparison).lines.joined(separator: "\n") }
        }
        let comparison = try RunComparison(runs)
        guard !report.json else {
            let plot = try output.map { try draw(comparison, to: $0) }
            return try report.show(ComparisonReport(comparison, plot: plot)) { "" }
        }
        for line in ComparisonText(comparison).lines { printLine(line) }
        if let output { printLine(try draw(comparison, to: output)) }
    }

    /// - Returns: the file.
    private func draw(_ comparison: RunComparison, to output: String) throws -> String {
        guard let plot = comparison.plot() else {
            throw CommandFailure.failed(
                "no class has a score in all runs\n  fix: evaluate the runs with --metrics intra_fid")
        }
        let picture = try PictureOutput(output, in: ".", named: "comparison.png", endings: Figure.Format.endings)
        return try picture.write(plot, colors.theme)
    }
}
