import ArgumentParser
import Foundation
import GANCore
import GANData
import GANModule
import GANRun

struct NewRecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe",
        abstract: "Looks at your images, measures this machine, and writes a recipe with a reason for each choice.",
        discussion: """
            The recipe is for the time that you give: a quarter of an hour, an hour, a night, or a graphics processor, whose speed is \
            not measured. Edit it as you like; `ganzoo recipe check` checks it.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "The images: see `ganzoo data --help`.", completion: .file()) var images: String
    @Option(name: .customLong("for"), help: "How long training may take: minutes, hour, night, gpu.")
    var time = TrainingTime.hour
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: the images' name, in the working folder).", completion: .file())
    var out: String?
    @Argument(help: "Overrides for the data, such as data.resolution=64.") var overrides: [String] = []

    func run() throws {
        try plugins.load()
        let target = out ?? "\(name).yaml"
        guard !FileManager.default.fileExists(atPath: target) else {
            throw CommandFailure.failed("\(target) already exists\n  fix: choose another file with --out FILE")
        }
        let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
        guard !DatasetReference.isRecipe(images) || !FileManager.default.fileExists(atPath: images) else {
            throw noImages
        }
        let chosen = try DatasetReference(images, overrides: overrides)
        guard let settings = chosen.imageSettings, FileManager.default.fileExists(atPath: images) else {
            throw noImages
        }
        let inspection: ImageInspection
        do {
            inspection = try ProgressLine.announced { report in
                try ImageInspection(try settings.labeledCollection(), settings.images, report)
            }
        } catch { throw chosen.failure(error) }
        let recipe = try SuggestedRecipe(
            inspection, of: chosen, settings.images, path: path(from: folder), for: time
        ) { try imagesPerSecond($0, folder) }
        if recipe.speed == nil { try Recipe(text: recipe.text, name: target, folder: folder).outlined { _ in } }
        do { try TextFile.create(recipe.text, at: target) } catch let error as DestinationError {
            throw CommandFailure(error, isFolder: false)
        }
        let run = URL(fileURLWithPath: target).deletingPathExtension().lastPathComponent
        printText(recipe.text + "\n")
        printLine("written: \(target)\(estimate(recipe))")
        printLine("  train it with: \(shellCommand(["ganzoo", "train", target, "--run", "runs/\(run)"]))")
    }

    /// The images' name, without the ending of a file: `photos` for `photos.zip`, but `photos.v2` for a folder `photos.v2`.
    private var name: String {
        let url = URL(fileURLWithPath: images).standardizedFileURL
        let isFolder = (try? SystemFile.status(of: images).isFolder) ?? false
        return (isFolder ? url : url.deletingPathExtension()).lastPathComponent
    }

    private var noImages: CommandFailure {
        .wrong("\(images): it must be a folder, an archive or a list of images\n  fix: see `ganzoo data --help`")
    }

    private func estimate(_ recipe: SuggestedRecipe) -> String {
        guard let speed = recipe.speed else { return "" }
        return ". Training takes about \(duration(Double(recipe.kimg) * 1000 / speed)) here"
    }

    /// The images' path for a recipe in `folder`: relative if they lie below it, so that both can be moved together.
    private func path(from folder: String) -> String {
        let full = URL(fileURLWithPath: images).standardizedFileURL.path
        let base = URL(fileURLWithPath: folder).standardizedFileURL.path + "/"
        return full.hasPrefix(base) ? String(full.dropFirst(base.count)) : full
    }

    /// Nil if one step takes too long.
    private func imagesPerSecond(_ text: String, _ folder: String) throws -> Double? {
        let recipe = try Recipe(text: text, name: images, folder: folder)
        return try StepMeasurement.measure(recipe, within: .init(seconds: 5)).imagesPerSecond
    }
}

extension TrainingTime: ExpressibleByArgument {}
