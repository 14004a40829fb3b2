import Foundation
import GANData
import GANMetrics
import GANRun
import GANTestSupport
import Testing

/// The feature extractor where nobody names one: chosen by the images, alike in every command.
@Suite struct FeatureChoiceTests {
    private let place: ScoringPlace
    private static let why =
        "the images are in color, and the weights of `efficientnet_lite0`, which measures such images, were not found in "
    private static let fetch = "run `ganzoo features fetch efficientnet_lite0`"

    init() throws { place = try ScoringPlace() }

    /// A run of images in color, made from the recipe with these keys.
    private func trained(_ keys: String...) throws -> (run: String, program: Program) {
        let run = place.path("run")
        let trained = try place.ganzoo(
            ["train", Recipes.tiny, "train.kimg=0.008", "data.per_class=12", "data.long_tail=null"] + keys
                + ["--run", run])
        try #require(trained.status == 0, "\(trained.errors)")
        return (run, trained)
    }

    /// A folder of eight images of noise; in color, or gray in as many channels.
    private func folder(_ name: String, isGray: Bool) throws -> String {
        try FileManager.default.createDirectory(atPath: place.path(name), withIntermediateDirectories: true)
        for index in 0..<8 {
            let pixels = (0..<256).flatMap { place in
                (0..<3).map { UInt8(truncatingIfNeeded: place * 37 + index * 11 + (isGray ? 0 : $0 * 50)) }
            }
            let image = RasterImage(width: 16, height: 16, channels: 3, pixels: pixels)
            try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: place.path("\(name)/\(index).png")))
        }
        return place.path(name)
    }

    /// Scores that need no features are measured, and the others named with what they need.
    @Test func trainingLeavesOutWhatHasNoWeights() throws {
        let (run, program) = try trained(
            "evaluate.metrics=[fid, {type: cas, epochs: 1}, prdc]", "evaluate.samples=24",
            "evaluate.samples_per_class=4")
        let words = "warning: not measured: fid, prdc: \(Self.why)"
        #expect((program.output + program.errors).contains(words), "\(program.output) \(program.errors)")
        #expect((program.output + program.errors).contains("\n  fix: \(Self.fetch)\n"))
        let report = try EvaluationFile.read("\(run)/evaluation/000001-none.json")
        #expect(report.metrics.map(\.type) == ["cas"] && report.scores["cas"] != nil)
        #expect(report.caveats.contains { $0.hasPrefix("not measured: fid, prdc: \(Self.why)") }, "\(report.caveats)")
        let resolved = try String(contentsOfFile: "\(run)/resolved.yaml", encoding: .utf8)
        #expect(resolved.contains("features: null"))
    }

    @Test func trainingGoesOnWithoutAnyScore() throws {
        let (run, program) = try trained("evaluate.metrics=[fid]")
        #expect((program.output + program.errors).contains("warning: not measured: fid: \(Self.why)"))
        #expect(!FileManager.default.fileExists(atPath: "\(run)/evaluation"))
        let checked = try place.ganzoo("recipe", "check", Recipes.tiny, "evaluate.metrics=[fid]")
        #expect(checked.status == 0 && checked.output.contains("\nwarning: not measured: fid: \(Self.why)"))
    }

    /// Gray features are not taken for color silently, in any command; by name they are.
    @Test func commandsSayWhatToFetch() throws {
        let run = try trained().run
        let all = try place.ganzoo("evaluate", "--run", run, "--samples", "24")
        #expect(all.status == 1 && all.errors.hasPrefix("ganzoo: \(Self.why)"), "\(all.errors)")
        #expect(all.errors.contains("; not measured: fid, intra_fid, kid, prdc\n"), "\(all.errors)")
        #expect(
            all.errors.hasSuffix(
                "  fix: \(Self.fetch), or name another extractor with --features; fmnist sees gray only\n"))
        let near = try place.ganzoo("nearest", "--run", run)
        #expect(near.status == 1 && near.errors.hasPrefix("ganzoo: \(Self.why)"))
        let colored = try folder("colored", isGray: false)
        let images = try place.ganzoo("evaluate", "--images", colored, "--reference", colored, "--metrics", "fid")
        #expect(images.status == 1 && images.errors.hasPrefix("ganzoo: \(Self.why)"))
        let named = try place.ganzoo(
            "evaluate", "--run", run, "--features", "fmnist", "--metrics", "fid", "--samples", "24")
        #expect(named.status == 0 && named.output.contains("note: color: fmnist converts images to gray"))
        let guided = try place.ganzoo(
            "generate", "images", "--run", run, "--per-class", "2", "--guidance", "langevin", "--guidance-steps", "1",
            "--classes", "0", "--out", place.path("guided"))
        #expect(guided.status == 0 && guided.output.contains("no distances between images, because \(Self.why)"))
    }

    /// Color on either side counts; gray images in three channels are gray.
    @Test func anyColorCounts() throws {
        let (gray, colored) = (try folder("gray", isGray: true), try folder("colored", isGray: false))
        let alike = try place.ganzoo("evaluate", "--images", gray, "--reference", gray, "--metrics", "fid")
        #expect(alike.status == 0 && alike.output.contains("\n  fd_fmnist "), "\(alike.errors)")
        for (images, reference) in [(gray, colored), (colored, gray)] {
            let mixed = try place.ganzoo("evaluate", "--images", images, "--reference", reference, "--metrics", "fid")
            #expect(mixed.errors.hasPrefix("ganzoo: \(Self.why)"), "\(mixed.errors)")
        }
    }

    /// With its weights there, the extractor of color is taken by training and by commands alike. It sees 224 x 224 pixels, so there are few
    /// images.
    @Test func colorIsMeasuredInColor() throws {
        try place.writeEfficientNet()
        let (run, _) = try trained(
            "evaluate.metrics=[kid]", "evaluate.samples=4", "data.per_class=4",
            "data.classes=[red circle, green square]")
        let own = try EvaluationFile.read("\(run)/evaluation/000001-efficientnet_lite0.json")
        let again = try place.ganzoo(
            "evaluate", "--run", run, "--metrics", "kid", "--samples", "4", "--out", place.path("again.json"))
        #expect(again.status == 0, "\(again.errors)")
        #expect(try EvaluationFile.read(place.path("again.json")).scores == own.scores)
        #expect(own.scores["kid_efficientnet_lite0"] != nil)
        let near = try place.ganzoo("nearest", "--run", run, "--out", place.path("near.png"))
        #expect(near.status == 0 && !near.output.contains("note: color"), "\(near.errors)")
    }

    /// What belongs to an extractor needs its name.
    @Test(arguments: [("weights=x.safetensors", "weights"), ("preparation=clean", "preparation")])
    func settingsOfAnExtractorNeedItsName(_ change: String, _ key: String) throws {
        let refused = try place.ganzoo("recipe", "check", Recipes.tiny, "evaluate.\(change)")
        #expect(refused.status == 2 && refused.errors.contains("`\(key)` belong"), "\(refused.errors)")
    }
}
