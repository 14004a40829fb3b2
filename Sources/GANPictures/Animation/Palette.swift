import GANData

/// The colors of an animation's frames, at most 256.
struct Palette {
    let colors: [Color]
    private let vectors: [SIMD3<Float>]
    /// Indices of colors that are kept exactly.
    private let kept: [Color: UInt8]
    /// Amplitude of dithering, equal for all channels.
    private let reach: Float
    /// Cache of the nearest of `colors` by six bits per channel; negative if not computed yet.
    private var nearest = [Int16](repeating: -1, count: 1 << 18)

    /// - Precondition: the frames have colors.
    init(_ frames: [RasterImage]) {
        let counts = Self.counts(frames)
        let ranked = counts.sorted { ($0.value, $0.key.number) > ($1.value, $1.key.number) }
        // Includes background and text: colors that fill a thousandth of the frames.
        let total = counts.values.reduce(0, +)
        let many = ranked.prefix { $0.value > total / 1000 }.prefix(64).map(\.key)
        let exact = ranked.count <= 256 ? ranked.map(\.key) : many
        kept = Dictionary(uniqueKeysWithValues: zip(exact, UInt8(0)...255))
        let others = ranked.dropFirst(exact.count).map { (color: $0.key, count: $0.value) }
        let chosen = MedianCut.colors(others, count: 256 - exact.count)
        colors = exact + chosen
        vectors = colors.map(\.vector)
        reach = Self.spacing(chosen)
    }

    /// Row by row.
    mutating func indices(of frame: RasterImage) -> [UInt8] {
        var indices: [UInt8] = []
        indices.reserveCapacity(frame.width * frame.height)
        for y in 0..<frame.height {
            for x in 0..<frame.width {
                let color = Color(frame.pixels, at: (y * frame.width + x) * 3)
                indices.append(kept[color] ?? nearest(to: color, shift: Self.threshold(x, y) * reach))
            }
        }
        return indices
    }

    private mutating func nearest(to color: Color, shift: Float) -> UInt8 {
        func level(_ channel: UInt8) -> Int { min(max(Int((Float(channel) + shift).rounded()), 0), 255) >> 2 }
        let (red, green, blue) = (level(color.red), level(color.green), level(color.blue))
        let key = red << 12 | green << 6 | blue
        if nearest[key] < 0 {
            let wanted = SIMD3(Float(red), Float(green), Float(blue)) * 4 + 1.5
            nearest[key] = Int16(clamping: wanted.nearest(vectors))
        }
        return UInt8(clamping: nearest[key])
    }

    private static func counts(_ frames: [RasterImage]) -> [Color: Int] {
        var counts: [Color: Int] = [:]
        for frame in frames {
            var run: (color: Color, length: Int)?
            for at in stride(from: 0, to: frame.pixels.count, by: 3) {
                let color = Color(frame.pixels, at: at)
                if run?.color == color {
                    run?.length += 1
                    continue
                }
                if let run { counts[run.color, default: 0] += run.length }
                run = (color, 1)
            }
            if let run { counts[run.color, default: 0] += run.length }
        }
        return counts
    }

    /// The mean distance per channel from a color to its nearest other color.
    private static func spacing(_ colors: [Color]) -> Float {
        guard colors.count > 1 else { return 0 }
        let vectors = colors.map(\.vector)
        let distances = vectors.indices.map { index in
            vectors.indices.filter { $0 != index }.map { (vectors[$0] - vectors[index]).squaredLength }.min() ?? 0
        }
        return (distances.map { ($0 / 3).squareRoot() }.reduce(0, +)) / Float(distances.count)
    }

    /// Bayer's matrix of 8 × 8 (1973), in -0.5 ..< 0.5.
    private static func threshold(_ x: Int, _ y: Int) -> Float {
        var value = 0
        for bit in 0..<3 {
            let (column, row) = (x >> bit & 1, y >> bit & 1)
            value = value << 2 | (column ^ row) << 1 | row
        }
        return (Float(value) + 0.5) / 64 - 0.5
    }
}
