import GANCore
import Glibc

/// Draws image `index`, the `index % perClass`-th of its class. The result depends only on the seed, the class and that number,
/// not on the resolution or the number of images.
struct ShapePen: ImageReader {
    let size: ImageSize
    let perClass: Int
    let seed: Int

    func image(at index: Int) -> StoredImage {
        let shape = ShapeClass.all[index / perClass]
        var random = DataRandom(UInt64(seed), UInt64(index / perClass), UInt64(index % perClass))
        let sketch = Sketch(&random)
        let paper = random.uniform(15...75)
        let ink = shape.color.map { min(max($0 + random.uniform(-15...15), 0), 255) }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size.width * size.height * 3)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let share = sketch.coverage(of: shape.form, row: row, column: column, size)
                pixels += ink.map { UInt8((paper + ($0 - paper) * share).rounded()) }
            }
        }
        return StoredImage(RasterImage(width: size.width, height: size.height, channels: 3, pixels: pixels))
    }

    func place(of index: Int) -> String { "shape \(index)" }

    var root: String? { nil }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) -> [UInt64] {
        ((size.isSquare ? [size.width] : [size.height, size.width]) + [perClass, seed]).map { UInt64($0) }
            + positions.map { UInt64($0) }
    }
}

/// Position and size of a shape in a square whose side is 1. In other images it is as large as in a square of the shorter side, and the way to
/// the edges is longer.
private struct Sketch {
    let x: Double
    let y: Double
    let radius: Double
    let cosine: Double
    let sine: Double

    init(_ random: inout DataRandom) {
        radius = random.uniform(0.18...0.32)
        x = random.uniform(radius...(1 - radius))
        y = random.uniform(radius...(1 - radius))
        let angle = random.uniform(-0.6...0.6)
        (cosine, sine) = (cos(angle), sin(angle))
    }

    /// The fraction of a pixel that the shape covers, from its distance to the border.
    func coverage(of form: ShapeClass.Form, row: Int, column: Int, _ size: ImageSize) -> Double {
        let side = size.shorterSide
        /// The middle on an axis of this length, as far between the edges as in a square.
        func middle(_ place: Double, _ length: Int) -> Double {
            place + (place - radius) / (1 - 2 * radius) * (Double(length) / Double(side) - 1)
        }
        let dx = ((Double(column) + 0.5) / Double(side) - middle(x, size.width)) / radius
        let dy = ((Double(row) + 0.5) / Double(side) - middle(y, size.height)) / radius
        let distance = form.distance(cosine * dx + sine * dy, cosine * dy - sine * dx)
        return min(max(0.5 - distance * radius * Double(side), 0), 1)
    }
}
