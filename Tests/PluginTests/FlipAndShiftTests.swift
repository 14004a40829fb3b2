import Augmenters
import GANCore
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct FlipAndShiftTests {
    /// [count, 1, 1]
    private func whole(_ numbers: [Float]) -> Tensor { Tensor(numbers, shape: [numbers.count, 1, 1]) }

    /// One image of rows [0 1 2 3], [10 11 12 13], …; mirrored or not, moved by a row and by columns.
    @Test func movesWithReflection() {
        let row = Tensor([0, 1, 2, 3] as [Float], shape: [1, 1, 1, 4])
        let images = (row + Tensor([0, 10, 20] as [Float], shape: [1, 1, 3, 1])).broadcast(to: [2, 1, 3, 4])
        let mirrored = Tensor([0, 1] as [Float], shape: [2, 1, 1, 1])
        let moved = FlipAndShift.moved(images, mirrored: mirrored, rows: whole([1, -1]), columns: whole([2, -1]))
        let expected: [Float] = [
            12, 13, 12, 11, 22, 23, 22, 21, 12, 13, 12, 11,
            12, 13, 12, 11, 2, 3, 2, 1, 12, 13, 12, 11,
        ]
        #expect(moved.scalars(as: Float.self) == expected)
    }

    @Test func drawsBothSidesAndEveryOffset() throws {
        let build = BuildContext(path: "augment", data: try tinyComposition().data.info, seed: 1)
        // Columns 0 ... 15 in both rows; an eighth of 16 is 2, of 2 nothing.
        let images = Tensor((0..<16).map(Float.init), shape: [1, 1, 1, 16]).broadcast(to: [400, 1, 2, 16])
        let moved = FlipAndShift(.init(), build)(images, random: RandomStream(seed: 2, path: "test"))
        let middle = Set(moved.sliced(3, 8..<9).scalars(as: Float.self))
        #expect(middle == [5, 6, 7, 8, 9, 10])
        #expect(moved.sliced(2, 0..<1).scalars(as: Float.self) == moved.sliced(2, 1..<2).scalars(as: Float.self))
    }
}
