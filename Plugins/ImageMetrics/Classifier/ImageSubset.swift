import GANCore
import GANTensor

/// Some images of a source, in a given order.
package struct ImageSubset: SampleSource {
    package let info: DatasetInfo
    private let source: any SampleSource
    private let places: [Int]

    /// - Parameter places: indices in `source`.
    package init(_ source: any SampleSource, _ places: [Int]) {
        var info = source.info
        let size = info.labelSize
        let labels = source.labels(at: places)
        (info.count, info.copies) = (places.count, 1)
        info.classCounts = (0..<size).map { column in places.indices.count { labels[$0 * size + column] > 0 } }
        (self.source, self.places, self.info) = (source, places, info)
    }

    package var flipsInTraining: Bool { source.flipsInTraining }
    package func batch(at indices: [Int]) throws -> SampleBatch { try source.batch(at: indices.map { places[$0] }) }
    package func labels(at indices: [Int]) -> [Float] { source.labels(at: indices.map { places[$0] }) }

    /// Divides the images of each class at random, by the seed alone.
    /// - Parameter fraction: of each class that is held out: at least one image of a class with two or more, and none of a class
    ///   with one.
    package static func holdingOut(
        _ fraction: Double, of source: any SampleSource, seed: UInt64
    ) -> (training: ImageSubset, heldOut: ImageSubset) {
        let (size, count) = (source.info.labelSize, source.info.count)
        let labels = source.labels(at: Array(0..<count))
        let order = RandomStream(seed: seed, path: "features.held_out").permutation(count).scalars(as: Int32.self)
        var classes = [[Int]](repeating: [], count: size)
        for place in order.lazy.map(Int.init) {
            if let own = (0..<size).first(where: { labels[place * size + $0] > 0 }) { classes[own].append(place) }
        }
        var (training, heldOut): ([Int], [Int]) = ([], [])
        for own in classes {
            let wanted = max(Int((Double(own.count) * fraction).rounded()), 1)
            let taken = min(wanted, own.count - 1)
            heldOut += own.prefix(max(taken, 0))
            training += own.dropFirst(max(taken, 0))
        }
        return (ImageSubset(source, training.sorted()), ImageSubset(source, heldOut.sorted()))
    }
}
