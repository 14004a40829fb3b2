import GANCore
import GANModule
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
        let expected = [[0, 2, 4], [1, 5, 9], [3, 11], [7, 15]]
        for (row, indices) in zip(sheet.rows, expected) {
            #expect(row.images == RasterImage.images(try composition.data.samples(at: indices).images))
        }
    }

    @Test func anEmptyClassHasARowOfFakes() throws {
        let composition = try tinyComposition { ($0.count, $0.labelSize) = (2, 3) }
        let samples = try SampleSheet(composition: composition, columns: 2)
        #expect(try samples.reals().rows.map(\.images.count) == [1, 1, 0])
        #expect(try samples.fakes(of: composition.generator).rows.map(\.images.count) == [2, 2, 2])
    }

    /// A row of an attribute is made with the whole label of the first sample that carries it.
    @Test func attributesComeWithWholeLabels() throws {
        let composition = try tinyComposition { ($0.count, $0.labels, $0.labelSize) = (16, .attributes, 3) }
        let samples = try SampleSheet(composition: composition, columns: 2)
        #expect(samples.labelRows.map(\.name) == ["label 0", "label 1", "label 2"])
        #expect(samples.labelRows.map(\.label) == [[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    }

    @Test(arguments: [TinyDataset.Labels.none, .vectors]) func otherRowsAreSpreadOverTheData(
        _ labels: TinyDataset.Labels
    ) throws {
        let composition = try tinyComposition { ($0.count, $0.labels) = (80, labels) }
        let samples = try SampleSheet(composition: composition, columns: 3)
        let (reals, fakes) = (try samples.reals(), try samples.fakes(of: composition.generator))
        #expect(reals.rows.map(\.name) == (0..<8).map { labels == .none ? "" : "sample \($0 * 10)" })
        #expect(reals.rows[1].images == RasterImage.images(try composition.data.samples(at: [10, 11, 12]).images))
        let images = fakes.rows.flatMap(\.images)
        #expect(images.count == 24 && Set(images.map(\.pixels)).count == 24)
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
