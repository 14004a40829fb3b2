import Foundation
import GANData
import GANModule
import GANTestSupport
import Testing

/// A run whose images and weights were moved after the training: every command that takes `--run` finds them by their new paths.
@Suite struct MovedRunTests {
    private let place: ScoringPlace
    private var run: String { path("run") }

    init() throws {
        place = try ScoringPlace()
        try SharedFolder.copy(["moved run"], to: place.path("moved"), filling: Self.moveRun)
    }

    /// A file of the run or of what it learned from.
    private func path(_ name: String) -> String { place.path("moved/\(name)") }

    /// Sixteen gray images, a run that learned from them, and then another name for their folder, for the weights and for the run.
    private static func moveRun(_ folder: URL) throws {
        func path(_ name: String) -> String { folder.appending(path: name).path }
        for index in 0..<16 {
            let images = path("before/\(index % 2 == 0 ? "a" : "b")")
            try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
            let pixels = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index * 7 + 3)) }
            let image = RasterImage(width: 8, height: 8, channels: 1, pixels: pixels)
            try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: "\(images)/\(index).png"))
        }
        let place = try ScoringPlace()
        try FileManager.default.copyItem(atPath: place.path("fmnist.safetensors"), toPath: path("w.safetensors"))
        let keys = "data: {type: image_folder, path: \(path("before")), channels: gray}"
        let recipe = try place.write(
            "r.yaml",
            SmallRecipe.text(
                "train: {kimg: 0.008, batch: 8}\nevaluate: {features: fmnist, weights: \(path("w.safetensors"))}"
            ).replacing("data: {type: shapes, resolution: 8, per_class: 100}", with: keys))
        let trained = try place.ganzoo("train", recipe, "--run", path("first"))
        try #require(trained.status == 0, "\(trained.errors)")
        for (from, to) in [("before", "after"), ("w.safetensors", "moved.safetensors"), ("first", "run")] {
            try FileManager.default.moveItem(atPath: path(from), toPath: path(to))
        }
    }

    private var data: String { "data.path=\(path("after"))" }
    private var weights: String { "evaluate.weights=\(path("moved.safetensors"))" }

    @Test(arguments: [
        ["evaluate", "--samples", "12"], ["nearest"], ["generate", "sheet"],
        ["generate", "images", "--per-class", "1"],
        ["generate", "truncation"], ["generate", "mixing"], ["generate", "interpolation", "--frames", "2"], ["export"],
        ["plot"], ["report"], ["directions"], ["film"],
    ]) func everyCommandTakesTheNewPaths(_ command: [String]) throws {
        let done = try place.ganzoo(command + ["--run", run, data, weights])
        #expect(done.status == 0 && !done.output.contains("have changed"), "\(done.errors)")
    }

    /// Beside an image file, a new path is told from an image by its equals sign.
    @Test func projectingTakesTheNewPaths() throws {
        let photo = path("after/a/0.png")
        let done = try place.ganzoo("project", "--run", run, "--steps", "2", photo, data, weights)
        try #require(done.status == 0, "\(done.errors)")
        #expect(
            done.output.contains("image  levels  mean of W  features  mean of W  steps  steps/s\n"), "\(done.output)")
    }

    @Test func trainingGoesOn() throws {
        let done = try place.ganzoo(
            "train", "\(run)/resolved.yaml", data, weights, "train.kimg=0.016", "--run", run, "--resume", "auto")
        #expect(done.status == 0, "\(done.errors)")
        let resolved = try String(contentsOfFile: "\(run)/resolved.yaml", encoding: .utf8)
        #expect(resolved.contains(path("after").split(separator: "/").last.map(String.init) ?? "?"))
    }

    /// The message names the key to give, and only where the path is gone.
    @Test func aMissingPathSaysWhatToGive() throws {
        let scored = try place.ganzoo("evaluate", "--run", run, "--samples", "12", weights)
        #expect(scored.status == 1)
        #expect(
            scored.errors.hasSuffix("\n  fix: if it was moved, add data.path=PATH to the command\n"), "\(scored.errors)"
        )
        let near = try place.ganzoo("nearest", "--run", run, data)
        #expect(
            near.errors.hasSuffix("\n  fix: if it was moved, add evaluate.weights=PATH to the command\n"),
            "\(near.errors)")
    }

    /// Other images are found, and the difference is said.
    @Test func otherImagesAreNotTakenForTheOldOnes() throws {
        try FileManager.default.removeItem(atPath: path("after/a/0.png"))
        let scored = try place.ganzoo("evaluate", "--run", run, "--samples", "12", data, weights)
        #expect(scored.status == 0 && scored.output.contains("warning: the data have changed"), "\(scored.errors)")
    }

    @Test(arguments: [
        ("train.kimg=3", "`train.kimg=3` cannot change a run that was trained\n  fix: only paths of the run's recipe"),
        ("~data.path", "`~data.path` has no effect"), ("x.png", "`x.png` has no effect"),
    ]) func otherChangesAreRefused(_ change: String, _ words: String) throws {
        for command in [["evaluate"], ["nearest"], ["generate", "sheet"], ["export"], ["plot"], ["report"]] {
            let refused = try place.ganzoo(command + ["--run", run, change])
            #expect(refused.status == 2 && refused.errors.contains(words), "\(refused.errors)")
        }
    }
}
