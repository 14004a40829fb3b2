import GANCore

/// The diversity of classes over a run; saved in checkpoints.
struct DiversityHistory: Codable, Equatable {
    struct Point: Codable, Equatable {
        let kimg: Double
        let spread: ClassDiversity
    }

    private(set) var points: [Point] = []
    /// Keeps every `stride`-th record.
    private var stride = 1
    private var ticks = 0

    /// Drops every second point of a long run, so that the points stay evenly spaced.
    mutating func add(_ spread: ClassDiversity, kimg: Double) {
        if ticks % stride == 0 { points.append(Point(kimg: kimg, spread: spread)) }
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
        let ends = [0] + points.map(\.kimg) + [Double(RunNumber.range.upperBound)]
        // The condition also rejects NaN.
        guard zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return "`spread.kimg` is not ascending in 0 ... \(RunNumber.range.upperBound)"
        }
        return nil
    }

    /// Describes a mismatch with the number of monitored classes; nil if there is none.
    func defect(classes count: Int) -> String? {
        let fits = points.allSatisfy { point in
            point.spread.images.count == count && [0, count].contains(point.spread.latents.count)
        }
        return fits
            ? nil
            : "`spread` in \(RunPaths.CheckpointFile.state.rawValue) does not have values of the \(counted(count, "class")) that \(count == 1 ? "is" : "are") monitored"
    }
}
