import GANCore

/// The diversity of classes over a run; saved in checkpoints.
struct DiversityHistory: Codable, Equatable {
    struct Point: Codable, Equatable {
        let kimg: Double
        let spread: ClassDiversity
    }

    private(set) var points: [Point] = []
    /// The newest record if it is not among the points. Absent from checkpoints of short runs, and of earlier versions.
    private var unkept: Point?
    /// Keeps every `stride`-th record.
    private var stride = 1
    private var ticks = 0

    /// The diversity of the kept records, and of the newest one.
    var spreads: [ClassDiversity] { (points + [unkept].compactMap(\.self)).map(\.spread) }

    /// Drops every second point of a long run, so that the points stay evenly spaced.
    mutating func add(_ spread: ClassDiversity, kimg: Double) {
        let point = Point(kimg: kimg, spread: spread)
        let isKept = ticks % stride == 0
        unkept = isKept ? nil : point
        if isKept { points.append(point) }
        ticks += 1
        guard points.count > Self.mostPoints else { return }
        points = points.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
    }

    private static let mostPoints = 400

    /// Describes a value that no run writes; nil if there is none.
    var defect: String? {
        let range = 1...RunNumber.range.upperBound
        guard range.contains(stride) else {
            return "`spread.stride` is \(stride), which is not in 1 ... \(range.upperBound)"
        }
        if let defect = RunNumber.defect(of: ticks, "spread.ticks") { return defect }
        guard points.count <= Self.mostPoints else { return "`spread` has more than \(Self.mostPoints) points" }
        let all = points + [unkept].compactMap(\.self)
        let ends = [0] + all.map(\.kimg) + [Double(RunNumber.range.upperBound)]
        // The condition also rejects NaN.
        guard zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return "`spread.kimg` is not ascending in 0 ... \(RunNumber.range.upperBound)"
        }
        return nil
    }

    /// Describes a mismatch with the number of monitored classes; nil if there is none.
    func defect(classes count: Int) -> String? {
        let fits = spreads.allSatisfy { $0.images.count == count && [0, count].contains($0.latents.count) }
        return fits
            ? nil
            : "`spread` in \(RunPaths.CheckpointFile.state.rawValue) does not have values of the \(counted(count, "class")) that \(count == 1 ? "is" : "are") monitored"
    }
}
