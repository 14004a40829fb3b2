/// How long a user wants to wait for a trained network.
enum TrainingTime: String, CaseIterable, Sendable {
    /// A quarter of an hour.
    case minutes
    case hour
    /// Ten hours.
    case night
    /// Three days on a graphics processor, whose speed is not measured.
    case gpu

    /// Seconds; nil where the speed cannot be measured beforehand.
    var seconds: Double? {
        switch self {
        case .minutes: 15 * 60
        case .hour: 3600
        case .night: 10 * 3600
        case .gpu: nil
        }
    }

    /// "an hour".
    var words: String {
        switch self {
        case .minutes: "a quarter of an hour"
        case .hour: "an hour"
        case .night: "a night of ten hours"
        case .gpu: "a graphics processor"
        }
    }
}
