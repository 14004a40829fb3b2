import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

@Suite(.onChosenBackend) struct NeighborhoodTests {
    private func line(_ places: [Float]) -> Tensor { Tensor(places, shape: [places.count, 1]) }

    /// By hand, k = 1. Reals 0, 1, 10 have balls of radius 1, 1, 9; fakes 0.5, 1.5, 30 of 1, 1, 28.5.
    @Test func byHand() throws {
        let found = try Neighborhoods(line([0, 1, 10]), line([0.5, 1.5, 30]), neighbors: 1)
        #expect(found.precision == 2.0 / 3)
        #expect(found.recall == 1)
        // 0.5 lies in the balls of 0 and 1, and 9.5 from 10 in none; 1.5 in those of 1 and 10; 30 in none.
        #expect(found.density == 4.0 / 3)
        #expect(found.coverage == 1)
    }

    /// Strictly within: an image at a ball's edge is outside, and equal images have balls without an inside.
    @Test func edgesAreOutside() throws {
        let edge = try Neighborhoods(line([0, 1]), line([2, 12]), neighbors: 1)
        #expect(edge.precision == 0)
        let equal = Tensor(repeating: 0.1, shape: [4, 300])
        let copies = try Neighborhoods(equal, equal, neighbors: 2)
        #expect(copies == (try Neighborhoods(line([1, 1, 1, 1]), line([1, 1, 1, 1]), neighbors: 2)))
        #expect(copies.precision == 0)
    }

    /// In floating point ‖x‖² + ‖y‖² - 2 x · y of equal rows is not always zero.
    @Test func equalRowsHaveNoDistance() throws {
        let rows = 1000 * RandomStream(seed: 5, path: "rows").normal([40, 65])
        var tiles = Tiles(rows, rows)
        let tile = tiles.next()
        let distances = try #require(tile).squaredDistances.scalars(as: Double.self)
        for row in 0..<40 { #expect(distances[41 * row] == 0) }
        #expect(distances.count { $0 > 0 } == 40 * 39)
    }

    @Test func equalSetsCoverEachOther() throws {
        let rows = RandomStream(seed: 5, path: "prdc").normal([60, 8])
        let found = try Neighborhoods(rows, rows)
        #expect(found.precision == 1 && found.recall == 1 && found.coverage == 1)
    }

    @Test func ofTooFewImages() {
        let error = #expect(throws: MetricError.self) { try Neighborhoods(line([1, 2]), line([1, 2, 3, 4, 5, 6])) }
        #expect(error?.problem == "2 real images are too few for neighbor number 5")
    }

    /// Every pair in one tile, whatever does not divide.
    @Test(arguments: [(7, 5), (3, 6), (1, 1)]) func tilesCoverAllPairs(rows: Int, columns: Int) {
        var seen = [Int](repeating: 0, count: rows * columns)
        for tile in Tiles(line((0..<rows).map(Float.init)), line((0..<columns).map(Float.init)), side: 3) {
            let distances = tile.squaredDistances.scalars(as: Double.self)
            var place = 0
            for row in tile.rowRange {
                for column in tile.columnRange {
                    seen[row * columns + column] += 1
                    #expect(distances[place] == Double((row - column) * (row - column)))
                    place += 1
                }
            }
        }
        #expect(seen.allSatisfy { $0 == 1 })
    }

    /// What is left out of the tiles within a set are mirror images of others, and nothing else.
    @Test(arguments: [7, 3, 1]) func tilesWithinASetCoverEachPairOnce(count: Int) {
        var seen = [Int](repeating: 0, count: count * count)
        for tile in Tiles(within: line((0..<count).map(Float.init)), side: 3) {
            for row in tile.rowRange {
                for column in tile.columnRange {
                    seen[row * count + column] += 1
                    if !tile.isOnDiagonal { seen[column * count + row] += 1 }
                }
            }
        }
        #expect(seen.allSatisfy { $0 == 1 })
    }

    /// More images than a tile has rows: against distances of every pair, sorted.
    @Test func radiiAcrossTiles() throws {
        let places = (0..<1100).map { Float(($0 * 677) % 1100) }
        let radii = try Neighborhoods.squaredRadii(line(places), 3, "real")
        // On a line of whole numbers the third neighbor is two steps away, at its ends three, next to them two.
        #expect(zip(places, radii).allSatisfy { $1 == ($0 == 0 || $0 == 1099 ? 9 : 4) })
    }
}
