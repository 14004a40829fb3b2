import GANTensor

/// The distribution of one component of the label vectors in the training data.
package struct LabelAxis: Hashable, Sendable, Codable {
    /// Fractions of the samples below a value, in percent: 0, 5, …, 100.
    package static let percents = Array(stride(from: 0, through: 100, by: 5))
    /// The value of rank ⌊p · (N − 1) / 100⌋ in ascending order for each of `percents`, so each is a label of the data.
    package let quantiles: [Float]
    /// From the smallest value to the largest.
    package let bins: [LabelBin]

    package init(quantiles: [Float], bins: [LabelBin]) { (self.quantiles, self.bins) = (quantiles, bins) }

    /// - Parameter values: of all samples, at least one.
    package init(_ values: [Float]) {
        let sorted = values.sorted()
        let quantiles = Self.percents.map { sorted[$0 * (sorted.count - 1) / 100] }
        self.quantiles = quantiles
        let radius = (quantiles[19] - quantiles[1]) / Float(2 * LabelBin.percents.count)
        let centers = LabelBin.percents.map { quantiles[$0 / 5] }
        bins = centers.indices.filter { $0 == 0 || centers[$0] > centers[$0 - 1] }.map { index in
            let near = sorted.count { LabelBin.contains($0, center: centers[index], radius: radius) }
            return LabelBin(center: centers[index], radius: radius, count: near)
        }
    }

    package var range: ClosedRange<Float> { quantiles[0]...quantiles[20] }
    package var median: Float { quantiles[10] }

    /// The quantile at a fraction, by linear interpolation between the stored ones.
    /// - Parameter fraction: in 0 ... 1.
    package func quantile(_ fraction: Double) -> Float {
        let place = fraction * Double(quantiles.count - 1)
        let index = min(Int(place), quantiles.count - 2)
        let share = Float(place - Double(index))
        return share == 0 ? quantiles[index] : quantiles[index] * (1 - share) + quantiles[index + 1] * share
    }
}

/// A value of a component of label vectors, with its vicinity: all values at most `radius` away, as in the hard vicinal
/// estimate of CcGAN (Ding et al. 2021, arXiv:2011.07466, section 2; METHODS §13.11).
package struct LabelBin: Hashable, Sendable, Codable {
    /// The quantiles that are centers, in percent.
    package static let percents = [5, 25, 50, 75, 95]

    package let center: Float
    package let radius: Float
    /// Number of training images in the vicinity.
    package let count: Int

    package init(center: Float, radius: Float, count: Int) {
        (self.center, self.radius, self.count) = (center, radius, count)
    }

    package func contains(_ value: Float) -> Bool { Self.contains(value, center: center, radius: radius) }

    fileprivate static func contains(_ value: Float, center: Float, radius: Float) -> Bool {
        (value - center).magnitude <= radius
    }
}

extension Dataset {
    /// The axes of label vectors, one for each component; empty for labels of another kind.
    /// - Throws: the data's error if labels cannot be read.
    package func labelAxes() throws -> [LabelAxis] {
        guard info.labelKind == .vectors, info.count > 0 else { return [] }
        var columns = [[Float]](repeating: [], count: info.labelSize)
        try forEachLabelBlock { _, values in
            for (place, value) in values.enumerated() { columns[place % columns.count].append(value) }
        }
        return columns.map(LabelAxis.init)
    }

    /// Reads all labels in blocks of about 4 MB.
    /// - Parameter body: gets the samples of a block, and their labels [n, labelSize], row-major.
    package func forEachLabelBlock(_ body: (Range<Int>, [Float]) throws -> Void) throws {
        let block = max(1 << 20 / max(info.labelSize, 1), 1)
        for start in stride(from: 0, to: info.count, by: block) {
            let range = start..<min(start + block, info.count)
            try body(range, try labels(at: Array(range)).converted(to: .float32).scalars(as: Float.self))
        }
    }
}
