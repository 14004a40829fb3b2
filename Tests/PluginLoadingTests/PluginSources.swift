/// Plugins as their authors write them.
enum PluginSource {
    /// A whole regularizer that squares the logits of reals.
    static func regularizer(_ name: String, type: String = "LogitRange") -> String {
        """
        import GANCore
        import GANModule
        import GANTensor

        public final class \(type): Module, Regularizer {
            public static let name = "\(name)"
            public static let summary = "keeps the logits of reals near zero"
            @Buffer(.same) var seen = 0

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? [.realLogits] : nil }

            public func penalty(_ step: StepView) throws -> Tensor {
                seen += 1
                return try step.real().logits.squared().mean()
            }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = { ComponentCatalog.register(\(type).self) }

        """
    }

    /// A metric and a feature extractor without weights.
    static func metric(_ name: String) -> String {
        """
        import GANCore
        import GANTensor

        public final class Zero: Metric {
            public static let name = "\(name)"
            public static let summary = "is 0"
            public let needs = MetricNeeds()

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func measure(_ inputs: MetricInputs) throws -> MetricResult {
                MetricResult([MetricScore("\(name)", 0, better: .lower)])
            }
        }

        public final class Pixels: FeatureExtractor {
            public static let name = "pixels"
            public static let summary = "the mean level of an image"
            public let dimension = 3
            public let preparation = ImagePreparation(
                side: 8, .bilinear, clips: true, centers: [0, 0, 0], scales: [1, 1, 1])

            public init(_ settings: NoSettings, _ build: BuildContext) {}

            public func features(of images: Tensor) throws -> ExtractedFeatures {
                ExtractedFeatures(rows: images.mean(2, 3))
            }
        }

        @section("ganzoo_components") @used
        private let record: ComponentRecord = {
            ComponentCatalog.register(Zero.self)
            ComponentCatalog.register(Pixels.self)
        }

        """
    }

    static let withoutComponent = "public func nothing() {}\n"

    /// In C: what a library looks like that was made in another way.
    static func library(fingerprint: String, _ further: String = "") -> String {
        """
        const char fingerprint[] = "\(fingerprint)";
        \(further)
        """
    }
}
