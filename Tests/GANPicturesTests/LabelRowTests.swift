import GANCore
import GANPictures
import Testing

@Suite struct LabelRowTests {
    /// Ranks 2, 0, 3, 1 of 20, 10, 30 and 15 images.
    @Test(arguments: [(1, [2]), (2, [2, 1]), (3, [2, 3, 1]), (4, [2, 0, 3, 1]), (.max, [2, 0, 3, 1])])
    func fewRowsAreSpreadFromHeadToTail(_ limit: Int, _ expected: [Int]) {
        let info = DatasetInfo(
            count: 75, channels: 1, height: 1, width: 1, labelKind: .classes, labelSize: 4,
            classCounts: [20, 10, 30, 15])
        let rows = LabelRow.classes(info, atMost: limit)
        #expect(rows.map(\.index) == expected)
        #expect(rows.allSatisfy { $0.label.firstIndex(of: 1) == $0.index && $0.label.reduce(0, +) == 1 })
    }
}
