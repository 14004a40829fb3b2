import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANData
@testable import GANPictures

@Suite(.onChosenBackend) struct SampleSheetTests {
    /// Of the tiny data every second image has label 0, every fourth label 1, and so on.
    @Test func rowsAreClassesFromHeadToTail() throws {
        let composition = try tinyComposition { ($0.count, $0.labelSize) = (16, 4) }
        let sheet = try SampleSheet(composition: composition, columns: 3).reals()
        #expect(sheet.rows.map(\.name) == ["label 0", "label 1", "label 2", "label 3"])
        #expect(sheet.rows.map(\.detail) == ["8", "4", "2", "2"])
        #expect(sheet.rows.map(\.images.count) == [3, 3, 2, 2])
        let members = [[0, 2, 4, 6, 8, 10, 12, 14], [1, 5, 9, 13], [3, 11], [7, 15]]
        for (row, indices) in zip(sheet.rows, members) {
            let all = RasterImage.images(try composition.data.samples(at: indices).images)
            #expect(row.images.allSatisfy(all.contains))
            #expect(Set(row.images.map(\.pixels)).count == row.images.count)
        }
    }

    /// Files of a class often lie in the order in which they were made, and the first ones are alike. Of 400 images, ten of each class are
    /// drawn from both halves; in every run the same.
    @Test func realsAreARandomSampleOfEachClass() throws {
        let composition = try tinyComposition { ($0.count, $0.labelSize) = (400, 4) }
        let samples = try composition.data.randomSamples(ofEach: [0, 1, 2, 3], 10)
        for (label, row) in samples.enumerated() {
            #expect(row.count == 10 && Set(row).count == 10)
            #expect(row.allSatisfy { min(($0 + 1).trailingZeroBitCount, 3) == label }, "\(row)")
            #expect(row.contains { $0 < 200 } && row.contains { $0 >= 200 }, "\(row)")
        }
        #expect(try composition.data.randomSamples(ofEach: [2, 0], 10) == [samples[2], samples[0]])
        #expect(try composition.data.randomSamples(ofEach: [0], 10, seed: 1) != [samples[0]])
        let reals = try SampleSheet(composition: composition).reals()
        #expect(reals.rows[0].images == RasterImage.images(try composition.data.samples(at: samples[0]).images))
        #expect(try SampleSheet(composition: composition).reals().rows.map(\.images) == reals.rows.map(\.images))
    }

    @Test func everyClassIsFoundWhereverItsImagesLie() throws {
        let composition = try tinyComposition { ($0.count, $0.labelSize) = (300, 300) }
        let counts = composition.data.info.classCounts
        let samples = try composition.data.randomSamples(ofEach: Array(0..<300), 2)
        #expect(samples.map(\.count) == counts.map { min($0, 2) } && counts.count == 300)
    }

    @Test func anEmptyClassHasARowOfFakes() throws {
        let composition = try tinyComposition { ($0.count, $0.labelSize) = (2, 3) }
        let samples = try SampleSheet(composition: composition, columns: 2)
        #expect(try samples.reals().rows.map(\.images.count) == [1, 1, 0])
        #expect(try samples.fakes(of: composition.generator).rows.map(\.images.count) == [2, 2, 2])
    }

    /// A row of an attribute is made with the whole label of its first sample.
    @Test func attributesComeWithWholeLabels() throws {
        let composition = try tinyComposition { ($0.count, $0.labelKind, $0.labelSize) = (16, .attributes, 3) }
        let samples = try SampleSheet(composition: composition, columns: 2)
        #expect(samples.labelRows.map(\.name) == ["label 0", "label 1", "label 2"])
        let first = try composition.data.randomSamples(ofEach: [0, 1, 2], 1).map { $0[0] }
        #expect(try samples.labelRows.flatMap(\.label) == composition.data.labels(at: first).scalars(as: Float.self))
        #expect(samples.labelRows.allSatisfy { $0.label[$0.index] == 1 })
    }

    @Test func rowsWithoutLabelsAreRandomSamples() throws {
        let composition = try tinyComposition { ($0.count, $0.labelKind) = (80, .none) }
        let samples = try SampleSheet(composition: composition, columns: 3)
        let (reals, fakes) = (try samples.reals(), try samples.fakes(of: composition.generator))
        #expect(reals.rows.map(\.images.count) == fakes.rows.map(\.images.count))
        let order = composition.data.randomOrder()
        #expect(order.sorted() == Array(0..<80) && order != Array(0..<80))
        let shown = RasterImage.images(try composition.data.samples(at: Array(order.prefix(24))).images)
        #expect(reals.rows.flatMap(\.images) == shown)
        #expect(reals.rows.allSatisfy { $0.name.isEmpty })
        let images = fakes.rows.flatMap(\.images)
        #expect(images.count == 24 && Set(images.map(\.pixels)).count == 24)
    }

    /// Labels that `--classes` names by number.
    @Test func labelRowsOfVectorsAreRandomSamples() throws {
        let composition = try tinyComposition { ($0.count, $0.labelKind) = (80, .vectors) }
        let order = Array(composition.data.randomOrder().prefix(8))
        let rows = try SampleSheet(composition: composition, columns: 3).labelRows
        #expect(rows.map(\.name) == order.map { "sample \($0)" })
        #expect(try rows.flatMap(\.label) == composition.data.labels(at: order).scalars(as: Float.self))
    }

    @Test func thousandClassesFit() throws {
        let composition = try tinyComposition { ($0.count, $0.labelSize) = (300, 300) }
        let samples = try SampleSheet(composition: composition, columns: 1)
        #expect(samples.labelRows.count == 32)
        #expect(samples.labelRows.first?.index == 0 && samples.labelRows.last?.index == 299)
    }

    @Test func largeImagesHaveFewerRows() {
        func rows(_ side: Int) -> Int { SampleSheet.rowLimit(.squares(side, classes: 100)) }
        #expect([16, 128, 256, 1024, 4096].map(rows) == [32, 32, 16, 4, 4])
    }

    @Test func showsTheSameLatentsEveryTime() throws {
        let composition = try tinyComposition()
        let samples = try SampleSheet(composition: composition, columns: 4)
        let first = try samples.fakes(of: composition.generator)
        #expect(try samples.fakes(of: composition.generator).rows.map(\.images) == first.rows.map(\.images))
        #expect(first.captions == ["0", "1", "2", "3"])
        let wider = try SampleSheet(composition: composition, columns: 5).fakes(of: composition.generator)
        #expect(wider.rows.map { Array($0.images.prefix(4)) } == first.rows.map(\.images))
    }
}
