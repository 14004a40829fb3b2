import GANCore
import GANTensor

/// Measures whether a generator trained on few images makes more than copies of them: each generated image is assigned to the
/// nearest training image, and images with the same nearest one are compared (Ojha et al. 2021, arXiv:2104.06820, section
/// 4.2; METHODS §11.5). Copies of the training images have distance zero, however many there are.
///
/// Our choices: distances are those of the features, not LPIPS; all images assigned to a training image are used, and if
/// images have classes, only those of its class.
package struct ClusterDiversity: Hashable, Sendable {
    package struct Class: Hashable, Sendable {
        package let name: String
        package let trainingImages: Int
        package let fakes: Int
        /// Nil if no training image has two assigned images.
        package let diversity: Double?
        /// Nil with fewer than two training images.
        package let nearness: Double?
    }

    /// Mean distance of two images assigned to the same training image, over the training images with at least two.
    package let diversity: Double
    /// Over those training images, with ddof 1 as published; 0 for a single one.
    package let deviation: Double
    /// Mean distance of generated images to the nearest training image, divided by the mean distance of training images to the
    /// nearest other one of the same class; nil if no class has two different ones.
    package let nearness: Double?
    /// The classes in the order of their numbers; empty if images have none.
    package let classes: [Class]

    /// - Parameters:
    /// - training: the training images of the generator.
    /// - names: class names, in the order of their numbers.
    /// - Throws: `MetricError` if no training image has two assigned images.
    package init(training: Features, fake: Features, names: [String]) throws(MetricError) {
        let hasClasses = !training.classes.isEmpty && !fake.classes.isEmpty
        let groups =
            hasClasses
            ? names.indices.map { Clusters(training.rows(ofClass: $0), fake.rows(ofClass: $0)) }
            : [Clusters(training.rows, fake.rows)]
        let spreads = groups.flatMap(\.spreads)
        guard !spreads.isEmpty else {
            throw MetricError(
                "no training image is the nearest one of two generated images",
                fix: "use more samples, or remove the metric diversity")
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

    /// Nil unless there are two different training images.
    private static func ratio(_ clusters: Clusters) -> Double? {
        let usual = Spread.of(clusters.ownDistances).mean
        return clusters.distances.isEmpty || !(usual > 0) ? nil : Spread.of(clusters.distances).mean / usual
    }
}

/// Generated images by their nearest training image.
private struct Clusters {
    let trainingImages: Int
    /// From each generated image to its nearest training image.
    let distances: [Double]
    /// From each training image to its nearest other one; empty if there is no other.
    let ownDistances: [Double]
    /// The mean distance of the images that are assigned to a training image, for each one with at least two.
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
