import Testing

@testable import GANTrain

struct SliceTreeTests {
    /// Texts show the order of the additions.
    private func tree(_ nodes: [SliceTree<String>.Node] = []) -> SliceTree<String> {
        nodes.reduce(into: SliceTree { "(\($0)+\($1))" }) { $0.append($1) }
    }

    private func tree(of slices: Range<Int>) -> SliceTree<String> {
        slices.reduce(into: tree()) { $0.append("\($1)", slice: $1) }
    }

    @Test(arguments: [
        (1, "0"), (2, "(0+1)"), (3, "((0+1)+2)"), (4, "((0+1)+(2+3))"), (5, "(((0+1)+(2+3))+4)"),
        (7, "(((0+1)+(2+3))+((4+5)+6))"), (8, "(((0+1)+(2+3))+((4+5)+(6+7)))"),
    ]) func addsInPairs(_ slices: Int, _ order: String) { #expect(tree(of: 0..<slices).total == order) }

    @Test func hasNoTotalWithoutSlices() { #expect(tree().total == nil) }

    /// However the slices are shared, the nodes of all processes make the tree of one.
    @Test func dependsOnTheNumberOfSlicesAlone() {
        for slices in 1...64 {
            for ranks in 1...16 {
                let parts = (0..<ranks).map { slices * $0 / ranks..<slices * ($0 + 1) / ranks }
                let nodes = parts.flatMap { tree(of: $0).nodes }
                #expect(tree(nodes).total == tree(of: 0..<slices).total, "\(slices) slices, \(ranks) ranks")
            }
        }
    }

    /// A process keeps few sums, however many slices it has.
    @Test func keepsFewSums() { #expect(tree(of: 5..<64).nodes.map(\.count) == [1, 2, 8, 16, 32]) }
}
