import Glibc

/// A form and a colour.
struct ShapeClass: Sendable {
    enum Form: String, Sendable { case circle, square, triangle, cross, ring }

    let colourName: String
    /// Red, green and blue in 0 ... 255.
    let colour: [Double]
    let form: Form

    var name: String { "\(colourName) \(form.rawValue)" }

    static let all = [
        ShapeClass(colourName: "red", colour: [214, 45, 40], form: .circle),
        ShapeClass(colourName: "green", colour: [44, 160, 60], form: .square),
        ShapeClass(colourName: "blue", colour: [40, 90, 220], form: .triangle),
        ShapeClass(colourName: "yellow", colour: [235, 210, 50], form: .cross),
        ShapeClass(colourName: "violet", colour: [150, 90, 190], form: .ring),
        ShapeClass(colourName: "cyan", colour: [40, 200, 210], form: .circle),
        ShapeClass(colourName: "orange", colour: [250, 130, 20], form: .square),
        ShapeClass(colourName: "pink", colour: [245, 130, 190], form: .triangle),
        ShapeClass(colourName: "brown", colour: [140, 85, 70], form: .cross),
        ShapeClass(colourName: "white", colour: [240, 240, 240], form: .ring),
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
