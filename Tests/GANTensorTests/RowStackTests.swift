import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct RowStackTests {
    @Test func isTheConcatenationOfItsParts() {
        let parts = [2, 1, 3].map { RandomStream(seed: 1, path: "part").normal([$0, 2, 5]) }
        var stack = RowStack(6)
        for part in parts { stack.append(part) }
        let tensor = stack.tensor()
        #expect(tensor?.shape == [6, 2, 5])
        #expect(tensor?.scalars(as: Float.self) == concatenate(parts, axis: 0).scalars(as: Float.self))
    }

    /// Rows that nobody wrote are never shown.
    @Test func isNothingBeforeItIsFull() {
        var stack = RowStack(3)
        stack.append(.ones([2, 4]))
        #expect(stack.tensor() == nil)
    }
}
