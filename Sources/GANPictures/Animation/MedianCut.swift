/// Chooses a few colors that represent many: boxes of colors are split in two, the most varied first (Heckbert 1982, with Wu's
/// variances 1991), then moved to the mean of their nearest colors (Lloyd 1982).
enum MedianCut {
    /// - Parameter colors: each with its frequency.
    /// - Returns: at most `count`.
    static func colors(_ colors: [(color: Color, count: Int)], count: Int) -> [Color] {
        let samples = binned(colors)
        guard !samples.isEmpty, count > 0 else { return [] }
        var boxes = [Box(samples[...])]
        while boxes.count < count, let index = boxes.indices.max(by: { boxes[$0].error < boxes[$1].error }),
            boxes[index].error > 0
        {
            let (low, high) = boxes[index].halves()
            boxes[index] = low
            boxes.append(high)
        }
        var centers = boxes.map(\.mean)
        for _ in 0..<4 { centers = moved(centers, samples) }
        return centers.map(Color.init)
    }

    struct Sample {
        var mean: SIMD3<Float>
        var weight: Float
    }

    /// Binned by five bits per channel, in a fixed order.
    private static func binned(_ colors: [(color: Color, count: Int)]) -> [Sample] {
        var bins: [Int: Sample] = [:]
        for (color, count) in colors {
            let key = Int(color.red >> 3) << 10 | Int(color.green >> 3) << 5 | Int(color.blue >> 3)
            let weight = Float(count)
            bins[key, default: Sample(mean: .zero, weight: 0)].mean += color.vector * weight
            bins[key]?.weight += weight
        }
        return bins.sorted { $0.key < $1.key }.map { Sample(mean: $1.mean / $1.weight, weight: $1.weight) }
    }

    /// Moves each center to the mean of its nearest samples.
    private static func moved(_ centers: [SIMD3<Float>], _ samples: [Sample]) -> [SIMD3<Float>] {
        var sums = [Sample](repeating: Sample(mean: .zero, weight: 0), count: centers.count)
        for sample in samples {
            let index = sample.mean.nearest(centers)
            sums[index].mean += sample.mean * sample.weight
            sums[index].weight += sample.weight
        }
        return zip(centers, sums).map { $1.weight > 0 ? $1.mean / $1.weight : $0 }
    }

    private struct Box {
        let samples: ArraySlice<Sample>
        let mean: SIMD3<Float>
        /// Sum of squared distances to the mean, per channel.
        private let errors: SIMD3<Float>

        init(_ samples: ArraySlice<Sample>) {
            self.samples = samples
            let weight = samples.reduce(0) { $0 + $1.weight }
            let mean = samples.reduce(SIMD3<Float>.zero) { $0 + $1.mean * $1.weight } / max(weight, 1)
            errors = samples.reduce(SIMD3<Float>.zero) { $0 + ($1.mean - mean) * ($1.mean - mean) * $1.weight }
            self.mean = mean
        }

        /// 0 for a single color.
        var error: Float { samples.count > 1 ? errors.sum() : 0 }

        /// Splits at the mean of the most varied channel; neither part is empty if the error is above zero.
        func halves() -> (Box, Box) {
            let channel = (0..<3).max { errors[$0] < errors[$1] } ?? 0
            let sorted = samples.sorted { $0.mean[channel] < $1.mean[channel] }
            let cut = sorted.firstIndex { $0.mean[channel] >= mean[channel] } ?? 1
            let bounded = min(max(cut, 1), sorted.count - 1)
            return (Box(sorted[..<bounded]), Box(sorted[bounded...]))
        }
    }
}
