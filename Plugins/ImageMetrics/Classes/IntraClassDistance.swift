import GANCore
import GANTensor

/// The Fréchet distance per class (METHODS §13.4), which shows problems that a mean over all images hides.
package struct IntraClassDistance: Hashable, Sendable {
    package struct Class: Hashable, Sendable {
        package let name: String
        /// Number of training images of the class; nil if unknown.
        package let trainingImages: Int?
        package let reals: Int
        package let fakes: Int
        /// Nil if it cannot be computed; `caveat` gives the reason.
        package let distance: Double?
        package let caveat: String?
    }

    package struct Group: Hashable, Sendable {
        package let group: TailGroup
        /// Number of classes with a distance.
        package let classes: Int
        package let mean: Double
    }

    package let classes: [Class]
    /// Over the classes with a distance.
    package let mean: Double
    package let deviation: Double
    /// Groups with at least one such class.
    package let groups: [Group]

    /// - Parameters:
    /// - names: class names, in the order of their numbers.
    /// - trainingCounts: number of training images per class; empty if unknown.
    /// - Throws: `MetricError` if the images have no classes, or no class has a distance.
    package init(
        _ real: Features, _ fake: Features, names: [String], trainingCounts: [Int] = [], ddof: Int = 1
    ) throws(MetricError) {
        guard real.hasGroups, fake.hasGroups else {
            throw MetricError(
                "the images have no classes, so there are no distances per class", fix: "remove the metric intra_fid")
        }
        var classes: [Class] = []
        for (number, name) in names.enumerated() {
            let rows = (real: real.rows(ofClass: number), fake: fake.rows(ofClass: number))
            let (distance, caveat) = try Self.distance(rows.real, rows.fake, ddof)
            let trained = trainingCounts.isEmpty ? nil : trainingCounts[number]
            classes.append(
                Class(
                    name: name, trainingImages: trained, reals: rows.real.shape[0], fakes: rows.fake.shape[0],
                    distance: distance, caveat: caveat))
        }
        try self.init(classes)
    }

    private init(_ classes: [Class]) throws(MetricError) {
        let values = classes.compactMap(\.distance)
        guard !values.isEmpty else {
            throw MetricError(
                "no class has at least 2 real and 2 generated images", fix: "use more images per class")
        }
        self.classes = classes
        (mean, deviation) = Spread.of(values)
        groups = TailGroup.allCases.compactMap { group in
            let own = classes.filter { $0.trainingImages.map { TailGroup(trainingImages: $0) == group } ?? false }
            let values = own.compactMap(\.distance)
            return values.isEmpty ? nil : Group(group: group, classes: values.count, mean: Spread.of(values).mean)
        }
    }

    private static func distance(
        _ real: Tensor, _ fake: Tensor, _ ddof: Int
    ) throws(MetricError) -> (Double?, String?) {
        let (reals, fakes, dimension) = (real.shape[0], fake.shape[0], real.shape[1])
        guard reals > ddof, fakes > ddof else {
            return (nil, "\(reals) real and \(counted(fakes, "generated image")) are too few for a distance")
        }
        let distance = try frechetDistance(real, fake, ddof: ddof)
        return (distance, Caveat.ofFewImages(min(reals, fakes), dimension))
    }
}

/// A caveat for the number.
package enum Caveat {
    /// - Returns: nil if there are enough images.
    static func ofFewImages(_ count: Int, _ dimension: Int) -> String? {
        guard count <= dimension else { return nil }
        return
            "\(counted(count, "image")) in \(counted(dimension, "dimension")): the covariance has at most rank \(count - 1);"
            + " compare only with scores of the same number of images"
    }
}
