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
    /// Path length in features, of a generator with styles.
    case pathLength = "ppl"
}
