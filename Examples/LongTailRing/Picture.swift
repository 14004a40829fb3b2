import CPNG
import GANTensor

/// Points of two clouds side by side, a color for each class.
struct Picture {
    private static let side = 360
    private static let colors: [(UInt8, UInt8, UInt8)] = [
        (31, 119, 180), (255, 127, 14), (44, 160, 44), (214, 39, 40), (148, 103, 189), (140, 86, 75), (227, 119, 194),
        (23, 190, 207),
    ]
    private var pixels = [UInt8](repeating: 255, count: 2 * side * side * 3)

    /// - Parameters:
    ///   - points: [N, 2] in about -1.5 ... 1.5.
    ///   - panel: 0 is left, 1 right.
    mutating func draw(_ points: Tensor, _ classes: Tensor, panel: Int) {
        let coordinates = points.scalars(as: Float.self)
        for (index, color) in classes.scalars(as: Int32.self).enumerated() {
            let (x, y) = (coordinates[2 * index], coordinates[2 * index + 1])
            guard x.isFinite, y.isFinite, max(x.magnitude, y.magnitude) < 1.45 else { continue }
            let column = Int((x / 3 + 0.5) * Float(Self.side)) + panel * Self.side
            let row = Int((0.5 - y / 3) * Float(Self.side))
            for (dy, dx) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                set(row + dy, column + dx, Self.colors[Int(color)])
            }
        }
    }

    private mutating func set(_ row: Int, _ column: Int, _ color: (UInt8, UInt8, UInt8)) {
        let start = (row * 2 * Self.side + column) * 3
        (pixels[start], pixels[start + 1], pixels[start + 2]) = color
    }

    /// Whether the file could be written.
    func write(to path: String) -> Bool {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(2 * Self.side)
        image.height = png_uint_32(Self.side)
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        return png_image_write_to_file(&image, path, 0, pixels, 0, nil) != 0
    }
}
