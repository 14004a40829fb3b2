import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct ConvolutionReferenceTests {
    private func operands(_ g: ConvolutionGeometry) -> ConvolutionReference {
        func random(_ count: Int, _ name: String) -> [Double] {
            (RandomStream(seed: 1, path: "\(name) \(g)").uniform([count], dtype: .float64) * 2 - 1).scalars()
        }
        return ConvolutionReference(
            geometry: g, x: random(g.batch * g.inChannels * g.inHeight * g.inWidth, "x"),
            w: random(g.outChannels * g.inChannels / g.groups * g.kernelHeight * g.kernelWidth, "w"),
            dy: random(g.batch * g.outChannels * g.outHeight * g.outWidth, "dy"))
    }

    /// y, dx and dw by the backend, flat.
    private func passes(_ g: ConvolutionGeometry, _ operands: ConvolutionReference, _ dtype: ElementType) -> [Tensor] {
        func tensor(_ values: [Double]) -> Tensor { Tensor(values, shape: [values.count]).converted(to: dtype) }
        let (x, w, dy) = (tensor(operands.x), tensor(operands.w), tensor(operands.dy))
        let backend = Backends.current
        func output(_ count: Int, _ write: (Storage) -> Void) -> Tensor {
            let storage = backend.makeStorage(dtype, count: count)
            write(storage)
            return Tensor(storage, shape: [count])
        }
        return [
            output(dy.count) { backend.convolution(x.storage, w.storage, g, into: $0) },
            output(x.count) { backend.convolutionInputAdjoint(dy.storage, w.storage, g, into: $0) },
            output(w.count) { backend.convolutionWeightAdjoint(dy.storage, x.storage, g, into: $0) },
        ]
    }

    /// About 300 elements of each pass against plain sums; the rest by the identity that makes them adjoints.
    @Test(arguments: ConvolutionCases.all) func matchesPlainSums(_ geometry: ConvolutionGeometry) {
        let reference = operands(geometry)
        let expected = [reference.y(at:), reference.dx(at:), reference.dw(at:)]
        for (dtype, tolerance) in [(ElementType.float64, 1e-12), (.float32, 1e-5)] {
            let found = passes(geometry, reference, dtype).map { $0.converted(to: .float64).scalars(as: Double.self) }
            for (values, element) in zip(found, expected) {
                let step = max(1, values.count / 300) | 1
                let chosen = Array(stride(from: 0, to: values.count, by: step))
                let sums = Tensor(chosen.map(element), shape: [chosen.count])
                #expect(relativeError(Tensor(chosen.map { values[$0] }, shape: [chosen.count]), sums) < tolerance)
            }
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            let products = [dot(found[0], reference.dy), dot(found[1], reference.x), dot(found[2], reference.w)]
            let size = zip(found[0], reference.dy).reduce(1e-300) { $0 + ($1.0 * $1.1).magnitude }
            #expect((products[1] - products[0]).magnitude < tolerance * size, "dx is the adjoint in x")
            #expect((products[2] - products[0]).magnitude < tolerance * size, "dw is the adjoint in w")
        }
    }
}
