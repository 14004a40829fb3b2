import ArgumentParser
import CGANSupport
import Foundation
import GANCore
import GANMetrics
import GANRun

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Trains a recipe with every combination of values and seeds, and compares them.",
        discussion: """
            Each run is a folder below the sweep's, which `ganzoo train` fills and every command reads. The same command \
            continues a sweep: finished runs are skipped, others continue from their newest checkpoint. Ctrl-C or SIGTERM \
            writes a checkpoint of each run and ends with exit code 130. If the sweep is killed, its runs write a \
            checkpoint and end. A run that fails does not stop the others; it is named at the end, and the exit code is 1.
            """)
    @OptionGroup var arguments: RecipeArguments
    @Option(
        parsing: .upToNextOption,
        help: "Values of keys, separated by commas: `conditioner.sigma=0.1,0.25 regularizers.r1.weight=0.1,1`.")
    var grid: [String] = []
    @Option(help: "Seeds: `0-3` or `0,2`.", transform: { try NumberList($0) }) var seeds = NumberList([0])
    @Option(
        name: .customLong("seed-keys"), parsing: .upToNextOption,
        help: "Keys besides `seed` that get the seed of each run: `data.long_tail.seed data.subset.seed`.")
    var seedKeys: [String] = []
    @Option(help: "Runs at the same time. They share the processors.") var jobs = 1
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The folder of the runs (default: sweeps/<recipe>).",
        completion: .directory)
    var folder: String?
    @Option(
        parsing: .upToNextOption,
        help:
            "Scores of the newest evaluation or names of the run's figures for the table (default: the first score of each metric, or the losses)."
    )
    var measures: [String] = []
    @OptionGroup var device: DeviceOptions
    @OptionGroup var report: ReportOptions

    func validate() throws {
        guard (1...1024).contains(jobs) else { throw ValidationError("--jobs \(jobs) is not in 1 ... 1024") }
        guard Set(seeds.numbers).count == seeds.numbers.count else { throw ValidationError("--seeds has a seed twice") }
    }

    func run() throws {
        try arguments.plugins.load()
        let plan = try SweepPlan(
            arguments.recipe, arguments.overrides, SweepGrid(grid), seeds: SweepSeeds(seeds.numbers, keys: seedKeys),
            in: place)
        ganzoo_catch_signals()
        let isJSON = report.json
        let options = arguments.plugins.paths.flatMap { ["--plugin", $0] } + device.words
        var sweep = Sweep(plan, options: options, jobs: jobs) { line in
            if isJSON { printError(line) } else { printMessage(line) }
        }
        let endings = try sweep.run()
        guard !sweep.isStopped else {
            throw CommandFailure(
                description: "ganzoo: the sweep was interrupted; the same command continues it", exitCode: 130)
        }
        let failed = endings.filter { $0.value.problem != nil }
        do { try show(plan, endings) } catch let error as RunError where !failed.isEmpty {
            // The disk is full, perhaps: the runs that failed must be named all the same.
            printError(CommandFailure(error).description)
        }
        guard failed.isEmpty else { throw Self.failure(failed, of: plan) }
    }

    private var place: String {
        folder ?? "sweeps/\(URL(fileURLWithPath: arguments.recipe).deletingPathExtension().lastPathComponent)"
    }

    /// The table and the pictures, also of a sweep in which runs failed.
    private func show(_ plan: SweepPlan, _ endings: [SweepRun: RunOutcome]) throws {
        let table = SweepTable(plan, measures: measures.isEmpty ? nil : measures)
        guard table.rows.contains(where: { !$0.values.allSatisfy(\.values.isEmpty) }) else { return }
        let pictures = Self.draw(table, of: plan)
        let result = SweepReport(plan, table, endings, pictures.drawn)
        let written = Result { try TextFile.write(try result.json() + "\n", to: "\(plan.folder)/sweep.json") }
        for name in table.missing { printError("warning: no run has the measure `\(name)`") }
        try report.show(result) { (SweepText(table).lines + pictures.drawn).joined(separator: "\n") }
        try written.get()
        if let error = pictures.error { throw error }
    }

    /// A plot over each axis with several values.
    /// - Returns: the files, and the first error. One picture that fails costs neither the others nor the table.
    private static func draw(_ table: SweepTable, of plan: SweepPlan) -> (drawn: [String], error: RunError?) {
        var (drawn, first): ([String], RunError?) = ([], nil)
        for axis in plan.grid.axes where axis.values.count > 1 {
            guard let figure = table.plot(over: axis) else { continue }
            let path = "\(plan.folder)/sweep-\(axis.label).png"
            if let missing = figure.fontWarning { printError("warning: \(path): \(missing)") }
            do {
                try figure.write(to: path)
                drawn.append(path)
            } catch { first = first ?? RunError.failed("\(error)") }
        }
        return (drawn, first)
    }

    private static func failure(_ failed: [SweepRun: RunOutcome], of plan: SweepPlan) -> CommandFailure {
        let lines = plan.runs.compactMap { run in failed[run]?.problem.map { "  \(run.name): \($0)" } }
        let logs = plan.runs.compactMap { failed[$0]?.log }
        let advice = logs.isEmpty ? "" : "read \(logs.count > 1 ? "\(plan.folder)/NAME.log" : logs[0]); "
        return .failed(
            "\(counted(lines.count, "run")) of \(plan.runs.count) did not finish:\n" + lines.joined(separator: "\n")
                + "\n  fix: \(advice)the same command tries them again")
    }
}
