import GANCore

/// The spread of classes in the course of a run; kept in checkpoints.
struct DiversityHistory: Codable, Equatable {
    struct Point: Codable, Equatable {
        let kimg: Double
        let spread: ClassDiversity
    }

    private(set) var points: [Point] = []
    /// Of the ticks, each so manieth is kept.
    private var stride = 1
    private var ticks = 0

    /// Of long runs ever fewer points are kept, evenly.
    mutating func add(_ spread: ClassDiversity, kimg: Double) {
        if ticks % stride == 0 { points.append(Point(kimg: kimg, spread: spread)) }
        ticks += 1
        guard points.count > Self.mostPoints else { return }
        points = points.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
    }

    private static let mostPoints = 400

    /// What is wrong with it; nil where nothing is.
    var defect: String? {
        let range = 1...RunNumber.range.upperBound
        guard range.contains(stride) else {
            return "`spread.stride` is \(stride), which is not in 1 ... \(range.upperBound)"
        }
        if let defect = RunNumber.defect(of: ticks, "spread.ticks") { return defect }
        guard points.count <= Self.mostPoints else { return "`spread` has more than \(Self.mostPoints) points" }
        let ends = [0] + points.map(\.kimg) + [Double(RunNumber.range.upperBound)]
        // Written so that NaN is refused.
        guard zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return "`spread.kimg` does not ascend from 0 to \(RunNumber.range.upperBound)"
        }
        return nil
    }

    /// What is wrong with it for so many classes; nil where nothing is.
    func defect(classes count: Int) -> String? {
        let fits = points.allSatisfy { point in
            point.spread.images.count == count && [0, count].contains(point.spread.latents.count)
        }
        return fits
            ? nil
            : "`spread` in state.json is not of the \(counted(count, "class")) that \(count == 1 ? "is" : "are") watched"
    }
}
