import Foundation
import GANCore
import GANMetrics
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

/// `ganzoo generate images --guidance`, and truncation towards the class.
@Suite struct GuidanceCommandTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    private func trained() throws -> String {
        let run = place.path("run")
        try TrainedRun.copy(
            of: Recipes.tiny,
            [
                "train.kimg=0.008", "data.per_class=12", "data.long_tail=null",
                "data.classes=[red circle, green square]",
            ], to: run)
        return run
    }

    /// Images of the chosen class, and a table of costs and distances. A classifier of the data raises their probability.
    @Test func guidesImagesOfAClass() throws {
        let run = try trained()
        func guided(_ name: String, _ options: [String]) throws -> Program {
            try place.ganzoo(
                ["generate", "images", "--run", run, "--classes", "green square", "--per-class", "3", "--out"]
                    + [place.path(name)] + options)
        }
        let rejected = try guided("rejected", ["--guidance", "rejection", "--calibration", "16"])
        try #require(rejected.status == 0, "\(rejected.errors)")
        #expect(rejected.output.contains("\nclass         images  accepted  "), "\(rejected.output)")
        #expect(rejected.output.contains("\ngreen square       3  "))
        let files = try FileManager.default.contentsOfDirectory(atPath: place.path("rejected/green square"))
        #expect(files.count == 3 && files.allSatisfy { $0.hasPrefix("seed") })
        let moved = try guided("moved", ["--guidance", "langevin", "--guidance-steps", "2"])
        #expect(moved.status == 0, "\(moved.errors)")
        #expect(moved.output.contains(#/green square +3 +100\.0 % +3\.0 +2\.0 +2\.0 /#), "\(moved.output)")
        let unknown = try guided("unknown", ["--guidance", "classifier", "--features", "fmnist"])
        #expect(unknown.status == 1)
        #expect(
            unknown.errors.contains("`fmnist` cannot guide images of the class green square: it knows T-shirt, "),
            "\(unknown.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.path("unknown")))
        let learned = try place.ganzoo(
            "features", "train", "--data", "\(run)/resolved.yaml", "--epochs", "2", "--out",
            place.path("own.safetensors"))
        try #require(learned.status == 0, "\(learned.errors)")
        let named = try guided(
            "named", ["--guidance", "classifier", "--features", place.path("own.safetensors"), "--guidance-steps", "2"])
        #expect(named.status == 0, "\(named.errors)")
    }

    /// At ψ = 0 all images of a class are equal, and classes differ if the center is the class's.
    @Test func truncatesTowardsTheClass() throws {
        let run = try trained()
        let made = try place.ganzoo(
            "generate", "images", "--run", run, "--per-class", "2", "--truncation", "0", "--truncation-center", "class",
            "--out", place.path("means"))
        try #require(made.status == 0, "\(made.errors)")
        func image(_ name: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: place.path("means/\(name)")))
        }
        let red = try image("red circle/seed000000.png")
        #expect(try red == image("red circle/seed000001.png"))
        #expect(try red != image("green square/seed000000.png"))
        let alone = try place.ganzoo("generate", "--run", run, "--truncation-center", "class")
        #expect(alone.status == 2)
        #expect(
            alone.errors == "ganzoo: --truncation-center needs --truncation\n  fix: add --truncation 0.7\n")
    }

    /// The report says how styles were truncated. Scores with another center are other scores, and `compare` says so.
    @Test func scoresTruncationTowardsTheClass() throws {
        let run = try trained()
        func score(_ name: String, _ options: String...) throws -> EvaluationReport {
            let words = [
                "evaluate", "--run", run, "--metrics", "fid", "--features", "fmnist", "--samples", "24", "--truncation",
                "0.5",
            ]
            let scored = try place.ganzoo(words + options + ["--out", place.path(name)])
            try #require(scored.status == 0, "\(scored.errors)")
            return try EvaluationFile.read(place.path(name))
        }
        let all = try score("all.json")
        let own = try score("class.json", "--truncation-center", "class")
        let first = try score("first.json", "--truncation-center", "class", "--truncation-layers", "1")
        #expect(all.measuredBy.samples.truncationCenter == nil && own.measuredBy.samples.truncationCenter == .class)
        #expect(own.measuredBy.samples.truncationLayers == nil && first.measuredBy.samples.truncationLayers == 1)
        #expect(Set([all, own, first].map { $0.scores["fd_fmnist"] }).count == 3)
        let compared = try place.ganzoo("compare", place.path("all.json"), place.path("first.json"))
        #expect(
            (compared.output + compared.errors).contains("truncated layers, center of truncation"),
            "\(compared.output) \(compared.errors)")
        let alone = try place.ganzoo(
            "evaluate", "--run", run, "--features", "fmnist", "--truncation-center", "class")
        #expect(alone.status == 2)
        #expect(alone.errors == "ganzoo: --truncation-center needs --truncation\n  fix: add --truncation 0.7\n")
        let shapes = try place.ganzoo("generate", "images", "--run", run, "--guidance", "rejection", "--held-out")
        #expect(shapes.status == 2)
        #expect(
            shapes.errors
                == "ganzoo: the run's data have no test part, so no images are held out\n  fix: omit --held-out\n")
    }

    /// At ψ = 0 a row shows the same image for all seeds, and classes differ.
    @Test func sheetsOfTruncationMoveTowardsTheClass() throws {
        let run = try trained()
        func sheet(_ name: String, _ options: String...) throws -> Data {
            let drawn = try place.ganzoo(
                ["generate", "truncation", "--run", run, "--psi", "0,1", "--out", place.path(name)] + options)
            try #require(drawn.status == 0, "\(drawn.errors)")
            return try Data(contentsOf: URL(fileURLWithPath: place.path(name)))
        }
        #expect(try sheet("all.png") != sheet("class.png", "--truncation-center", "class"))
    }

    @Test(arguments: [
        (["--calibration", "8"], "--calibration needs --guidance rejection"),
        (
            ["--guidance", "rejection", "--guidance-steps", "8"],
            "--guidance-steps needs --guidance langevin or --guidance classifier"
        ),
        (["--guidance", "langevin", "--guidance-pull", "1"], "--guidance-pull needs --guidance classifier"),
        (["--guidance", "langevin", "--held-out"], "--held-out needs --guidance rejection"),
        (["--features", "inception"], "--features needs --guidance"),
        (
            ["--guidance", "rejection", "--seeds", "3"],
            "--guidance rejection chooses seeds itself; use --per-class instead of --seeds"
        ),
    ]) func optionsThatDoNotFitAreRefused(_ options: [String], _ words: String) throws {
        let refused = try place.ganzoo(["generate", "images", "--run", "nowhere"] + options)
        #expect(refused.status == 2 && refused.errors.hasPrefix("Error: \(words)\n"), "\(refused.errors)")
    }
}
