import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANData
@testable import GANPictures

/// Paints a quarter of its label's numbers into the first pixels, and of its first latent into the next one.
private final class LabelPainter: Module, Generator {
    static let name = "label_painter"
    static let summary = "a generator for tests"
    let latentSize = 1
    let conditioner: (any Conditioner)? = nil
    var layerOrder: [String] { [] }
    private let data: DatasetInfo

    init(_ data: DatasetInfo) { self.data = data }
    init(_ settings: NoSettings, _ build: BuildContext) { data = build.data }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let count = z.shape[0]
        let rest = Tensor.zeros([count, data.height * data.width - data.labelSize - 1])
        let pixels = concatenate([labels / 4, z / 4, rest], axis: 1)
        return GeneratorOutput(images: pixels.reshaped(count, 1, data.height, data.width))
    }
}

@Suite(.onChosenBackend) struct LabelWalkTests {
    private let composition: Composition
    /// Of all samples, by component.
    private let values: [[Float]]

    init() throws {
        composition = try tinyComposition { ($0.count, $0.labelKind, $0.labelSize) = (80, .vectors, 2) }
        let labels = try composition.data.labels(at: Array(0..<80)).scalars(as: Float.self)
        values = (0..<2).map { axis in (0..<80).map { labels[2 * $0 + axis] } }
    }

    private func level(_ value: Float) -> UInt8 { UInt8(min(max((127.5 * value / 4 + 128).rounded(.down), 0), 255)) }

    /// The values of rank ⌊p · 79 / 100⌋ for p of 5, 15, …, 95.
    private func quantiles(_ axis: Int) -> [Float] {
        let sorted = values[axis].sorted()
        return stride(from: 5, through: 95, by: 10).map { sorted[$0 * 79 / 100] }
    }

    /// Two components have four rows each, with seeds 0 to 3.
    @Test func aRowChangesOneComponentAlone() throws {
        let samples = try SampleSheet(composition: composition)
        let sheet = try samples.fakes(of: LabelPainter(composition.data.info))
        #expect(sheet.captions == ["5 %", "15 %", "25 %", "35 %", "45 %", "55 %", "65 %", "75 %", "85 %", "95 %"])
        #expect(sheet.rows.map(\.name) == ["0", "0", "0", "0", "1", "1", "1", "1"])
        let ends = quantiles(0)
        #expect(sheet.rows[0].detail == "\(shortNumber(ends[0])) … \(shortNumber(ends[9]))")
        for (index, row) in sheet.rows.enumerated() {
            let (own, other) = (index / 4, 1 - index / 4)
            #expect(row.images.map { $0.pixels[own] } == quantiles(own).map(level))
            let median = values[other].sorted()[39]
            #expect(row.images.allSatisfy { $0.pixels[other] == level(median) })
            #expect(Set(row.images.map { $0.pixels[2] }).count == 1, "the latents of a row are the same")
            #expect(row.images[0].pixels[2] == sheet.rows[index % 4].images[0].pixels[2])
        }
        #expect(Set(sheet.rows.prefix(4).map { $0.images[0].pixels[2] }).count == 4)
    }

    @Test func realsHaveTheNearestValues() throws {
        let sheet = try SampleSheet(composition: composition, columns: 3).reals()
        let all = RasterImage.images(try composition.data.samples(at: Array(0..<80)).images)
        let sorted = values[1].sorted()
        let nearest = [5, 50, 95].map { sorted[$0 * 79 / 100] }
        // The sample whose value is the quantile itself stands in the first row of a component, and others in the next ones.
        let first = nearest.map { value in values[1].firstIndex(of: value) }
        #expect(sheet.rows[4].images == first.compactMap { $0.map { all[$0] } })
        #expect(Set(sheet.rows.suffix(4).map { $0.images[1].pixels }).count == 4)
    }

    @Test func manyComponentsHaveARowEach() throws {
        let axes = (0..<40).map { LabelAxis([0, Float($0)]) }
        let info = DatasetInfo(count: 2, channels: 1, height: 4, width: 4, labelKind: .vectors, labelSize: 40)
        let sheet = WalkSheet(axes, info, rows: 32, columns: 2)
        #expect(sheet.rows.count == 32 && sheet.rows.first?.walk.name == "0" && sheet.rows.last?.walk.name == "39")
    }

    /// Whatever other labels are asked for.
    @Test func aLabelHasTheSamePlaceEverywhere() {
        let rows = ["a", "b"].map { LabelRow(name: $0, label: [0.5, -2]) }
        #expect(Draw(seed: 3, rows[0]) == Draw(seed: 3, rows[1]))
        #expect((0..<100).allSatisfy { (0..<16).contains(LabelRow(name: "", label: [Float($0)]).index) })
    }

    /// The row of an attribute says which others its label has.
    @Test func rowsOfAttributesNameTheOthers() throws {
        let composition = try tinyComposition { ($0.count, $0.labelKind, $0.labelSize) = (16, .attributes, 3) }
        let sheet = try SampleSheet(composition: composition, columns: 2).fakes(of: LabelPainter(composition.data.info))
        // Every fourth sample has label 1, and with it label 0.
        #expect(sheet.rows[1].name == "label 1" && sheet.rows[1].detail.hasPrefix("4 + label 0"))
        #expect(sheet.rows.map { $0.images[1].pixels[0] } == [1, 1, 1].map { level($0) })
        #expect(sheet.rows[2].images.allSatisfy { $0.pixels[2] == level(1) })
    }
}
