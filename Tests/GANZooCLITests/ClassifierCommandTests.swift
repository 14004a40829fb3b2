import Foundation
import GANData
import GANMetrics
import GANModule
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

/// `ganzoo features train --data`, and what takes its file.
@Suite struct ClassifierCommandTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    private func shapes(_ keys: String) throws -> String {
        try place.write(
            "shapes.yaml",
            "recipe: 2\ndata: {type: shapes, resolution: 16, classes: [red circle, green square], \(keys)}\n")
    }

    private func trained(_ name: String, epochs: Int) throws -> Program {
        try place.ganzoo(
            ["features", "train", "--data", try shapes("per_class: 40, long_tail: null"), "--out", place.path(name)]
                + ["--epochs", "\(epochs)"])
    }

    /// Trained twice to the same bytes, taken by its path or by its name among the features, by `evaluate` and by a run.
    @Test func aFileServesTheMetrics() throws {
        let made = try trained("mine.safetensors", epochs: 4)
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("\naccuracy on images that were held out:\n"))
        #expect(made.output.contains("\nred circle        36       4"), "\(made.output)")
        #expect(made.output.contains(", 2 classes, "))
        try #require(try trained("again.safetensors", epochs: 4).status == 0)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: place.path("mine.safetensors")))
                == Data(contentsOf: URL(fileURLWithPath: place.path("again.safetensors"))))
        let recipe = try shapes("per_class: 10, long_tail: null")
        for name in ["mine", place.path("mine.safetensors")] {
            let scored = try place.ganzoo(
                "evaluate", "--images", recipe, "--reference", recipe, "--features", name, "--metrics", "fid",
                "gan_test", "--out", place.path("r.json"))
            try #require(scored.status == 0, "\(scored.errors)")
            let report = try EvaluationFile.read(place.path("r.json"))
            #expect(report.scores.keys.sorted() == ["fd_classifier", "gan_test_classifier"])
            #expect(report.caveats.contains { $0.hasPrefix("classifier: trained on \(place.folder)") })
        }
        let run = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.008", "data.long_tail=null",
            "evaluate={metrics: [fid], samples: 8, features: classifier, weights: \(place.path("mine.safetensors"))}",
            "--run", place.path("run"))
        #expect(run.status == 0, "\(run.errors)")
        let own = try EvaluationFile.read("\(place.path("run"))/evaluation/000001-classifier.json")
        #expect(own.scores.keys.sorted() == ["fd_classifier"])
    }

    /// Classes that it does not know, and channels that it has not seen, are refused where its classes count.
    @Test func otherDataAreRefused() throws {
        try #require(try trained("mine.safetensors", epochs: 1).status == 0)
        let classes = try place.write(
            "other.yaml", "recipe: 2\ndata: {type: shapes, resolution: 16, per_class: 4, long_tail: null}\n")
        func scored(_ images: String, _ overrides: String...) throws -> Program {
            try place.ganzoo(
                ["evaluate", "--images", images, "--reference", images] + overrides
                    + ["--features", "mine", "--metrics", "gan_test"])
        }
        #expect(try scored(classes).errors.contains("`classifier` does not know the class "))
        for name in ["red circle", "green square"] {
            let folder = place.path("gray/\(name)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for index in 0..<2 {
                let pixels = (0..<256).map { UInt8(truncatingIfNeeded: $0 * 7 + index) }
                let image = RasterImage(width: 16, height: 16, channels: 1, pixels: pixels)
                try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: "\(folder)/\(index).png"))
            }
        }
        let gray = try scored(place.path("gray"), "data.channels=gray")
        #expect(
            gray.errors.contains("`classifier` was trained on images with 3 channels, but these have 1\n  fix: remove"),
            "\(gray.errors)")
    }

    @Test func dataWithoutClassesAreRefused() throws {
        let refused = try place.ganzoo(
            "features", "train", "--data", try shapes("per_class: 4, labels: false, long_tail: null"))
        #expect(refused.status == 2)
        #expect(refused.errors.contains("a classifier needs two or more classes, but "))
        #expect(refused.errors.contains(" has no classes\n  fix: use images with classes, such as a folder for each"))
    }

    @Test(arguments: [
        (["--side", "64"], "--side has no effect without --data"),
        (["--hold-out", "0.2"], "--hold-out has no effect without --data"),
        (["--data", "a", "--side", "48"], "--side 48 is not 32, 64 or 128"),
        (["--data", "a", "--hold-out", "1"], "--hold-out 1.0 is not between 0 and 1"),
        (["--data", "a", "--test", "b", "--hold-out", "0.2"], "give --test or --hold-out, not both"),
    ]) func optionsThatDoNotFitAreRefused(_ options: [String], _ words: String) throws {
        let refused = try place.ganzoo(["features", "train"] + options)
        #expect(refused.status == 2 && refused.errors.hasPrefix("Error: \(words)\n"), "\(refused.errors)")
    }
}
