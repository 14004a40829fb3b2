/// A color with 8 bits per channel.
struct Color: Hashable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    init(red: UInt8, green: UInt8, blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

    init(gray level: UInt8) { self.init(red: level, green: level, blue: level) }

    /// - Parameter position: index of the red value in `pixels`.
    init(_ pixels: [UInt8], at position: Int) {
        self.init(red: pixels[position], green: pixels[position + 1], blue: pixels[position + 2])
    }

    /// The nearest color to levels of red, green and blue.
    init(_ vector: SIMD3<Float>) {
        let levels = vector.rounded(.toNearestOrAwayFromZero).clamped(
            lowerBound: .zero, upperBound: .init(repeating: 255))
        self.init(red: UInt8(levels.x), green: UInt8(levels.y), blue: UInt8(levels.z))
    }

    var vector: SIMD3<Float> { SIMD3(Float(red), Float(green), Float(blue)) }
    var number: Int { Int(red) << 16 | Int(green) << 8 | Int(blue) }
}

extension SIMD3<Float> {
    var squaredLength: Float { (self * self).sum() }

    /// The index of the nearest of `others`, which must not be empty.
    func nearest(_ others: [SIMD3<Float>]) -> Int {
        var best = (index: 0, distance: Float.infinity)
        for (index, other) in others.enumerated() {
            let distance = (other - self).squaredLength
            if distance < best.distance { best = (index, distance) }
        }
        return best.index
    }
}
