import Foundation
import GANMetrics
import GANRun
import GANTestSupport
import GANZoo
import ImageMetrics
import Testing

/// Metrics and feature networks are components: a file each, and no other place names them.
@Suite struct RunEvaluationTests {
    private let place: Workplace
    private let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    init() throws { place = try Workplace() }

    private func run(_ changes: [String] = []) throws -> Run {
        let small = [
            "train.kimg=0.008", "data.per_class=3", "data.long_tail=null", "data.classes=[red circle, green square]",
        ]
        return try Run.create(at: place.path("run"), for: Recipe(tiny, overrides: small + changes))
    }

    private var options: EvaluationOptions {
        var options = EvaluationOptions()
        (options.samples, options.samplesPerClass, options.features) = (12, 4, "test_pixels")
        return options
    }

    /// A recipe names them with settings, and the scores decide which checkpoint is the best.
    @Test func aRecipeMeasuresWithThem() throws {
        let run = try run([
            "evaluate={metrics: [{type: test_darkness, scale: 1}, fid], features: test_pixels, samples: 12, samples_per_class: 4}"
        ])
        try run.train()
        let report = try EvaluationFile.read("\(run.path)/evaluation/000001-test_pixels.json")
        #expect(report.orderedScores == ["test_darkness", "fd_test_pixels"])
        #expect(report.metrics[0].settings == ["scale": .number(1)] && report.measuredBy.network.weights == "")
        #expect(report.classScores.map(\.title) == ["darkness of each class"])
        #expect(report.classScores[0].rows.map(\.name) == ["red circle", "green square"])
        #expect(
            report.classScores[0].rows.map(\.reals) == [3, 3] && report.classScores[0].rows.map(\.fakes) == [4, 4])
        let metrics = try String(contentsOfFile: "\(run.path)/metrics.jsonl", encoding: .utf8)
        #expect(metrics.contains("\"score.test_darkness\""))
    }

    /// Steps of 100 take the generator's images far out of their range. Training goes on without scores; to ask for them is an error.
    @Test func imagesOutOfRangeAreNotScored() throws {
        let run = try run([
            "evaluate={metrics: [fid], features: test_pixels, samples: 12}", "train.average=null",
            "train.generator_optimizer={learning_rate: 100}", "train.first=discriminator",
        ])
        var notes: [String] = []
        let ending = try run.train { event in if case .note(let text) = event { notes.append(text) } }
        #expect(ending == .finished, "\(ending)")
        let range =
            #/`stylegan2` of module StyleGAN2 returned images with values up to ±\d+\.0 for images 0 to 11; expected about -1 ... 1/#
        #expect(notes.contains { $0.hasPrefix("no evaluation: ") && $0.contains(range) }, "\(notes)")
        #expect(!FileManager.default.fileExists(atPath: "\(run.path)/evaluation"))
        let error = #expect(throws: MetricError.self) { try run.evaluate(["fid"], options) }
        #expect(error?.problem.contains(range) == true)
    }

    /// The recipe's extractor measures the run, unless another is asked for.
    @Test func aRunIsMeasuredAsItsRecipeSays() throws {
        let run = try run(["evaluate={features: test_pixels}"])
        try run.train()
        var options = EvaluationOptions()
        (options.samples, options.samplesPerClass) = (12, 4)
        let own = try run.evaluate(["fid"], options)
        #expect(Array(own.values.keys) == ["fd_test_pixels"])
        #expect(try EvaluationFile.read(own.report).measuredBy.network.title == "test_pixels")
        options.features = "fmnist"
        #expect(Array(try run.evaluate(["fid"], options).values.keys) == ["fd_fmnist"])
    }

    /// 24 images of 16 x 16 with labels: `dark` and `round`, or a vector of two numbers.
    private func labeledData(_ label: (Int) -> String) throws -> String {
        let folder = place.path("data")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for index in 0..<24 {
            let pixels = (0..<256).map { UInt8(($0 * 7 + index * 31) % 256) }
            let image = Data("P5 16 16 255\n".utf8) + Data(pixels)
            try image.write(to: URL(fileURLWithPath: "\(folder)/\(index).pgm"))
        }
        let labels = (0..<24).map { "[\"\($0).pgm\", \(label($0))]" }.joined(separator: ",")
        try Data(#"{"class_names": ["dark", "round"], "labels": [\#(labels)]}"#.utf8)
            .write(to: URL(fileURLWithPath: "\(folder)/dataset.json"))
        return folder
    }

    private func labeledRecipe(_ evaluate: String, _ label: (Int) -> String) throws -> Recipe {
        let data = "data={type: image_archive, path: '\(try labeledData(label))', resolution: 16}"
        return try Recipe(
            tiny,
            overrides: [
                data, "train.kimg=0.008", "conditioner=embedding", "~regularizers.noisy_twins", "evaluate=\(evaluate)",
            ])
    }

    private func labeledRun(_ label: (Int) -> String) throws -> Run {
        let evaluate = "{metrics: [intra_fid, fid], features: test_pixels, samples: 12, samples_per_class: 4}"
        return try Run.create(at: place.path("run"), for: labeledRecipe(evaluate, label))
    }

    /// A row for each attribute, with the images that have it: 12 of 24, and 6.
    @Test func attributesAreScoredOneByOne() throws {
        let run = try labeledRun { "[\(1 - $0 % 2), \($0 % 4 == 0 ? 1 : 0)]" }
        try run.train()
        let report = try EvaluationFile.read("\(run.path)/evaluation/000001-test_pixels.json")
        let table = try #require(report.classScores.first)
        #expect(table.title == "FD-test_pixels of each attribute")
        #expect(table.rows.map(\.name) == ["dark", "round"] && table.rows.map(\.trainingImages) == [12, 6])
        #expect(table.rows.map(\.reals) == [12, 6] && table.rows.map(\.fakes) == [4, 4])
        let values = table.rows.compactMap(\.value)
        #expect(report.scores["intra_fd_test_pixels"] == (values[0] + values[1]) / 2)
        #expect(report.scores["intra_fd_test_pixels_few"] == (values[0] + values[1]) / 2)
        let again = try run.evaluate(["intra_fid", "fid"], options)
        #expect(again.values == report.scores, "the scheduled score is that of the run")
    }

    /// The first number is 0 … 23, the second always 3. Its 5 % and 95 % quantiles are 1 and 21, so vicinities reach 2 to either side.
    @Test func vectorsAreScoredBinByBin() throws {
        let run = try labeledRun { "[\($0), 3]" }
        try run.train()
        let report = try EvaluationFile.read("\(run.path)/evaluation/000001-test_pixels.json")
        let table = try #require(report.classScores.first)
        #expect(table.title == "FD-test_pixels of each bin")
        #expect(
            table.rows.map(\.name) == [
                "dark 1 ± 2", "dark 5 ± 2", "dark 11 ± 2", "dark 17 ± 2", "dark 21 ± 2", "round 3 ± 0",
            ])
        #expect(table.rows.map(\.trainingImages) == [4, 5, 5, 5, 5, 24])
        #expect(table.rows.map(\.reals) == [4, 5, 5, 5, 5, 24] && table.rows.map(\.fakes) == [4, 4, 4, 4, 4, 4])
        #expect(report.scores["intra_fd_test_pixels_medium"] == table.rows[5].value)
        let again = try run.evaluate(["intra_fid", "fid"], options)
        #expect(again.values == report.scores)
    }

    @Test func whatNeedsClassesIsRefused() throws {
        let recipe = try labeledRecipe("{metrics: [cas], features: test_pixels}") { "[\($0), 3]" }
        #expect {
            try Run.create(at: place.path("run"), for: recipe).train()
        } throws: {
            "\($0)"
                == "evaluate.metrics contains cas, but the data have no classes\n  fix: remove it from evaluate.metrics"
        }
    }

    /// By name, and by value with settings; both are the same metric.
    @Test func theLibraryMeasuresWithThem() throws {
        let run = try run()
        try run.train()
        let scores = try run.evaluate(["test_darkness", "fid"], options)
        let scaled = try run.evaluate([ComponentReference(Darkness.self) { $0.scale = 1 }, "fid"], options)
        let (small, large) = (
            try #require(scores.values["test_darkness"]), try #require(scaled.values["test_darkness"])
        )
        #expect((small * 255 - large).magnitude < 1e-9 * large.magnitude && small != 0)
        #expect(scores.better == ["test_darkness": .lower, "fd_test_pixels": .lower])
        #expect(scores.classes.map(\.name) == ["test_darkness"])
        #expect(scaled.report != scores.report, "a report with other settings is another file")
    }

    @Test func whatIsWrongIsSaid() throws {
        let run = try run()
        try run.train()
        let unknown = RunError.unfit(
            "unknown metric `test_darknes`\n  fix: did you mean `test_darkness`? (registered: ")
        #expect {
            try run.evaluate(["test_darknes"], options)
        } throws: {
            "\($0)".hasPrefix(unknown.description)
        }
        var other = options
        other.features = "inceptoin"
        #expect {
            try run.evaluate(["fid"], other)
        } throws: {
            "\($0)".hasPrefix(
                "unknown extractor `inceptoin`\n  fix: did you mean `inception`? (registered: classifier, clip, ")
        }
        other.features = "clip"
        other.preparation = "stylegan"
        #expect(
            throws: RunError.unfit(
                "preparation: `clip` has no preparation `stylegan`\n  fix: use one of studiogan, clean")
        ) { try run.evaluate(["fid"], other) }
    }

    /// The names of the work, each time that it comes to its end.
    private func work(_ metrics: [ComponentReference<any Metric>], of run: Run) throws -> [String] {
        let trained = try TrainedGenerator(run.path, .newest)
        var finished: [String] = []
        let report: PreparationReport = { if $0.done == $0.count { finished.append($0.activity) } }
        let scoring = try RunScoring(metrics, options, trained.info, of: trained.recipe)
        _ = try scoring.measure(trained, warn: { _ in }, report)
        return finished.filter { $0 != "computing scores" }
    }

    /// Each set of images is seen once for all metrics, and only if one of them reads it.
    @Test func onlyWhatMetricsReadIsComputed() throws {
        let run = try run()
        try run.train()
        #expect(try work(["ppl"], of: run) == ["measuring path lengths"])
        let found = try work(["fid", "kid", "prdc", "intra_fid", "diversity"], of: run)
        // The features of real images may be in the cache.
        #expect(
            found.filter { $0 != "extracting features of real images" } == [
                "extracting features", "extracting features of each class",
            ])
    }
}
