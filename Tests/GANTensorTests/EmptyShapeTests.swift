import GANTestSupport
import Testing

@testable import GANTensor

@Suite(.onChosenBackend) struct EmptyShapeTests {
    /// A file can have such a tensor: it has no values. The product of its other axes does not fit.
    @Test func stridesOfAnEmptyTensorEndNothing() async {
        await #expect(processExitsWith: .success) {
            let shape = Shape([0, 1 << 62, 4, 3])
            #expect(shape.count == 0 && shape.strides.suffix(2) == [3, 1])
        }
    }
}
