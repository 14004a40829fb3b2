/// Whether lower or higher values of a score are better.
public enum ScoreDirection: String, CaseIterable, Codable, Hashable, Sendable {
    case lower, higher

    /// Whether the first value is better than the second.
    public func prefers(_ value: Double, to other: Double) -> Bool { self == .lower ? value < other : value > other }
}

/// A number that a metric computes for all images.
public struct MetricScore: Hashable, Sendable {
    /// Lower-case letters, digits and underscores. `FeatureExtractor` makes names that say the network: `kid_fmnist`.
    public let name: String
    public let value: Double
    /// Standard deviation, as the metric defines it; nil if it has none.
    public let deviation: Double?
    /// The checkpoint with the best value is kept, and `compare` marks it.
    public let better: ScoreDirection

    public init(_ name: String, _ value: Double, deviation: Double? = nil, better: ScoreDirection) {
        (self.name, self.value, self.deviation, self.better) = (name, value, deviation, better)
    }
}

/// A number for each class: a table in reports and comparisons.
public struct ClassScores: Codable, Hashable, Sendable {
    public struct Row: Codable, Hashable, Sendable {
        /// The name of the class.
        public let name: String
        /// Number of training images of the class; nil if unknown.
        public let trainingImages: Int?
        /// Number of real images of the class; nil if the metric reads none.
        public var reals: Int?
        /// Number of generated images of the class; nil if the metric reads none.
        public var fakes: Int?
        /// Nil if it cannot be computed; then `caveat` gives the reason.
        public let value: Double?
        public let caveat: String?

        public init(
            _ name: String, trainingImages: Int?, reals: Int? = nil, fakes: Int? = nil, _ value: Double?,
            caveat: String? = nil
        ) {
            (self.name, self.trainingImages, self.reals, self.fakes) = (name, trainingImages, reals, fakes)
            (self.value, self.caveat) = (value, caveat)
        }

        private enum CodingKeys: String, CodingKey {
            case name, reals, fakes, value, caveat
            case trainingImages = "training_images"
        }
    }

    /// Lower-case letters, digits and underscores, different from other tables: `intra_fd_fmnist`.
    public let name: String
    /// Its heading: "FD-fmnist of each class".
    public let title: String
    public let better: ScoreDirection
    /// The rows in the order of the classes.
    public let rows: [Row]

    public init(_ name: String, title: String, better: ScoreDirection, _ rows: [Row]) {
        (self.name, self.title, self.better, self.rows) = (name, title, better, rows)
    }
}

/// A number for each pair of classes: a matrix in reports.
public struct ClassMatrix: Codable, Hashable, Sendable {
    /// Lower-case letters, digits and underscores, different from other matrices: `confusion_fmnist`.
    public let name: String
    /// What rows and columns are.
    public let title: String
    /// The names of the classes, of rows and of columns.
    public let classes: [String]
    /// A list for each row, with a number for each column; nil where it cannot be computed.
    public let values: [[Double?]]

    public init(_ name: String, title: String, classes: [String], _ values: [[Double?]]) {
        (self.name, self.title, self.classes, self.values) = (name, title, classes, values)
    }

    /// Whether it has a row and a column for each class, and every number is finite.
    package var isWhole: Bool {
        values.count == classes.count
            && values.allSatisfy { row in
                row.count == classes.count && row.allSatisfy { $0.map(\.isFinite) ?? true }
            }
    }
}

/// The result of a metric: scores and tables.
public struct MetricResult: Hashable, Sendable {
    /// The first one is the metric's main score.
    public var scores: [MetricScore]
    /// One table or more, for metrics that measure each class.
    public var classes: [ClassScores]
    /// For metrics that measure pairs of classes.
    public var matrices: [ClassMatrix]
    /// Limits that readers of the scores must know, one line each, without a full stop.
    public var caveats: [String]

    public init(
        _ scores: [MetricScore], classes: [ClassScores] = [], matrices: [ClassMatrix] = [], caveats: [String] = []
    ) {
        (self.scores, self.classes, self.matrices, self.caveats) = (scores, classes, matrices, caveats)
    }
}
