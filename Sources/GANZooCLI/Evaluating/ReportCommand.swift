import ArgumentParser
import GANRun

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes one HTML page about a run, or about several side by side.",
        discussion: """
            The page needs no other file and no network. It has curves with tables, sheets over the training, the newest nearest training \
            images and walks along directions of W, classes that collapsed, the scores of the newest evaluations, the recipe with its \
            differences from its parent, warnings, and what the run was trained on. Also of a run that is still training. With --compare, the page has curves and scores of all runs side by side, and \
            differences over seeds as compare --paired prints them.
            """)
    @OptionGroup var plugins: PluginOptions
    @Option(name: .customLong("run"), help: "The run's folder.", completion: .directory) var folder: String
    @Option(
        parsing: .upToNextOption, help: "Folders of further runs, which stand beside it on one page.",
        completion: .directory)
    var compare: [String] = []
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The HTML file to write; it must not exist (default: in the run's folder).", completion: .file())
    var output: String?
    @Argument(help: "As for other commands: new paths of what was moved since the training.")
    var moved: [String] = []

    func validate() throws {
        try RunOptions.check(moved)
        if !compare.isEmpty, !moved.isEmpty {
            throw ValidationError("--compare reads no data, so new paths have no effect; omit them")
        }
    }

    func run() throws {
        try plugins.load()
        let report = try ProgressLine.announced { progress in
            try compare.isEmpty
                ? RunReport(of: folder, moved: moved, progress) : RunReport(comparing: [folder] + compare)
        }
        let name = compare.isEmpty ? "report.html" : "comparison.html"
        let page = try PictureOutput(output, in: folder, named: name)
        printLine(try page.write(Array(report.html.utf8)))
    }
}
