import Foundation
import GANCore
import GANData
import GANMetrics
import GANRun
import GANTestSupport
import Testing

/// Metrics and feature networks, as the command line names them.
@Suite struct MetricArgumentTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    /// Four gray images.
    private func images() throws -> String {
        let folder = place.path("images")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for index in 0..<4 {
            let pixels = (0..<256).map { UInt8(truncatingIfNeeded: $0 * 37 + index * 11) }
            let image = RasterImage(width: 16, height: 16, channels: 1, pixels: pixels)
            try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: "\(folder)/\(index).png"))
        }
        return folder
    }

    /// Metrics of the command line are read as a recipe reads them.
    @Test func metricsTakeSettings() throws {
        let gray = try images()
        let features = place.path("some.safetensors")
        let made = try place.ganzoo("features", "extract", "fmnist", gray, "--out", features)
        try #require(made.status == 0, "\(made.errors)")
        let scored = try place.ganzoo(
            "features", "score", features, features, "--metrics", "{type: kid, subsets: 2}",
            "{type: prdc, neighbors: 1}")
        #expect(scored.status == 0, "\(scored.errors)")
        #expect(scored.output.contains("kid_deviation ") && scored.output.contains("coverage "))
        #expect(!scored.output.contains("frechet_distance"))
        let images = try place.ganzoo(
            "evaluate", "--images", gray, "--reference", gray, "--metrics", "{type: fid, ddof: 0}", "--out",
            place.path("ddof.json"))
        #expect(images.status == 0, "\(images.errors)")
        #expect(images.output.contains("note: the images are compared with themselves\n"))
        #expect(try EvaluationFile.read(place.path("ddof.json")).metrics.map(\.settings) == [["ddof": .number(0)]])
    }

    @Test(arguments: [
        (["fdi"], "unknown metric `fdi`\n  fix: did you mean `fid`?\n  registered: "),
        (
            ["{type: kid, subset: 3}"],
            "unknown key `subset` in `evaluate.metrics[0]`\n  fix: did you mean `subset_size`"
        ),
        (
            ["{type: kid, subsets: 0}"],
            "`evaluate.metrics[0].subsets` is 0\n  fix: expected a whole number in 1 ... 100000"
        ),
        (["fid", "kid", "fid"], "`evaluate.metrics`: `fid` is named twice\n  fix: name each metric once"),
    ]) func wrongMetricsAreNamed(_ metrics: [String], _ words: String) throws {
        let images = try images()
        let refused = try place.ganzoo(["evaluate", "--images", images, "--reference", images, "--metrics"] + metrics)
        #expect(refused.status == 2)
        #expect(refused.errors.hasPrefix("ganzoo: --metrics: \(words)"), "\(refused.errors)")
        let features = try place.ganzoo(["features", "score", "a", "b", "--metrics"] + metrics)
        #expect(features.errors.hasPrefix("ganzoo: --metrics: \(words)"), "\(features.errors)")
    }

    @Test func extractorsAreNamed() throws {
        let images = try images()
        let measure = ["evaluate", "--images", images, "--reference", images]
        let unknown = try place.ganzoo(measure + ["--features", "inceptoin"])
        #expect(unknown.status == 2)
        #expect(
            unknown.errors.hasPrefix(
                "ganzoo: unknown extractor `inceptoin`\n  fix: did you mean `inception`? (registered: classifier, clip, clip_vitl14_336, dinov2_vitb14, dinov2_vitl14, dinov2_vits14, efficientnet_lite0, fmnist, inception), or if a plugin has it, load that plugin with --plugin PATH or GANZOO_PLUGINS"
            ),
            "\(unknown.errors)")
        let preparation = try place.ganzoo(measure + ["--preparation", "clean"])
        #expect(
            preparation.errors
                == "ganzoo: preparation: `fmnist` has a fixed image preparation, so this cannot be set\n  fix: remove `preparation`, or set features to inception\n"
        )
        let needs = try place.ganzoo("features", "score", "a", "b", "--metrics", "ppl")
        #expect(
            needs.errors == "ganzoo: `ppl` needs more than features\n  fix: choose others, such as fid, kid and prdc\n")
        let list = try place.ganzoo("features", "list")
        #expect(list.output.contains("\n  license of the weights: MIT License (OpenAI)\n"), "\(list.output)")
        let shown = try place.ganzoo("component", "show", "metric", "fid")
        #expect(shown.output.contains("\n  source: Heusel et al. 2017, arXiv:1706.08500, equation 6\n"))
        #expect(shown.output.contains("\n  ddof: a whole number in 0 ... 1, default 1\n"))
        let components = try place.ganzoo("component", "list")
        #expect(
            components.output.contains("\nmetric\n  calibration ")
                && components.output.contains("\nextractor\n  classifier "))
    }
}
