import Foundation
import GANCore
import GANMetrics
import GANRun
import GANTestSupport
import Testing

/// Labels of a reference that are not those of the images.
@Suite struct ReferenceLabelTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    /// A folder of color images of 16 x 16 for each class.
    private func folders(_ name: String, _ classes: [String: Int]) throws -> String {
        for (own, count) in classes {
            let folder = place.path("\(name)/\(own)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for image in 0..<count {
                let pixels = (0..<768).map { UInt8(($0 * 37 + image * 11 + own.utf8.count * 5) % 256) }
                try Data(Array("P6 16 16 255\n".utf8) + pixels).write(
                    to: URL(fileURLWithPath: "\(folder)/\(image).ppm"))
            }
        }
        return place.path(name)
    }

    /// A run of 12 red circles and 3 green squares.
    private func run() throws -> String {
        let run = place.path("run")
        try TrainedRun.copy(
            of: Recipes.tiny,
            [
                "train.kimg=0.008", "data.per_class=12", "data.long_tail={ratio: 4}",
                "data.classes=[red circle, green square]",
            ], to: run)
        return run
    }

    private func evaluate(_ words: [String]) throws -> Program {
        try place.ganzoo(
            ["evaluate", "--features", "fmnist", "--out", place.path("r.json")] + words)
    }

    private static let few = ["--samples", "24"]
    private static let fewOfEach = ["--samples-per-class", "3"]
    private static let byClass = ["intra_fid", "intra_prdc", "feature_variance", "cas", "gan_test"]

    /// As many classes as the run has, and more.
    @Test func metricsOfSingleClassesNeedTheRunsClasses() throws {
        let run = try run()
        for classes in [["z0 thing": 3, "z1 thing": 3], ["a": 3, "b": 3, "c": 3]] {
            let reference = try folders("reference \(classes.count)", classes)
            let names = classes.keys.sorted().joined(separator: ", ")
            let words =
                "ganzoo: the images have the classes red circle, green square, but the reference has the classes \(names)\n"
            for metric in Self.byClass {
                let refused = try evaluate(["--run", run, "--reference", reference, "--metrics", metric])
                #expect(refused.status == 2, "\(metric): \(refused.errors)")
                #expect(refused.errors.contains(words), "\(refused.errors)")
            }
            let scored = try evaluate(["--run", run, "--reference", reference, "--labels", "data"] + Self.few)
            #expect(scored.status == 0, "\(scored.errors)")
            #expect(scored.output.contains(", so metrics of single classes are not computed\n"), "\(scored.output)")
            #expect(scored.output.contains("\n  fd_fmnist ") && !scored.output.contains(" in training"))
        }
    }

    /// The folders' order is another one, and each class is compared with that of its name.
    @Test func classesAreMatchedByName() throws {
        let reference = try folders("reference", ["green square": 6, "red circle": 4])
        let scored = try evaluate(
            ["--run", try run(), "--reference", reference, "--metrics", "intra_fid", "--samples-per-class", "3"])
        #expect(scored.status == 0, "\(scored.errors)")
        let rows = try #require(try EvaluationFile.read(place.path("r.json")).classScores.first?.rows)
        #expect(rows.map(\.name) == ["red circle", "green square"])
        #expect(rows.map(\.trainingImages) == [12, 3] && rows.map(\.reals) == [4, 6])
    }

    @Test(arguments: byClass) func foldersOfOtherClassesAreNotCompared(_ metric: String) throws {
        let sides = [
            "--images", try folders("a", ["one": 3, "two": 3]),
            "--reference", try folders("b", ["one": 3, "three": 3]),
        ]
        let refused = try evaluate(sides + ["--metrics", metric])
        #expect(refused.status == 2)
        #expect(
            refused.errors.contains(
                "ganzoo: the images have the classes one, two, but the reference has the classes one, three"
                    + "\n  fix: use the same names for the class folders, or omit \(metric)\n"), "\(refused.errors)")
        let scored = try evaluate(sides)
        #expect(scored.status == 0 && !scored.output.contains("of each class"), "\(scored.errors)")
        #expect(scored.output.contains("one, three, so metrics of single classes are not computed\n"))
    }

    /// Attributes of generated images are then those of training images.
    @Test func aReferenceNeedsNoAttributes() throws {
        let data = try folders("labeled", ["": 8])
        let labels = (0..<8).map { "[\"\($0).ppm\", [\($0 % 2), 1]]" }.joined(separator: ",")
        try place.write("labeled/dataset.json", #"{"labels": [\#(labels)]}"#)
        let run = place.path("run")
        let trained = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.008", "conditioner=embedding", "~regularizers.noisy_twins",
            "data={type: image_archive, path: '\(data)', resolution: 16}", "--run", run)
        try #require(trained.status == 0, "\(trained.errors)")
        let reference = try folders("reference", ["": 8])
        let scored = try evaluate(["--run", run, "--reference", reference, "--metrics", "fid"] + Self.few)
        #expect(scored.status == 0 && scored.output.contains("\n  fd_fmnist "), "\(scored.errors)")
        let refused = try evaluate(["--run", run, "--reference", reference, "--metrics", "intra_fid"])
        #expect(
            refused.status == 2
                && refused.errors.contains(
                    "ganzoo: the images have the attributes 0, 1, but the reference has no labels\n  fix: "),
            "\(refused.errors)")
    }

    // MARK: Shares of classes

    /// Half of the images are circles, of the training images 12 of 15: 30 % of the images differ.
    @Test func otherSharesOfClassesAreSaid() throws {
        let run = try run()
        let even = try evaluate(["--run", run, "--metrics", "fid", "kid", "intra_fid"] + Self.few + Self.fewOfEach)
        #expect(
            even.output.contains(
                "\nnote: classes: their shares differ from the reference's, by 30 % of the images; the difference counts in fid, kid\n"
            ), "\(even.output) \(even.errors)")
        let alike = try evaluate(["--run", run, "--labels", "data", "--metrics", "fid"] + Self.few)
        #expect(alike.status == 0 && !alike.output.contains("note: classes: "), "\(alike.output)")
        let byClass = try evaluate(["--run", run, "--metrics", "intra_fid"] + Self.few + Self.fewOfEach)
        #expect(byClass.status == 0 && !byClass.output.contains("note: classes: "), "\(byClass.output)")
    }

    // MARK: Order

    /// Folders come class by class. A part with equal images alone has an inception score of exactly 1.
    @Test func theInceptionScoreDoesNotDependOnFolders() throws {
        for (name, level) in [("dark", 0), ("light", 255)] {
            let folder = place.path("images/\(name)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for image in 0..<10 {
                try Data(Array("P5 8 8 255\n".utf8) + [UInt8](repeating: UInt8(level), count: 64)).write(
                    to: URL(fileURLWithPath: "\(folder)/\(image).pgm"))
            }
        }
        let images = place.path("images")
        let scored = try evaluate(["--images", images, "--reference", images, "--metrics", "{type: is, splits: 2}"])
        #expect(scored.status == 0, "\(scored.errors)")
        let score = try #require(try EvaluationFile.read(place.path("r.json")).scores["is_fmnist"])
        #expect(score > 1 + 1e-7)
    }
}
