import GANCore
import GANTensor

/// Improved precision and recall (Kynkäänniemi et al. 2019, arXiv:1904.06991) and density and coverage (Naeem et al. 2020,
/// arXiv:2002.09797): compare two sets by the balls around each image that reach to its kth neighbor.
package struct Neighborhoods: Hashable, Sendable {
    /// The fraction of generated images inside a ball of a real image.
    package let precision: Double
    /// The fraction of real images inside a ball of a generated image.
    package let recall: Double
    /// The mean number of real images' balls that contain a generated image, divided by k.
    package let density: Double
    /// The fraction of real images' balls that contain a generated image.
    package let coverage: Double

    /// Over all pairs, tile by tile; inside means strictly inside (METHODS §13.7).
    /// - Parameters:
    ///   - real, fake: [N, D] and [M, D].
    ///   - neighbors: k; 5 in StudioGAN, 3 in StyleGAN's precision and recall.
    /// - Throws: `MetricError` if a set has no kth neighbor.
    package init(_ real: Tensor, _ fake: Tensor, neighbors: Int = 5) throws(MetricError) {
        let realRadii = try Self.squaredRadii(real, neighbors, "real")
        let fakeRadii = try Self.squaredRadii(fake, neighbors, "generated")
        var counts = BallCounts(realRadii, fakeRadii)
        for tile in Tiles(real, fake) { counts.add(tile) }
        let (reals, fakes) = (Double(real.shape[0]), Double(fake.shape[0]))
        precision = Double(counts.ballsOfFake.count { $0 > 0 }) / fakes
        recall = Double(counts.isRecalled.count { $0 }) / reals
        density = Double(counts.ballsOfFake.reduce(0, +)) / (fakes * Double(neighbors))
        coverage = Double(counts.isCovered.count { $0 }) / reals
    }

    /// The squared distance of each image to its kth neighbor, not counting itself.
    static func squaredRadii(_ set: Tensor, _ neighbors: Int, _ name: String) throws(MetricError) -> [Double] {
        guard neighbors > 0, set.shape[0] > neighbors else {
            throw MetricError(
                "\(counted(set.shape[0], "\(name) image")) \(set.shape[0] == 1 ? "is" : "are") too few for neighbor number \(neighbors)",
                fix: "use more images, or remove the metric prdc")
        }
        var nearest = [NearestDistances](repeating: NearestDistances(neighbors), count: set.shape[0])
        for tile in Tiles(within: set) {
            let distances = tile.squaredDistances.scalars(as: Double.self)
            var place = 0
            for row in tile.rowRange {
                for column in tile.columnRange {
                    if row != column { nearest[row].offer(distances[place]) }
                    if !tile.isOnDiagonal { nearest[column].offer(distances[place]) }
                    place += 1
                }
            }
        }
        return nearest.map(\.farthest)
    }
}

/// Keeps the smallest few of the numbers offered.
private struct NearestDistances {
    /// Ascending.
    private var kept: [Double]
    private(set) var farthest = Double.infinity

    init(_ count: Int) { kept = [Double](repeating: .infinity, count: count) }

    mutating func offer(_ distance: Double) {
        guard distance < farthest else { return }
        var place = kept.count - 1
        while place > 0, kept[place - 1] > distance {
            kept[place] = kept[place - 1]
            place -= 1
        }
        kept[place] = distance
        farthest = kept[kept.count - 1]
    }
}

private struct BallCounts {
    private let realRadii: [Double]
    private let fakeRadii: [Double]
    private(set) var ballsOfFake: [Int]
    private(set) var isRecalled: [Bool]
    private(set) var isCovered: [Bool]

    init(_ realRadii: [Double], _ fakeRadii: [Double]) {
        (self.realRadii, self.fakeRadii) = (realRadii, fakeRadii)
        ballsOfFake = [Int](repeating: 0, count: fakeRadii.count)
        isRecalled = [Bool](repeating: false, count: realRadii.count)
        isCovered = isRecalled
    }

    /// - Parameter tile: rows are real images, columns generated ones.
    mutating func add(_ tile: Tiles.Tile) {
        let distances = tile.squaredDistances.scalars(as: Double.self)
        var place = 0
        for real in tile.rowRange {
            for fake in tile.columnRange {
                let distance = distances[place]
                place += 1
                if distance < realRadii[real] {
                    ballsOfFake[fake] += 1
                    isCovered[real] = true
                }
                if distance < fakeRadii[fake] { isRecalled[real] = true }
            }
        }
    }
}
