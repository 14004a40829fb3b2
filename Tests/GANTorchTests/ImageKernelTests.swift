import GANTorch
import Testing

@testable import GANTensor

/// Fused kernels on the processor against the plain backend.
@Suite struct ImageKernelTests {
    private let processor = Processor()

    // MARK: Resampling

    private static func geometry(
        rates: (Int, Int), taps: ([Double], [Double]), pads: (Int, Int, Int, Int), correlates: Bool
    ) -> ResampleGeometry {
        ResampleGeometry(
            planes: 3, inHeight: 9, inWidth: 11, verticalTaps: taps.0, horizontalTaps: taps.1, upY: rates.0,
            upX: rates.0, downY: rates.1, downX: rates.1, padTop: pads.0, padBottom: pads.1, padLeft: pads.2,
            padRight: pads.3, correlates: correlates)
    }

    private static let short = ([0.5, -0.2, 0.7], [0.3, 0.9, -0.4, 0.1, 0.6])
    private static let long = ((0..<12).map { 0.3 - 0.05 * Double($0) }, (0..<32).map { 0.2 - 0.01 * Double($0) })

    @Test(arguments: [(1, 1), (2, 1), (1, 2), (3, 2), (2, 3), (4, 4)], [false, true])
    func resample(rates: (Int, Int), correlates: Bool) throws {
        let forms = [
            Self.geometry(rates: rates, taps: Self.short, pads: (2, -1, -3, 4), correlates: correlates),
            Self.geometry(rates: rates, taps: Self.short, pads: (0, 3, 9, 0), correlates: correlates),
            Self.geometry(rates: rates, taps: Self.long, pads: (20, 20, 40, 41), correlates: correlates),
            Self.geometry(rates: rates, taps: ([1], Self.short.1), pads: (0, 0, 2, 2), correlates: correlates),
        ]
        for geometry in forms + forms.map(\.adjoint) where geometry.outHeight * geometry.outWidth > 0 {
            try check(geometry, Float.self, tolerance: 2e-6)
            try check(geometry, Double.self, tolerance: 1e-14)
        }
    }

    private func check<Element: TensorScalar & BinaryFloatingPoint>(
        _ geometry: ResampleGeometry, _: Element.Type, tolerance: Element
    ) throws {
        let x: [Element] = processor.normal(geometry.planes * geometry.inHeight * geometry.inWidth, seed: 1)
        let count = geometry.planes * geometry.outHeight * geometry.outWidth
        let expected: [Element] = processor.values(count) { $0.resample(processor.storage(x), geometry, into: $1) }
        let xs = Elements(x)
        let found: [Element] = try emulated(count) { y in
            FusedLaunch.resample(xs.address, geometry, into: y, Element.elementType).map { [$0] }
        }
        expectNear(found, expected, tolerance, "\(geometry)")
    }

    private func expectNear<Element: TensorScalar & BinaryFloatingPoint>(
        _ found: [Element], _ expected: [Element], _ tolerance: Element, _ what: String
    ) {
        let largest = expected.map { $0.magnitude }.max() ?? 0
        let error = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? 0
        #expect(error <= tolerance * max(largest, 1), "\(what)")
        // A comparison with NaN is false, and NaN is never the maximum.
        #expect(found.map(\.isNaN) == expected.map(\.isNaN), "\(what)")
    }

    @Test func moreTapsAreLeftToPyTorch() {
        let taps = [Double](repeating: 0.1, count: 33)
        let geometry = Self.geometry(rates: (1, 1), taps: ([1], taps), pads: (0, 0, 16, 16), correlates: false)
        #expect(FusedLaunch.resample(8, geometry, into: 16, .float32) == nil)
    }

    // MARK: Grid sampling

    static let grids = [
        GridSampleGeometry(batch: 2, channels: 3, inHeight: 9, inWidth: 7, outHeight: 20, outWidth: 35),
        GridSampleGeometry(batch: 3, channels: 1, inHeight: 1, inWidth: 1, outHeight: 4, outWidth: 5),
        GridSampleGeometry(batch: 1, channels: 2, inHeight: 32, inWidth: 64, outHeight: 16, outWidth: 16),
    ]

    /// Places inside, outside, at edges, corners and the center of a pixel, and one that is NaN.
    private func places<Element: TensorScalar & BinaryFloatingPoint>(_ geometry: GridSampleGeometry) -> [Element] {
        let count = geometry.batch * geometry.outHeight * geometry.outWidth * 2
        var values: [Element] = processor.normal(count, seed: 7).map { ($0 as Element) * 0.7 }
        let (half, pixel) = (1 / Element(geometry.inWidth), 2 / Element(geometry.inWidth))
        let top = 1 / Element(geometry.inHeight) - 1
        let special: [Element] = [
            -1, -1, 1, 1, .nan, 0, 0, .infinity, -1 - half, 0, 1 + half, 0, half - 1, top, half + pixel - 1, top,
        ]
        values.replaceSubrange(4..<(4 + special.count), with: special)
        return values
    }

    /// Neighbors lie near each other, so that a tile touches a small part of the picture.
    private func rotatedPlaces<Element: TensorScalar & BinaryFloatingPoint>(
        _ geometry: GridSampleGeometry
    ) -> [Element] {
        (0..<(geometry.batch * geometry.outHeight * geometry.outWidth)).flatMap { index -> [Element] in
            let u = Element(index % geometry.outWidth) / Element(geometry.outWidth)
            let v = Element(index / geometry.outWidth % geometry.outHeight) / Element(geometry.outHeight)
            return [0.9 * u - 0.4 * v - 0.2, 0.4 * u + 0.9 * v - 0.7]
        }
    }

    @Test(arguments: grids) func gridSample(_ geometry: GridSampleGeometry) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let size = geometry.batch * geometry.channels * geometry.inHeight * geometry.inWidth
            var x: [Element] = processor.normal(size, seed: 1)
            // Not reached from a place outside, nor with weight 0.
            x[0] = .nan
            if geometry.inWidth > 2 { x[2] = .nan }
            x[size - 1] = .infinity
            let grid: [Element] = places(geometry)
            let count = geometry.batch * geometry.channels * geometry.outHeight * geometry.outWidth
            let expected: [Element] = processor.values(count) {
                $0.gridSample(processor.storage(x), processor.storage(grid), geometry, into: $1)
            }
            let (xs, grids) = (Elements(x), Elements(grid))
            let found: [Element] = try emulated(count) { y in
                FusedLaunch.gridSample(xs.address, grids.address, geometry, into: y, Element.elementType).map { [$0] }
            }
            #expect(haveEqualBits(found, expected))
            #expect(expected.contains { !$0.isNaN })
        }
        try check(Float.self)
        try check(Double.self)
    }

    @Test(arguments: grids, [false, true])
    func gridSampleAdjoint(_ geometry: GridSampleGeometry, isRotated: Bool) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type, tolerance: Element) throws {
            let grid: [Element] = isRotated ? rotatedPlaces(geometry) : places(geometry)
            let dy: [Element] = processor.normal(
                geometry.batch * geometry.channels * geometry.outHeight * geometry.outWidth, seed: 1)
            let count = geometry.batch * geometry.channels * geometry.inHeight * geometry.inWidth
            let expected: [Element] = processor.values(count) {
                $0.gridSampleAdjoint(processor.storage(dy), processor.storage(grid), geometry, into: $1)
            }
            let (gradients, grids) = (Elements(dy), Elements(grid))
            let bounds = Elements<Int32>(count: FusedLaunch.boundsCount(geometry))
            let found: [Element] = try emulated(count) { y in
                FusedLaunch.gridSampleAdjoint(
                    gradients.address, grids.address, geometry, bounds: bounds.address, into: y, Element.elementType)
            }
            expectNear(found, expected, tolerance, "\(geometry)")
        }
        try check(Float.self, tolerance: 1e-6)
        try check(Double.self, tolerance: 1e-14)
    }
}
