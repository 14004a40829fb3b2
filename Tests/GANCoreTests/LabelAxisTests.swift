import GANCore
import Testing

@Suite struct LabelAxisTests {
    /// As `numpy.quantile(range(101), p, method="lower")`.
    @Test func quantilesAreLabelsOfTheData() {
        let axis = LabelAxis((0...100).reversed().map(Float.init))
        #expect(axis.quantiles == LabelAxis.percents.map(Float.init))
        #expect(axis.range == 0...100 && axis.median == 50)
        #expect(axis.quantile(0.5) == 50 && axis.quantile(1) == 100 && axis.quantile(0.075) == 7.5)
        #expect(
            LabelAxis([3, 1, 2, 5, 4]).quantiles == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5])
    }

    /// A tenth of the distance from the 5 % to the 95 % quantile to either side: of 0 … 100, the values 0 … 14 are near 5.
    @Test func binsAreVicinitiesOfQuantiles() {
        let axis = LabelAxis((0...100).map(Float.init))
        #expect(axis.bins.map(\.center) == [5, 25, 50, 75, 95])
        #expect(axis.bins.allSatisfy { $0.radius == 9 })
        #expect(axis.bins.map(\.count) == [15, 19, 19, 19, 15])
        #expect(axis.bins[0].contains(14) && !axis.bins[0].contains(14.5) && axis.bins[0].contains(0))
    }

    @Test func equalCentersAreOneBin() {
        let axis = LabelAxis([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(axis.bins == [LabelBin(center: 0, radius: 0, count: 9)])
        #expect(LabelAxis([2]).bins == [LabelBin(center: 2, radius: 0, count: 1)])
    }

    // MARK: Groups

    private func info(_ kind: DatasetInfo.LabelKind, _ names: [String] = [], counts: [Int] = []) -> DatasetInfo {
        DatasetInfo(
            count: 4, channels: 1, height: 1, width: 1, labelKind: kind, labelSize: 2, classCounts: counts,
            classNames: names)
    }

    @Test func anImageIsInTheGroupOfEachOfItsAttributes() throws {
        let groups = try #require(LabelGroups(info(.attributes, ["round", "red"], counts: [3, 2]), axes: []))
        #expect(groups.noun == "attribute" && groups.names == ["round", "red"] && groups.trainingCounts == [3, 2])
        #expect(groups.members([1, 0, 1, 1, 0, 0, 1, 1], size: 2) == [[0, 1, 3], [1, 3]])
        #expect(groups.label(of: 1) == [0, 1])
    }

    /// 60 images and their mirrored copies are 60 training images, a class of medium size.
    @Test func mirroredCopiesAreNoTrainingImages() throws {
        var classes = info(.classes, counts: [120, 6])
        classes.copies = 2
        #expect(LabelGroups(classes, axes: [])?.trainingCounts == [60, 3])
        var vectors = info(.vectors)
        vectors.copies = 2
        let axis = LabelAxis(
            quantiles: [Float](repeating: 7, count: 21), bins: [LabelBin(center: 7, radius: 0.5, count: 30)])
        #expect(LabelGroups(vectors, axes: [axis])?.trainingCounts == [15])
    }

    @Test func aBinHasTheImagesInItsVicinity() throws {
        let axes = [
            LabelAxis(quantiles: [Float](repeating: 7, count: 21), bins: [LabelBin(center: 7, radius: 0.5, count: 11)]),
            LabelAxis(
                quantiles: [Float](repeating: 2, count: 21),
                bins: [LabelBin(center: 1, radius: 0.25, count: 30), LabelBin(center: 2, radius: 0.25, count: 4)]),
        ]
        let groups = try #require(LabelGroups(info(.vectors, ["angle", "size"]), axes: axes))
        #expect(groups.noun == "bin" && groups.trainingCounts == [11, 30, 4])
        #expect(groups.names == ["angle 7 ± 0.5", "size 1 ± 0.25", "size 2 ± 0.25"])
        #expect(groups.members([7, 1.25, 6.4, 2, 7.5, 1.5], size: 2) == [[0, 2], [0], [1]])
        #expect(groups.label(of: 1) == [7, 1])
        #expect(LabelGroups(info(.vectors), axes: []) == nil)
    }

    @Test func numbersAreShort() {
        let numbers: [Float] = [0, 1.0 / 3, -12.5, 12345.6, 0.00012, 100]
        #expect(numbers.map(shortNumber) == ["0", "0.3333", "-12.5", "12346", "0.00012", "100"])
    }
}
