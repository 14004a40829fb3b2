import GANTensor
import Glibc

/// Amplifies or attenuates four frequency bands; the expected total power of a photograph does not change (METHODS §3.5).
struct BandFilter {
    /// [N, taps] along a row or column.
    private let taps: Tensor
    private let width: Int
    private let height: Int

    init(width: Int, height: Int, _ draws: AugmentationDraws) {
        (self.width, self.height) = (width, height)
        var gains = [[Double]](repeating: [Double](repeating: 1, count: Self.power.count), count: draws.count)
        for band in Self.power.indices {
            let loudness = draws.parameter(.normal, identity: 1) { exp2($0) }
            for (sample, gain) in loudness.enumerated() {
                let others = Self.power.reduce(0, +) - Self.power[band]
                let scale = 1 / (others + Self.power[band] * gain * gain).squareRoot()
                for each in gains[sample].indices { gains[sample][each] *= (each == band ? gain : 1) * scale }
            }
        }
        taps = matmul(
            Tensor(gains.joined().map { $0 }, shape: [draws.count, Self.power.count]),
            Tensor(Self.bank.joined().map { $0 }, shape: [Self.power.count, Self.bank[0].count])
        ).converted(to: .float32)
    }

    /// Computed as products with band matrices; the image is mirrored at its edges.
    func callAsFunction(_ images: Tensor) -> Tensor {
        let (count, channels) = (images.shape[0], images.shape[1])
        let taps = taps.converted(to: images.dtype)
        let rows = matmul(
            images.reshaped(count, channels * height, width), Self.bands(taps, width), transposesRight: true)
        let columns = rows.reshaped(count, channels, height, width).permuted(0, 2, 1, 3)
            .reshaped(count, height, channels * width)
        return matmul(Self.bands(taps, height), columns).reshaped(count, height, channels, width).permuted(0, 2, 1, 3)
    }

    /// The matrix [size, size] of each sample that correlates with its taps.
    private static func bands(_ taps: Tensor, _ size: Int) -> Tensor {
        let (count, reach) = (taps.shape[1], taps.shape[1] / 2)
        var places = [Double](repeating: 0, count: count * size * size)
        for tap in 0..<count {
            for pixel in 0..<size {
                places[(tap * size + pixel) * size + mirrored(pixel + tap - reach, size)] = 1
            }
        }
        let spread = Tensor(places, shape: [count, size * size]).converted(to: taps.dtype)
        return matmul(taps, spread).reshaped(taps.shape[0], size, size)
    }

    /// Index of a line that is mirrored repeatedly at both ends, without repeating the ends.
    private static func mirrored(_ index: Int, _ size: Int) -> Int {
        guard size > 1 else { return 0 }
        let period = 2 * (size - 1)
        let folded = ((index % period) + period) % period
        return folded < size ? folded : period - folded
    }

    // MARK: Bands

    /// Share of each band in the power of a photograph.
    private static let power = [10.0, 1, 1, 1].map { $0 / 13 }

    /// The taps of each band. Their sum over bands is a unit impulse.
    private static let bank: [[Double]] = {
        let low = [-1.0 / 32, 0, 9.0 / 32, 0.5, 9.0 / 32, 0, -1.0 / 32]
        let high = low.enumerated().map { $0.offset % 2 == 0 ? -$0.element : $0.element }
        var bands = [[1.0], [0], [0], [0]]
        for band in 1..<bands.count {
            bands = bands.map { convolved(spread($0), low) }
            let margin = (bands[0].count - high.count) / 2
            for (tap, value) in high.enumerated() { bands[band][margin + tap] += value }
        }
        return bands
    }()

    /// Inserts a zero between neighbors.
    private static func spread(_ taps: [Double]) -> [Double] {
        (0..<2 * taps.count - 1).map { $0 % 2 == 0 ? taps[$0 / 2] : 0 }
    }

    private static func convolved(_ taps: [Double], _ kernel: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: taps.count + kernel.count - 1)
        for (index, tap) in taps.enumerated() {
            for (offset, weight) in kernel.enumerated() { result[index + offset] += tap * weight }
        }
        return result
    }
}
