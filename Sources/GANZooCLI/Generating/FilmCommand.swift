import ArgumentParser
import GANCore
import GANPictures
import GANRun

struct FilmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "film", abstract: "Makes a film of the sheets that a run drew during training.",
        discussion: """
            Each frame is a sheet of generated images, below the number of training images in thousands (kimg). The run may still be \
            training. `ganzoo generate interpolation` makes films of walks from image to image.
            """)
    @Option(name: .customLong("run"), help: "The run's folder.", completion: .directory) var folder: String
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "The film to write; it must not exist (default: a GIF with a new name in the run's folder).",
            discussion: "The name's ending chooses the format: .gif, .webp, or .mp4, which needs the program ffmpeg."),
        completion: .file(extensions: FilmFormat.endings))
    var output: String?
    @Option(help: "Frames per second. A GIF rounds the time of a frame to 0.01 s.") var fps = 5
    @Argument(help: "As for other commands: new paths of what was moved since the training. Films need no data.")
    var moved: [String] = []

    func validate() throws {
        try RunOptions.check(moved)
        guard (1...50).contains(fps) else { throw ValidationError("--fps \(fps) is not in 1 ... 50") }
    }

    func run() throws {
        _ = try RunRecipe(folder, moved: moved)
        // First, since a usual place is made in the run's folder.
        let film = try TrainingFilm(run: folder)
        let output = try FilmOutput(
            PictureOutput(output, in: folder, named: "film.gif", endings: FilmFormat.endings))
        for note in film.notes { printLine("note: \(note)") }
        let path = try output.write(film.animation(framesPerSecond: Double(fps)))
        let kimg = [film.kimg.first, film.kimg.last].compactMap { $0.map(plainNumber) }.joined(separator: " to ")
        printLine("\(path): \(counted(film.kimg.count, "sheet")), \(kimg) kimg, \(output.text(fps))")
    }
}
