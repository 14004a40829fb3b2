import ArgumentParser
import GANPictures
import GANRun

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Puts the scores of runs side by side, class by class where they have them.",
        discussion:
            "Takes the newest evaluation of each run. Says what differs between the protocols: then scores do not compare."
    )
    @Argument(help: "Folders of runs, or reports.", completion: .directory) var runs: [String]
    @Option(name: .customLong("out"), help: "A PNG of the scores of each class from head to tail.", completion: .file())
    var output: String?

    func validate() throws {
        if runs.count < 2 { throw ValidationError("give two runs or more") }
    }

    func run() throws {
        let comparison = RunComparison(
            try runs.map { run in
                guard run.hasSuffix(".json") else {
                    return (run, try EvaluationFile.read(EvaluationFile.newest(in: run)))
                }
                return (run, try EvaluationFile.read(run, followsLinks: true))
            })
        for line in comparison.lines { printLine(line) }
        guard let output else { return }
        guard let plot = comparison.plot else {
            throw CommandFailure.failed("no class has a score in every run\n  fix: evaluate them with intra_fid")
        }
        let picture = try PictureOutput(output, in: ".", named: "comparison.png")
        let png: [UInt8]
        do { png = try plot.raster().png() } catch { throw CommandFailure.failed("\(output): \(error)") }
        printLine(try picture.write(png))
    }
}
