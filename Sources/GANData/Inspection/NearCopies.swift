import GANCore

/// Images of a split that are nearly the same as one of another split: scores against that split are then too good.
package struct NearCopies: Sendable {
    /// Files of an image of this split and of one of the other.
    package struct Pair: Hashable, Sendable {
        package let place: String
        package let otherPlace: String
    }

    /// The other split, such as `test`.
    package let split: String
    /// One for each image of this split that has a near copy, in their order.
    package let pairs: [Pair]

    /// - Throws: errors of `report`.
    package init(
        _ own: ImageInspection, split: String, _ other: ImageInspection, _ report: PreparationReport
    ) throws {
        self.split = split
        var pairs: [Pair] = []
        let count = own.prints.count
        let others = SortedPrints(other.prints)
        for start in stride(from: 0, to: count, by: Self.blockSize) {
            let found = concurrentMap(min(Self.blockSize, count - start)) { offset in
                Found(pair: others.pair(with: own.prints[start + offset]))
            }
            pairs += found.compactMap(\.pair)
            try report(PreparationStep("comparing with \(split)", done: start + found.count, count: count))
        }
        self.pairs = pairs
    }

    private struct Found: Sendable { let pair: Pair? }

    private static let blockSize = 1024
}

/// The print of an image, with its file.
struct PlacedPrint: Sendable {
    let place: String
    let print: ImagePrint
}

/// Prints by the sums of their levels, so that a search sees only those of about the same brightness.
private struct SortedPrints: Sendable {
    private let prints: [PlacedPrint]

    init(_ prints: [PlacedPrint]) {
        self.prints = prints.enumerated().sorted {
            ($0.element.print.sum, $0.offset) < ($1.element.print.sum, $1.offset)
        }.map(\.element)
    }

    /// The nearest one, if it is near.
    func pair(with own: PlacedPrint) -> NearCopies.Pair? {
        var best: (distance: Int, place: String)?
        var index = first(from: own.print.sum - ImagePrint.mostOfSum)
        while index < prints.count, prints[index].print.sum <= own.print.sum + ImagePrint.mostOfSum {
            if let distance = prints[index].print.distance(to: own.print), distance < best?.distance ?? .max {
                best = (distance, prints[index].place)
            }
            index += 1
        }
        return best.map { NearCopies.Pair(place: own.place, otherPlace: $0.place) }
    }

    /// The index of the first print whose sum is not smaller.
    private func first(from sum: Int) -> Int {
        var (low, high) = (0, prints.count)
        while low < high {
            let middle = (low + high) / 2
            if prints[middle].print.sum < sum { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
