import Glibc

/// A form and a color.
struct ShapeClass: Sendable {
    enum Form: String, Sendable { case circle, square, triangle, cross, ring }

    let colorName: String
    /// Red, green and blue in 0 ... 255.
    let color: [Double]
    let form: Form

    var name: String { "\(colorName) \(form.rawValue)" }

    static let all = [
        ShapeClass(colorName: "red", color: [214, 45, 40], form: .circle),
        ShapeClass(colorName: "green", color: [44, 160, 60], form: .square),
        ShapeClass(colorName: "blue", color: [40, 90, 220], form: .triangle),
        ShapeClass(colorName: "yellow", color: [235, 210, 50], form: .cross),
        ShapeClass(colorName: "violet", color: [150, 90, 190], form: .ring),
        ShapeClass(colorName: "cyan", color: [40, 200, 210], form: .circle),
        ShapeClass(colorName: "orange", color: [250, 130, 20], form: .square),
        ShapeClass(colorName: "pink", color: [245, 130, 190], form: .triangle),
        ShapeClass(colorName: "brown", color: [140, 85, 70], form: .cross),
        ShapeClass(colorName: "white", color: [240, 240, 240], form: .ring),
    ]
}

extension ShapeClass.Form {
    /// The distance from a point to the border, negative inside, of the form of radius 1 around the origin; near corners, a
    /// lower bound of it. y points down.
    func distance(_ x: Double, _ y: Double) -> Double {
        switch self {
        case .circle: hypot(x, y) - 1
        case .square: max(x.magnitude, y.magnitude) - 0.8
        // Equilateral: the incircle has half the radius.
        case .triangle: max(y, x.magnitude * 0.75.squareRoot() - y / 2) - 0.5
        case .cross: max(min(x.magnitude, y.magnitude) - 0.3, max(x.magnitude, y.magnitude) - 1)
        case .ring: (hypot(x, y) - 0.75).magnitude - 0.25
        }
    }
}
