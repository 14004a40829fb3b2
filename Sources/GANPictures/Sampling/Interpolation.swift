import Foundation
import GANTensor

/// A type with values between two of its values.
package protocol Interpolable {
    /// The value at fraction `share` from this one to `end`; `step` is the distance in images.
    func towards(_ end: Self, share: Double, step: Int) -> Self
}

extension Latent: Interpolable {
    /// z on the sphere (Shoemake 1985), because normal vectors are close to one; the label on a straight line.
    package func towards(_ end: Latent, share: Double, step: Int) -> Latent {
        Latent(
            z: spherical(z, end.z, share), label: straight(label, end.label, share), place: place.advanced(by: step))
    }
}

extension Style: Interpolable {
    /// Interpolates W on a straight line, because it has no preferred length, and noise on the sphere.
    package func towards(_ end: Style, share: Double, step: Int) -> Style {
        var style = Style(
            styles: straight(styles, end.styles, share), place: place.advanced(by: step), levels: levels)
        style.noisePlanes = zip(noisePlanes, end.noisePlanes).map { spherical($0, $1, share) }
        return style
    }
}

/// A closed path through points: from each to the next, and from the last to the first. It slows down at each point.
///
/// - Parameter frames: number of frames from one point to the next.
/// - Returns: `frames` values per point; the first of them is the point itself.
package func closedPath<Point: Interpolable>(_ points: [Point], frames: Int) -> [Point] {
    points.indices.flatMap { index in
        let (start, end) = (points[index], points[(index + 1) % points.count])
        return (0..<frames).map { frame in
            let time = Double(frame) / Double(frames)
            // The cubic polynomial with zero speed at both ends.
            return frame == 0 ? start : start.towards(end, share: time * time * (3 - 2 * time), step: frame)
        }
    }
}

private func straight(_ a: Tensor, _ b: Tensor, _ share: Double) -> Tensor { a * (1 - share) + b * share }

/// The direction rotates at a constant rate from a's to b's; the length is interpolated linearly.
private func spherical(_ a: Tensor, _ b: Tensor, _ share: Double) -> Tensor {
    let (length, other) = (a.squared().sum().sqrt().item(), b.squared().sum().sqrt().item())
    guard length > 0, other > 0 else { return straight(a, b, share) }
    let cosine = (a * b).sum().item() / length / other
    let angle = acos(min(max(cosine, -1), 1))
    // Nearly parallel or opposite vectors do not define a plane.
    guard sin(angle) > 1e-4 else { return straight(a, b, share) }
    let direction = a * (sin((1 - share) * angle) / length) + b * (sin(share * angle) / other)
    return direction * ((length * (1 - share) + other * share) / sin(angle))
}
