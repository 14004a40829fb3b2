import Foundation
import GANTestSupport
import Testing

/// A metric and a feature network, a file each, that see nothing but the public contract.
@Suite struct PluginMetricTests {
    private static let metric = """
        import GANCore
        import GANTensor

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(MeanGap.self) }

        /// Distance of the mean features.
        public final class MeanGap: Metric {
            public struct Settings: ComponentSettings {
                @Setting("multiplies the distance", above: 0) public var scale: Double = 1
                public init() {}
            }

            public static let name = "mean_gap"
            public static let summary = "distance of the mean features"
            public let needs = MetricNeeds(features: [.real, .generated])
            private let scale: Double

            public init(_ settings: Settings, _ build: BuildContext) { scale = settings.scale }

            public func measure(_ inputs: MetricInputs) throws -> MetricResult {
                let gap = try inputs.features(.real).rows.mean(0) - inputs.features(.generated).rows.mean(0)
                let value = gap.squared().sum().item().squareRoot() * scale
                return MetricResult([MetricScore(inputs.extractor.scoreName("mean_gap"), value, better: .lower)])
            }
        }

        """
    private static let extractor = """
        import GANCore
        import GANTensor

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(MeanLevel.self) }

        /// One feature: the mean level.
        public final class MeanLevel: FeatureExtractor {
            public static let name = "mean_level"
            public static let summary = "the mean level of an image"
            public let dimension = 1
            public let preparation = ImagePreparation(side: 16, .bilinear, clips: true, centers: [0], scales: [1])

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func features(of images: Tensor) -> ExtractedFeatures {
                ExtractedFeatures(rows: images.mean(2, 3))
            }
        }

        """

    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Four images of 16 × 16 pixels of one level, as PGM files.
    private func images(_ name: String, level: UInt8) throws {
        for index in 0..<4 {
            let image = Data("P5 16 16 255\n".utf8) + Data(repeating: level, count: 256)
            let folder = place.folder.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try image.write(to: folder.appending(path: "\(index).pgm"))
        }
    }

    /// By hand: levels 40 and 100 lie 60 apart, twice that is 120.
    @Test func measuresWithWhatPluginsBring() throws {
        try place.write("MeanGap.swift", Self.metric)
        try place.write("MeanLevel.swift", Self.extractor)
        for name in ["MeanGap", "MeanLevel"] { try succeed(["plugin", "build", "\(name).swift"]) }
        try images("dark", level: 40)
        try images("light", level: 100)
        let plugins = ["--plugin", "MeanGap.so", "--plugin", "MeanLevel.so"]
        let output = try succeed(
            ["evaluate", "--images", "dark", "--reference", "light", "--features", "mean_level"] + plugins
                + ["--metrics", "{type: mean_gap, scale: 2}", "fid"])
        #expect(output.contains("\n  mean_gap_mean_level  120.0\n"), "\(output)")
        // The spreads are 0, so the Fréchet distance is the square of the shift.
        #expect(output.contains("\n  fd_mean_level        3600.0\n"), "\(output)")
        let list = try succeed(["component", "list", "metric"] + plugins)
        #expect(list.contains("\n  mean_gap "))
    }

    @discardableResult private func succeed(_ arguments: [String]) throws -> String {
        let program = try Program.run(Program.products.appending(path: "ganzoo").path, arguments, in: place.folder)
        try #require(program.status == 0, "\(program.errors)")
        return program.output
    }
}
