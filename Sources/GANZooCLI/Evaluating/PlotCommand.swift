import ArgumentParser
import GANRun

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draws the figures of a run over time.",
        discussion: """
            Reads metrics.jsonl, also of a run that is still training. Each picture shows figures that belong together: losses, the \
            spread of classes, label embeddings, twins, logits.
            """)
    @Option(name: .customLong("run"), help: "The run's folder.", completion: .directory) var folder: String
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "Folder for the pictures, which must not exist in it (default: in the run's folder).",
        completion: .directory)
    var output: String?
    @Option(help: "What to write: png, svg, or pdf for papers (default: png).") var format = Figure.Format.png
    @OptionGroup var colors: FigureColors
    @OptionGroup var report: ReportOptions
    @Argument(help: "As for other commands: new paths of what was moved since the training. Figures need no data.")
    var moved: [String] = []

    func validate() throws { try RunOptions.check(moved) }

    func run() throws {
        _ = try RunRecipe(folder, moved: moved)
        let plots = MetricPlots(try MetricHistory(run: folder)).plots
        let pictures = try plots.map { plot in
            let name = "\(plot.name).\(format.rawValue)"
            return try PictureOutput(output.map { "\($0)/\(name)" }, in: folder, named: "plot-\(name)")
        }
        let written = try zip(plots, pictures).map { plot, picture in try picture.write(plot.figure, colors.theme) }
        try report.show(PlotReport(pictures: written)) { written.joined(separator: "\n") }
    }
}

/// The colors of plots.
struct FigureColors: ParsableArguments {
    @Flag(help: "Draw plots on black instead of white.") var dark = false

    var theme: Figure.Theme { dark ? .dark : .light }
}

extension Figure.Format: ExpressibleByArgument {}

private struct PlotReport: Report {
    static let command = "plot"
    static let format = 1
    /// Files that were written.
    let pictures: [String]
}
