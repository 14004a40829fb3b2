import GANTensor

/// Whether a generator of few images makes more than those: each generated image belongs to the training image nearest to it, and the
/// images around one training image are compared with each other (Ojha et al. 2021, arXiv:2104.06820, section 4.2; METHODS §11.5).
/// Copies of the training images have no distance among themselves, however many there are.
///
/// Ours: distances are those of the features, not LPIPS; all images around a training image count, and where images have classes,
/// only those of its own class.
package struct ClusterDiversity: Codable, Hashable, Sendable {
    package struct Class: Codable, Hashable, Sendable {
        package let name: String
        package let trainingImages: Int
        package let fakes: Int
        /// Nothing where no training image has two generated ones around it.
        package let diversity: Double?
        /// Nothing with fewer than two training images.
        package let nearness: Double?
    }

    /// Mean distance of two images around the same training image, over the training images that have two at least.
    package let diversity: Double
    /// Over those training images, with ddof 1 as published; 0 for a single one.
    package let deviation: Double
    /// Mean over generated images of the distance to the nearest training image, as a part of the mean of that between training images of
    /// the same class; nothing where no class has two that differ.
    package let nearness: Double?
    /// In the order of their numbers; empty where images have none.
    package let classes: [Class]

    /// - Parameters:
    ///   - training: the images that the generator was trained on.
    ///   - names: of the classes, in the order of their numbers.
    /// - Throws: `MetricError` where no training image has two generated ones around it.
    package init(training: Features, fake: Features, names: [String]) throws(MetricError) {
        let hasClasses = !training.classes.isEmpty && !fake.classes.isEmpty
        let groups =
            hasClasses
            ? names.indices.map { Clusters(training.rows(ofClass: $0), fake.rows(ofClass: $0)) }
            : [Clusters(training.rows, fake.rows)]
        let spreads = groups.flatMap(\.spreads)
        guard !spreads.isEmpty else {
            throw MetricError(
                "no training image has two generated ones around it",
                fix: "measure with more images, or leave out diversity")
        }
        (diversity, deviation) = Spread.of(spreads, ddof: 1)
        let ratios = groups.flatMap { group in
            Self.ratio(group).map { Array(repeating: $0, count: group.distances.count) } ?? []
        }
        nearness = ratios.isEmpty ? nil : Spread.of(ratios).mean
        classes = hasClasses ? zip(names, groups).map { Self.described($0, $1) } : []
    }

    private static func described(_ name: String, _ clusters: Clusters) -> Class {
        Class(
            name: name, trainingImages: clusters.trainingImages, fakes: clusters.distances.count,
            diversity: clusters.spreads.isEmpty ? nil : Spread.of(clusters.spreads).mean,
            nearness: ratio(clusters))
    }

    /// Nothing where there are not two training images that differ.
    private static func ratio(_ clusters: Clusters) -> Double? {
        let usual = Spread.of(clusters.ownDistances).mean
        return clusters.distances.isEmpty || !(usual > 0) ? nil : Spread.of(clusters.distances).mean / usual
    }
}

/// Generated images by the training image nearest to them.
private struct Clusters {
    let trainingImages: Int
    /// Of each generated image to the training image nearest to it.
    let distances: [Double]
    /// Of each training image to the other nearest to it; empty where there is no other.
    let ownDistances: [Double]
    /// Of each training image with two around it at least, the mean distance of two of them.
    let spreads: [Double]

    init(_ training: Tensor, _ fake: Tensor) {
        trainingImages = training.shape[0]
        let found = trainingImages == 0 ? [] : NearestRows(of: fake, among: training, count: 1).neighbors.map { $0[0] }
        distances = found.map(\.distance)
        ownDistances =
            trainingImages < 2
            ? [] : NearestRows(of: training, among: training, count: 2).neighbors.map { $0[1].distance }
        let members = Dictionary(grouping: found.indices) { found[$0].row }
        spreads = members.sorted { $0.key < $1.key }.filter { $0.value.count > 1 }.map { _, members in
            let rows = members.map { Int32($0) }
            return Self.meanDistance(fake.rows(at: Tensor(rows, shape: [rows.count])))
        }
    }

    /// Over all pairs of different rows.
    private static func meanDistance(_ rows: Tensor) -> Double {
        var sum = 0.0
        for tile in Tiles(within: rows) {
            let distances = tile.squaredDistances.sqrt().sum().item()
            sum += tile.isOnDiagonal ? distances / 2 : distances
        }
        let count = rows.shape[0]
        return sum / Double(count * (count - 1) / 2)
    }
}
