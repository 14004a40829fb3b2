import Foundation
import GANCore
import GANData
import GANMetrics
import GANModule
import GANRun
import GANTestSupport
import ImageMetrics
import Testing

@testable import GANZooCLI

/// `ganzoo evaluate`, `compare` and `features`, with a classifier that has learned nothing.
@Suite struct EvaluateTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    private func report(_ path: String) throws -> EvaluationReport { try EvaluationFile.read(path) }

    /// A run of a step, for tests that only read it. Other suites begin with the same one.
    private func run() throws -> String {
        let keys = ["train.kimg=0.008", "data.per_class=12", "data.long_tail=null", "evaluate.features=fmnist"]
        try TrainedRun.copy(of: Recipes.tiny, keys, to: place.path("run"))
        return place.path("run")
    }

    /// A run that scores itself on its schedule, its scores in the logs, then the same again from outside, to the same numbers.
    @Test func ofARun() throws {
        let run = place.path("run")
        let trained = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.016", "evaluate.metrics=[fid, intra_fid]", "evaluate.features=fmnist",
            "evaluate.samples=24", "evaluate.samples_per_class=3", "evaluate.every_kimg=0.008", "data.per_class=12",
            "data.long_tail=null",
            "--run", run)
        try #require(trained.status == 0, "\(trained.errors)")
        let own = try report("\(run)/evaluation/000002-fmnist.json")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(run)/evaluation").count == 2)
        #expect(own.measuredBy.samples.count == 24 && own.measuredBy.samples.step == 2)
        #expect(own.classScores.first?.rows.count == 10)
        let metrics = try String(contentsOfFile: "\(run)/metrics.jsonl", encoding: .utf8)
        #expect(metrics.contains("\"score.fd_fmnist\""))
        // Color that is not seen is said once in training, and in each report.
        let color = "color: fmnist converts images to gray, so differences in color are ignored"
        #expect((trained.output + trained.errors).components(separatedBy: "note: \(color)").count == 2)
        #expect(own.caveats.contains(color))
        // The weights of this test are not the published ones.
        #expect(
            own.caveats.contains { $0.hasPrefix("weights: these are not the published weights of `fmnist` (5f591bb7)") }
        )
        #expect(own.measuredBy.samples.images?.text == own.measuredBy.reference.images?.text)
        let again = try place.ganzoo(
            "evaluate", "--run", run, "--metrics", "fid", "intra_fid", "--samples", "24", "--samples-per-class", "3",
            "--out", place.path("again.json"))
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.contains("FD-fmnist of each class:") && again.output.contains("note: \(color)"))
        #expect(!again.output.contains("FID"))
        #expect(try report(place.path("again.json")).scores == own.scores)
        let compared = try place.ganzoo("compare", run, place.path("again.json"), "--out", place.path("classes.png"))
        #expect(compared.status == 0, "\(compared.errors)")
        #expect(!compared.output.contains("warning"))
        #expect(FileManager.default.fileExists(atPath: place.path("classes.png")))
    }

    /// A run's scores with standing statistics are those of `ganzoo evaluate` with as many batches, and others than without.
    @Test func ofStandingStatistics() throws {
        let run = place.path("run")
        let trained = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.008", "data.resolution=32", "~regularizers",
            "generator={type: biggan, ch: 1, z_dim: 8, shared_dim: 4}", "conditioner=class_embedding",
            "evaluate.metrics=[fid]", "evaluate.features=fmnist", "evaluate.samples=24",
            "evaluate.standing_statistics=2", "--run", run)
        try #require(trained.status == 0, "\(trained.errors)")
        let own = try report("\(run)/evaluation/000001-fmnist.json")
        #expect(own.measuredBy.samples.standingStatistics == 2)
        let json = try String(contentsOfFile: "\(run)/evaluation/000001-fmnist.json", encoding: .utf8)
        #expect(json.contains("\"standing_statistics\" : 2"))
        let measure = ["evaluate", "--run", run, "--metrics", "fid", "--samples", "24"]
        let again = try place.ganzoo(measure + ["--standing-statistics", "2", "--out", place.path("again.json")])
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.contains("\nbatch normalization uses the statistics of 2 batches\n"))
        #expect(try report(place.path("again.json")).scores == own.scores)
        let plain = try place.ganzoo(measure)
        #expect(plain.status == 0, "\(plain.errors)")
        #expect(!plain.output.contains("mean statistics"))
        let stored = try report("\(run)/evaluation/000001-fmnist-2.json")
        #expect(stored.measuredBy.samples.standingStatistics == nil && stored.scores != own.scores)
        let compared = try place.ganzoo(["compare", place.path("again.json"), run])
        #expect(compared.output.contains("the runs were not measured alike; different: standing statistics"))
    }

    /// Weights of CLIP are not there, so whoever reads the recipe's extractor says so.
    @Test(arguments: [["evaluate", "--samples", "12"], ["nearest"], ["generate", "images", "--guidance", "langevin"]])
    func ofTheExtractorThatTheRecipeNames(_ command: [String]) throws {
        let run = place.path("run")
        try TrainedRun.copy(of: Recipes.tiny, ["train.kimg=0.008", "evaluate.features=clip"], to: run)
        let own = try place.ganzoo(command + ["--run", run])
        #expect(
            own.status == 1 && own.errors.hasPrefix("ganzoo: the weights of `clip` were not found in "), "\(own.errors)"
        )
        let given = try place.ganzoo(command + ["--run", run, "--features", "fmnist"])
        #expect(given.status == 0, "\(given.errors)")
    }

    @Test func standingStatisticsNeedBatchNormalization() throws {
        let refused = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.008", "evaluate.features=fmnist", "evaluate.metrics=[fid]",
            "evaluate.standing_statistics=2", "--run", place.path("refused"))
        #expect(
            refused.errors.contains(
                "evaluate.standing_statistics needs a generator with batch normalization, but this one has none"))
        let run = try run()
        let evaluated = try place.ganzoo(["evaluate", "--run", run, "--standing-statistics", "4"])
        #expect(evaluated.status == 2)
        #expect(
            evaluated.errors.hasPrefix(
                "ganzoo: --standing-statistics needs a generator with batch normalization; the run's `stylegan2`"))
        let wrong = try place.ganzoo(["evaluate", "--run", run, "--standing-statistics", "0"])
        #expect(wrong.errors.hasPrefix("Error: --standing-statistics 0 is not in 1 ... 100000"))
    }

    /// An extractor without weights has no hash of them.
    @Test func namesTheExtractorThatWasUsed() throws {
        let weighed = try LoadedExtractor("fmnist", SafetensorsFile(path: place.path("fmnist.safetensors")))
        func line(_ extractor: LoadedExtractor) -> String? {
            let reference = EvaluationSettings.Reference(name: "r", content: nil, count: 9, split: .test)
            let settings = EvaluationSettings(extractor, reference, .init(name: "s", count: 9), program: "test")
            return EvaluationText(EvaluationReport(settings)).lines.first { $0.hasPrefix("features: ") }
        }
        let hash = weighed.weightsHash.prefix(8)
        #expect(line(weighed) == "features: fmnist (\(hash)), clean_lanczos to 32")
        #expect(line(LoadedExtractor(weighed.network, weightsHash: "")) == "features: fmnist, clean_lanczos to 32")
    }

    /// A report by another protocol, or one that cannot be read, stands beside the new one; one measured alike, with fewer scores, is replaced.
    @Test func reportsOfOtherProtocolsAreKept() throws {
        func write(_ count: Int, _ scores: [String: Double], ddof: Int = 1) throws -> String {
            let extractor = try LoadedExtractor("fmnist", SafetensorsFile(path: place.path("fmnist.safetensors")))
            var own = EvaluationReport(
                EvaluationSettings(
                    extractor, EvaluationSettings.Reference(name: "r", content: nil, count: 9, split: .test),
                    EvaluationSettings.Samples(name: "s", count: count), program: "test"))
            let fid = try ChosenMetric(ComponentReference(FID.self) { $0.ddof = ddof }, .unknown)
            try own.add(MetricResult(scores.map { MetricScore($0, $1, better: .lower) }), of: fid)
            let path = try EvaluationFile.path(in: place.folder, step: 7, own)
            try EvaluationFile.write(own, to: path)
            return URL(fileURLWithPath: path).lastPathComponent
        }
        #expect(try write(10, ["fd_fmnist": 1]) == "000007-fmnist.json")
        #expect(try write(20, ["fd_fmnist": 2]) == "000007-fmnist-2.json")
        #expect(try write(10, ["fd_fmnist": 1, "cas": 0.5]) == "000007-fmnist.json")
        #expect(try write(10, ["kid_fmnist": 0]) == "000007-fmnist-3.json")
        #expect(try write(10, ["fd_fmnist": 1, "cas": 0.5], ddof: 0) == "000007-fmnist-4.json")
        try place.write("evaluation/000007-fmnist.json", "{}")
        #expect(try write(10, ["fd_fmnist": 1]) == "000007-fmnist-5.json")
    }

    /// Folders and dataset.json of `ganzoo generate images` have numbers or names; either is measured.
    @Test func generatedFoldersAreMeasuredClassByClass() throws {
        let run = try run()
        let made = try place.ganzoo("generate", "images", "--run", run, "--per-class", "3", "--out", place.path("made"))
        try #require(made.status == 0, "\(made.errors)")
        let scored = try place.ganzoo(
            "evaluate", "--images", place.path("made"), "--reference", "\(run)/resolved.yaml", "--metrics", "fid",
            "intra_fid", "--features", "fmnist", "--out", place.path("made.json"))
        #expect(scored.status == 0, "\(scored.errors)")
        #expect(try report(place.path("made.json")).classScores.first?.rows.compactMap(\.value).count == 10)
    }

    /// Four images of noise, in color.
    private func folder(_ name: String, _ width: Int, _ height: Int) throws -> String {
        for index in 0..<4 {
            let pixels = (0..<(width * height * 3)).map { UInt8(truncatingIfNeeded: ($0 * 37 + index * 11) % 251) }
            let image = RasterImage(width: width, height: height, channels: 3, pixels: pixels)
            try FileManager.default.createDirectory(atPath: place.path(name), withIntermediateDirectories: true)
            try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: place.path("\(name)/\(index).png")))
        }
        return place.path(name)
    }

    /// Images of other sizes or shapes than the reference's are scored, and what was done to both is said.
    @Test(arguments: [
        (64, 64, [], "the images are 64×64, and fmnist gets them resized by clean_lanczos to 32×32;"),
        (
            48, 32, [],
            "the images are 48×32, and fmnist gets them resized by clean_lanczos to 32×32, out of proportion;"
        ),
        (
            64, 48, ["data.resolution=32"],
            "the images are 64×48, cropped to the central square and resized by lanczos to 32×32, and fmnist gets them"
                + " unchanged;"
        ),
    ]) func sizesOfBothSidesAreSaid(_ width: Int, _ height: Int, _ changes: [String], _ words: String) throws {
        let (images, reference) = (try folder("images", width, height), try folder("reference", 32, 32))
        let scored = try place.ganzoo(
            ["evaluate", "--images", images, "--reference", reference] + changes
                + ["--metrics", "fid", "--features", "fmnist", "--out", place.path("r.json")])
        #expect(scored.status == 0, "\(scored.errors)")
        let caveat = "sizes differ: \(words) those of the reference are 32×32, used unchanged"
        #expect(scored.output.contains("note: \(caveat)\n"), "\(scored.output)")
        let made = try report(place.path("r.json"))
        #expect(made.caveats.contains(caveat))
        #expect(made.measuredBy.samples.images?.stored == "\(width)×\(height)")
        #expect(made.measuredBy.reference.images?.stored == "32×32")
    }

    /// Gray images stored in three channels have no color that could be overlooked.
    @Test func grayImagesAreNotCalledColored() throws {
        try FileManager.default.createDirectory(atPath: place.path("gray"), withIntermediateDirectories: true)
        for index in 0..<4 {
            let pixels = (0..<256).flatMap {
                [UInt8](repeating: UInt8(truncatingIfNeeded: $0 * 37 + index * 11), count: 3)
            }
            let image = RasterImage(width: 16, height: 16, channels: 3, pixels: pixels)
            try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: place.path("gray/\(index).png")))
        }
        let gray = place.path("gray")
        let scored = try place.ganzoo("evaluate", "--images", gray, "--reference", gray, "--metrics", "fid")
        #expect(
            scored.status == 0 && scored.output.contains("\n16×16 in gray against 16×16 in gray\n"), "\(scored.errors)")
        #expect(!scored.output.contains("color"))
        let made = try place.ganzoo("features", "extract", "fmnist", gray, "--out", place.path("gray.safetensors"))
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
    }

    // MARK: Options that would change nothing

    @Test(arguments: [
        (["--samples", "8"], "--samples"), (["--standing-statistics", "2"], "--standing-statistics"),
        (["--labels", "uniform"], "--labels"), (["--checkpoint", "best"], "--checkpoint"),
        (["--against", "train"], "--against"), (["--seed", "0"], "--seed"),
        (["--truncation-center", "class"], "--truncation-center"),
        (["--truncation", "1", "--samples-per-class", "5"], "--samples-per-class, --truncation"),
    ]) func optionsOfRunsAreRefusedForImages(_ options: [String], _ words: String) throws {
        let refused = try place.ganzoo(["evaluate", "--images", "a", "--reference", "b"] + options)
        #expect(refused.status == 2)
        #expect(
            refused.errors.hasPrefix("Error: \(words) cannot be used with --images, only with --run\n"),
            "\(refused.errors)")
    }

    @Test func optionsThatNothingReadsAreRefused() throws {
        let against = try place.ganzoo("evaluate", "--run", "a", "--against", "test", "--reference", "b")
        #expect(
            against.errors.hasPrefix(
                "Error: use either --against (a part of the run's data) or --reference (other images), not both\n"))
        let each = try place.ganzoo(
            "evaluate", "--run", try run(), "--features", "fmnist", "--metrics", "fid", "--samples-per-class", "5")
        #expect(each.status == 2)
        #expect(
            each.errors
                == "ganzoo: --samples-per-class has no effect, because no chosen metric measures each class\n"
                + "  fix: omit it, or add intra_fid or another such metric to --metrics\n")
    }

    @Test func labelsOfARunWithoutClassesAreRefused() throws {
        let run = place.path("run")
        let trained = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.008", "data.labels=false", "~conditioner", "~regularizers", "--run",
            run)
        try #require(trained.status == 0, "\(trained.errors)")
        let refused = try place.ganzoo("evaluate", "--run", run, "--features", "fmnist", "--labels", "uniform")
        #expect(refused.status == 2)
        #expect(
            refused.errors == "ganzoo: --labels chooses classes, but the run's data have no classes\n  fix: omit it\n")
        let mixed = try place.ganzoo("generate", "mixing", "--run", run, "--classes", "0")
        #expect(mixed.errors == "ganzoo: the run's data have no labels\n  fix: omit --classes\n")
    }

    // MARK: Data that have changed

    /// As many images of the same size and class, one of them another: the scores are not against those of training.
    @Test func changedDataAreNamed() throws {
        let images = try folder("images", 16, 16)
        let run = place.path("run")
        let trained = try place.ganzoo(
            "train", Recipes.tiny, "data={type: image_folder, path: \(images), mirror: double}", "train.kimg=0.008",
            "~conditioner", "~regularizers", "--run", run)
        try #require(trained.status == 0, "\(trained.errors)")
        let measure = ["evaluate", "--run", run, "--metrics", "fid", "--features", "fmnist", "--samples", "8"]
        let same = try place.ganzoo(measure)
        #expect(same.status == 0 && !same.output.contains("have changed"), "\(same.errors)")
        let other = RasterImage(width: 16, height: 16, channels: 3, pixels: [UInt8](repeating: 9, count: 768))
        try Data(ImageCodec.encodePNG(other)).write(to: URL(fileURLWithPath: "\(images)/0.png"))
        let text = try String(contentsOfFile: "\(run)/run.json", encoding: .utf8)
        let before = try #require(text.firstMatch(of: /"data_fingerprint" : "([^"]*)"/)?.1)
        let words =
            "the data have changed since the run was trained: they were 8 images with the fingerprint \(before), and are 8 images"
            + " with "
        let changed = try place.ganzoo(measure)
        #expect(changed.status == 0 && changed.output.contains("\nwarning: \(words)"), "\(changed.output)")
        #expect(try report("\(run)/evaluation/000001-fmnist-2.json").caveats.contains { $0.hasPrefix(words) })
        let near = try place.ganzoo("nearest", "--run", run, "--features", "fmnist", "--seeds", "0")
        #expect(near.status == 0 && near.output.contains("\nwarning: \(words)"), "\(near.output)")
        let others = try place.ganzoo(measure + ["--reference", images])
        #expect(others.status == 0 && !others.output.contains("have changed"))
    }

    /// `features extract` keeps where features come from, and `features score` compares it.
    @Test func featuresKnowTheirImages() throws {
        for (name, side) in [("a", 64), ("b", 32)] {
            let made = try place.ganzoo(
                "features", "extract", "fmnist", try folder(name, side, side), "--out",
                place.path("\(name).safetensors"))
            #expect(
                made.status == 0 && made.errors.contains("note: color: fmnist converts images to gray"),
                "\(made.errors)")
        }
        let scored = try place.ganzoo(
            "features", "score", place.path("a.safetensors"), place.path("b.safetensors"), "--metrics", "fid")
        #expect(scored.status == 0, "\(scored.errors)")
        #expect(
            scored.errors.contains(
                "note: the features were computed differently: images 64×64 in color and 32×32 in color\n"))
        let same = try place.ganzoo(
            "features", "score", place.path("a.safetensors"), place.path("a.safetensors"), "--metrics", "fid")
        #expect(same.status == 0 && same.errors.isEmpty)
    }

    @Test func equalFoldersAreNear() throws {
        let recipe = try place.write(
            "shapes.yaml", "recipe: 2\ndata: {type: shapes, resolution: 16, per_class: 3, long_tail: null}\n")
        let same = try place.ganzoo(
            "evaluate", "--images", recipe, "--reference", recipe, "--metrics", "fid", "--features", "fmnist",
            "--out", place.path("same.json"))
        #expect(same.status == 0, "\(same.errors)")
        let score = try report(place.path("same.json")).scores["fd_fmnist"]
        #expect(score.map { $0 < 1e-6 } == true)
        #expect(same.output.contains("note: fd_fmnist: 30 images in 128 dimensions"))
        #expect(
            !same.output.contains("sizes differ") && same.output.contains("16×16 in color against 16×16 in color"))
    }

    @Test func whatIsWrongIsSaid() throws {
        let nothing = try place.ganzoo("evaluate")
        #expect(nothing.status == 2 && nothing.errors.contains("give --run, or --images with --reference"))
        let inception = try place.ganzoo("evaluate", "--run", "nowhere", "--features", "inception")
        #expect(inception.status == 1)
        #expect(inception.errors.contains("the weights of `inception` were not found in"))
        #expect(inception.errors.contains("fix: save the network's PyTorch state dict as safetensors"))
        let alone = try place.ganzoo("compare", place.folder, place.path("b"))
        #expect(alone.errors.contains("\(place.folder): there is no evaluation yet\n  fix: ganzoo evaluate --run"))
        let missing = try place.ganzoo("compare", place.path("a"), place.path("b"))
        #expect(missing.errors.contains("\(place.path("a")): there is no such file or folder\n  fix: "))
        let wrong = try place.ganzoo("features", "import", "inception", place.path("fmnist.safetensors"))
        #expect(
            wrong.errors.contains(
                "does not contain the weights of InceptionV3: Conv2d_1a_3x3.bn.running_var [32] is missing"))
    }

    /// What a few images cannot be measured by is said beside what they can, and no reason to stop training.
    @Test func whatCannotBeMeasuredIsSaid() throws {
        let run = place.path("run")
        let few = ["train.kimg=0.008", "data.per_class=1", "data.long_tail=null", "data.classes=[red circle]"]
        let trained = try place.ganzoo(
            [
                "train", Recipes.tiny, "evaluate.metrics=[fid]", "evaluate.features=fmnist", "evaluate.samples=8",
                "--run", run,
            ]
                + few)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect((trained.output + trained.errors).contains("no evaluation: the covariance of 1 image"))
        let scored = try place.ganzoo(
            "evaluate", "--run", run, "--metrics", "fid", "diversity", "--samples", "8", "--samples-per-class", "8")
        #expect(scored.status == 0 && scored.output.contains("cluster_diversity_fmnist"), "\(scored.errors)")
        #expect(scored.output.contains("note: no fid: the covariance of 1 image"))
        let none = try place.ganzoo("evaluate", "--run", run, "--metrics", "fid", "--samples", "8")
        #expect(none.status == 1 && none.errors.contains("the covariance of 1 image"))
    }

    /// Many generated images beside few training images, of which one alone has no other that it could lie near to.
    @Test(arguments: [
        (2, "distance to the nearest training image, relative to the distance between training images: "),
        (1, "the training images are all equal, so there is no distance"),
    ]) func nearestImagesOfFew(_ perClass: Int, _ words: String) throws {
        let run = place.path("run")
        let trained = try place.ganzoo(
            "train", Recipes.tiny, "train.kimg=0.008", "data.per_class=\(perClass)",
            "data.long_tail=null", "data.classes=[red circle]", "--run", run)
        try #require(trained.status == 0, "\(trained.errors)")
        let shown = try place.ganzoo(
            "nearest", "--run", run, "--features", "fmnist", "--seeds", "0-39", "--out", place.path("near.png"))
        #expect(shown.status == 0 && shown.output.contains(words), "\(shown.output) \(shown.errors)")
        #expect(!shown.output.contains("nan") && !shown.output.contains("inf"))
        #expect(shown.output.contains("note: color: fmnist converts images to gray"))
    }

    /// Weights that are missing are told before anything is trained.
    @Test func trainingAsksForWeightsFirst() throws {
        let run = try place.ganzoo(
            "train", Recipes.tiny, "evaluate.metrics=[fid]", "evaluate.features=clip", "--run",
            place.path("run"))
        #expect(run.status == 1)
        #expect(run.errors.contains("the weights of `clip` were not found in"))
        #expect(run.errors.contains("\n  fix: or train without scores: evaluate.metrics=[]"))
    }
}
