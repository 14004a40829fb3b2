import GANTensor
import GANTestSupport
import GANTorch
import Testing

/// Fused kernels on the processor against the plain backend, to the bit.
@Suite struct MovementKernelTests {
    private let processor = Processor()

    struct Walk: CustomTestStringConvertible {
        let testDescription: String
        let geometry: StridedGeometry
        /// Elements of the strided side.
        let count: Int

        init(_ name: String, sizes: [Int], strides: [Int], offset: Int = 0, count: Int) {
            (testDescription, self.count) = (name, count)
            geometry = StridedGeometry(sizes: sizes, strides: strides, offset: offset)
        }
    }

    /// Each position once.
    static let injective = [
        Walk("one element", sizes: [1], strides: [1], offset: 3, count: 5),
        Walk("permutation", sizes: [5, 3, 4], strides: [1, 20, 5], count: 60),
        Walk("flips", sizes: [6, 7, 20], strides: [-140, 20, -1], offset: 719, count: 840),
        Walk("slice with steps", sizes: [3, 4], strides: [20, 3], offset: 21, count: 80),
        Walk("flipped columns of a slice", sizes: [4, 3], strides: [10, -2], offset: 7, count: 40),
        Walk(
            "eight axes", sizes: [2, 2, 2, 2, 2, 2, 2, 2], strides: [1, 2, 4, 8, 16, 32, 64, 128], count: 256),
    ]
    static let walks =
        injective + [
            Walk("repetition", sizes: [3, 4, 5], strides: [0, 1, 0], count: 4),
            Walk("repetition, flipped", sizes: [4, 2, 5], strides: [-5, 0, 1], offset: 15, count: 20),
        ]

    @Test(arguments: walks) func gather(_ walk: Walk) throws {
        func check<Element: TensorScalar>(_ x: [Element]) throws {
            let count = walk.geometry.sizes.reduce(1, *)
            let expected: [Element] = processor.values(count) {
                $0.gather(processor.storage(x), walk.geometry, into: $1)
            }
            let xs = Elements(x)
            let found: [Element] = try emulated(count) { y in
                FusedLaunch.gather(xs.address, walk.geometry, into: y, Element.elementType).map { [$0] }
            }
            #expect(haveEqualBits(found, expected))
        }
        try check((0..<walk.count).map { Float($0) + 0.5 })
        try check((0..<walk.count).map { Double($0) + 1e-12 })
        try check((0..<walk.count).map(Int32.init))
    }

    @Test(arguments: injective) func embed(_ walk: Walk) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let x: [Element] = processor.normal(walk.geometry.sizes.reduce(1, *), seed: 1)
            let expected: [Element] = processor.values(walk.count) {
                $0.embed(processor.storage(x), walk.geometry, into: $1)
            }
            let (xs, y) = (Elements(x), Elements([Element](repeating: 0, count: walk.count)))
            let launch = try #require(
                FusedLaunch.embed(xs.address, walk.geometry, into: y.address, Element.elementType))
            withExtendedLifetime(xs) { EmulatedKernels().launch(launch) }
            #expect(haveEqualBits(y.values, expected))
        }
        try check(Float.self)
        try check(Double.self)
    }

    @Test func nineAxesAreLeftToPyTorch() {
        let sizes = [Int](repeating: 2, count: 9)
        let geometry = StridedGeometry(sizes: sizes, strides: [1, 2, 4, 8, 16, 32, 64, 128, 256], offset: 0)
        #expect(geometry.sizes.count == 9)
        #expect(FusedLaunch.gather(8, geometry, into: 16, .float32) == nil)
        #expect(FusedLaunch.embed(8, geometry, into: 16, .float32) == nil)
    }

    struct Planes: Sendable { let planes, xPlane, yPlane: Int }

    /// Indices that occur often: sums have the order of the elements, whatever the number of threads of a plane.
    @Test(arguments: [
        Planes(planes: 1, xPlane: 900, yPlane: 2500), Planes(planes: 3, xPlane: 200, yPlane: 7),
        Planes(planes: 3000, xPlane: 4, yPlane: 16), Planes(planes: 1, xPlane: 1, yPlane: 1),
    ]) func scatterInPlanes(_ form: Planes) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let x: [Element] = processor.normal(form.planes * form.xPlane, seed: 1)
            let draw = RandomDraw(
                key: 5, step: 0, call: 0, firstElement: 0, distribution: .integer(bound: Int32(form.yPlane)))
            let indices = draw.integers(x.count).map { $0 % 2 == 0 ? $0 : $0 / 2 }
            let count = form.planes * form.yPlane
            let expected: [Element] = processor.values(count) {
                $0.scatterInPlanes(
                    processor.storage(x), processor.storage(indices), xPlane: form.xPlane, yPlane: form.yPlane, into: $1
                )
            }
            let (xs, places) = (Elements(x), Elements(indices))
            let found: [Element] = try emulated(count) { y in
                FusedLaunch.scatterInPlanes(
                    xs.address, places.address, planes: form.planes, xPlane: form.xPlane, yPlane: form.yPlane, into: y,
                    Element.elementType
                ).map { [$0] }
            }
            #expect(haveEqualBits(found, expected))
        }
        try check(Float.self)
        try check(Double.self)
    }
}
