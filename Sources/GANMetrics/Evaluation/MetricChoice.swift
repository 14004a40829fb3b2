import GANCore

/// A metric, or several that are computed together.
package enum MetricChoice: String, CaseIterable, Codable, SettingValue, Sendable {
    /// The Fréchet distance; FID with Inception's features.
    case fid
    case kid
    /// The inception score, for a network with classes.
    case inceptionScore = "is"
    /// Precision, recall, density and coverage.
    case prdc
    /// The Fréchet distance per class.
    case intraFID = "intra_fid"
    /// Classification accuracy score of a classifier trained only on generated images.
    case classificationAccuracy = "cas"
    /// Diversity of images around the same training image, and distance to that image.
    case diversity
    /// Path length in features, for a generator with styles.
    case pathLength = "ppl"
}

extension MetricChoice {
    /// Whether it is computed per class.
    package var needsClasses: Bool { self == .intraFID || self == .classificationAccuracy }
}
