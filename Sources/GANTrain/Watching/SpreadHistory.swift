/// The spread of classes in the course of a run; kept in checkpoints.
struct SpreadHistory: Codable, Equatable {
    struct Point: Codable, Equatable {
        let kimg: Double
        let spread: ClassSpread
    }

    private(set) var points: [Point] = []
    /// Of the ticks, each so manieth is kept.
    private var stride = 1
    private var ticks = 0

    /// Of long runs ever fewer points are kept, evenly.
    mutating func add(_ spread: ClassSpread, kimg: Double) {
        if ticks % stride == 0 { points.append(Point(kimg: kimg, spread: spread)) }
        ticks += 1
        guard points.count > Self.mostPoints else { return }
        points = points.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
    }

    private static let mostPoints = 400
}
