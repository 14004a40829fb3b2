import Glibc

/// The kernels of resizing: even functions of the distance in source pixels, or in target pixels when shrinking.
public enum ResizeFilter: String, CaseIterable, SettingValue, Sendable {
    case lanczos, bicubic, bilinear, box

    /// The kernel is zero from this distance on.
    package var support: Double {
        switch self {
        case .lanczos: 3
        case .bicubic: 2
        case .bilinear: 1
        case .box: 0.5
        }
    }

    package func weight(_ x: Double) -> Double {
        let distance = x.magnitude
        switch self {
        case .lanczos: return distance < 3 ? sinc(x) * sinc(x / 3) : 0
        case .bicubic: return cubic(distance)
        case .bilinear: return max(1 - distance, 0)
        // Half-open, so that a source pixel on the border of two target pixels is used once.
        case .box: return x > -0.5 && x <= 0.5 ? 1 : 0
        }
    }

    private func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }

    /// Keys' cubic (1981) with a = -1/2.
    private func cubic(_ x: Double) -> Double {
        let a = -0.5
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
}
