import GANCore

/// A score, or several that belong together.
package enum MetricChoice: String, CaseIterable, Codable, SettingValue, Sendable {
    /// The Fréchet distance; FID in Inception's features.
    case fid
    case kid
    /// The inception score, of a network that knows classes.
    case inceptionScore = "is"
    /// Precision, recall, density and coverage.
    case prdc
    /// The Fréchet distance class by class.
    case intraFID = "intra_fid"
    /// Classification accuracy score: of a classifier that saw generated images alone.
    case classificationAccuracy = "cas"
    /// How far images around the same training image differ, and how near they are to it.
    case diversity
    /// Path length in features, of a generator with styles.
    case pathLength = "ppl"
}

extension MetricChoice {
    /// Whether it is made class by class.
    package var needsClasses: Bool { self == .intraFID || self == .classificationAccuracy }
}
