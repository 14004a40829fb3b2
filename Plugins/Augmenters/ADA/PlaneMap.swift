import Glibc

/// An affine map of the plane: (x, y) to (xx·x + xy·y + x0, yx·x + yy·y + y0).
struct PlaneMap {
    var xx = 1.0
    var xy = 0.0
    var x0 = 0.0
    var yx = 0.0
    var yy = 1.0
    var y0 = 0.0

    static func translation(_ x: Double, _ y: Double) -> PlaneMap { PlaneMap(x0: x, y0: y) }

    static func scale(_ x: Double, _ y: Double) -> PlaneMap { PlaneMap(xx: x, yy: y) }

    /// - Parameter angle: in radians, from x towards y.
    static func rotation(_ angle: Double) -> PlaneMap {
        PlaneMap(xx: cos(angle), xy: -sin(angle), yx: sin(angle), yy: cos(angle))
    }

    /// Composition: `right` is applied first.
    static func * (left: PlaneMap, right: PlaneMap) -> PlaneMap {
        PlaneMap(
            xx: left.xx * right.xx + left.xy * right.yx, xy: left.xx * right.xy + left.xy * right.yy,
            x0: left.xx * right.x0 + left.xy * right.y0 + left.x0,
            yx: left.yx * right.xx + left.yy * right.yx, yy: left.yx * right.xy + left.yy * right.yy,
            y0: left.yx * right.x0 + left.yy * right.y0 + left.y0)
    }

    func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        (xx * x + xy * y + x0, yx * x + yy * y + y0)
    }
}
