import GANCore
import Glibc

/// Draws image `index`, the `index % perClass`-th of its class. The result depends only on the seed, the class and that number,
/// not on the resolution or the number of images.
struct ShapePen: ImageReader {
    let side: Int
    let perClass: Int
    let seed: Int

    func image(at index: Int) -> StoredImage {
        let shape = ShapeClass.all[index / perClass]
        var random = DataRandom(UInt64(seed), UInt64(index / perClass), UInt64(index % perClass))
        let sketch = Sketch(&random)
        let paper = random.uniform(15...75)
        let ink = shape.color.map { min(max($0 + random.uniform(-15...15), 0), 255) }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(side * side * 3)
        for row in 0..<side {
            for column in 0..<side {
                let share = sketch.coverage(of: shape.form, row: row, column: column, side: side)
                pixels += ink.map { UInt8((paper + ($0 - paper) * share).rounded()) }
            }
        }
        return StoredImage(RasterImage(width: side, height: side, channels: 3, pixels: pixels))
    }

    func place(of index: Int) -> String { "shape \(index)" }

    var root: String? { nil }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) -> [UInt64] {
        [side, perClass, seed].map { UInt64($0) } + positions.map { UInt64($0) }
    }
}

/// Position and size of a shape, relative to the image's side.
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
    func coverage(of form: ShapeClass.Form, row: Int, column: Int, side: Int) -> Double {
        let dx = ((Double(column) + 0.5) / Double(side) - x) / radius
        let dy = ((Double(row) + 0.5) / Double(side) - y) / radius
        let distance = form.distance(cosine * dx + sine * dy, cosine * dy - sine * dx)
        return min(max(0.5 - distance * radius * Double(side), 0), 1)
    }
}
