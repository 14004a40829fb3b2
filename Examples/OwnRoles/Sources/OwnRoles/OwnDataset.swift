import GANCore
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnDataset.self) }

/// Gray images with horizontal stripes (class 0) or vertical ones (class 1), at random places. Nine of ten have class 0.
///
/// A `StreamedDataset` is read on other threads while the networks train. Conform to `Dataset` alone if that is not possible.
public final class OwnDataset: StreamedDataset {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("number of images", in: 10...1_000_000) public var count: Int = 1000
        @Setting("height and width", in: 4...1024) public var resolution: Int = 16

        public init() {}
    }

    public static let name = "own_dataset"
    public static let summary = "horizontal and vertical stripes"

    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) {
        source = Stripes(count: settings.count, side: settings.resolution)
    }
}

/// Image `index` is a pure function of its index, so any thread may draw it.
private struct Stripes: SampleSource {
    let count: Int
    let side: Int

    /// Known before any image is drawn. There is one count and one name for each class, and the counts add up to `count`.
    var info: DatasetInfo {
        let vertical = (0..<count).count { isVertical($0) }
        return DatasetInfo(
            count: count, channels: 1, height: side, width: side, labelKind: .classes, labelSize: 2,
            classCounts: [count - vertical, vertical], classNames: ["horizontal", "vertical"])
    }

    /// Changes with every image and label, so that a run is not resumed with other data.
    func fingerprint() -> String? { "stripes 1, \(count) of \(side)" }

    func batch(at indices: [Int]) -> SampleBatch {
        SampleBatch(
            images: indices.flatMap(image), shape: [indices.count, 1, side, side], labels: labels(at: indices))
    }

    /// One-hot, [N, 2].
    func labels(at indices: [Int]) -> [Float] { indices.flatMap { isVertical($0) ? [0, 1] : [1, 0] as [Float] } }

    private func isVertical(_ index: Int) -> Bool { index % 10 == 9 }

    /// Pixels in -1 ... 1: [1, side, side].
    private func image(_ index: Int) -> [Float] {
        var random = DataRandom(UInt64(index))
        let start = random.below(4)
        return (0..<side * side).map { pixel in
            let place = isVertical(index) ? pixel % side : pixel / side
            return (place + start) / 2 % 2 == 0 ? 1 : -1
        }
    }
}
