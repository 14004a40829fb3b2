import GANCore
import GANTensor

/// A few noise images with long-tailed labels: half of them have label 0, a quarter label 1, and so on.
package final class TinyDataset: Dataset {
    package enum Labels: String, CaseIterable, SettingValue {
        case none, classes, attributes, vectors
    }

    package struct Settings: ComponentSettings {
        @Setting("how many images", in: 1...) package var count: Int = 24
        @Setting("height, and width", in: 1...) package var size: Int = 4
        @Setting("width, if it is another; 0: the same", in: 0...) package var width: Int = 0
        @Setting("of an image", in: 1...) package var channels: Int = 1
        @Setting("their kind") package var labelKind = Labels.classes
        @Setting("how many classes, attributes or numbers", in: 1...) package var labelSize: Int = 3

        package init() {}
    }

    package static let name = "tiny_dataset"
    package static let summary = "a few images of noise"

    package let info: DatasetInfo
    private let images: Tensor  // [count, channels, height, width]
    private let labels: Tensor  // [count, labelSize]

    package init(_ settings: Settings, _ build: BuildContext) {
        let random = build.random
        let width = settings.width == 0 ? settings.size : settings.width
        images = random.uniform([settings.count, settings.channels, settings.size, width]) * 2 - 1
        let rows = (0..<settings.count).map { Self.row($0, settings, random) }
        let size = settings.labelKind == .none ? 0 : settings.labelSize
        labels = Tensor(rows.flatMap(\.self), shape: [settings.count, size])
        let isCounted = settings.labelKind == .classes || settings.labelKind == .attributes
        info = DatasetInfo(
            count: settings.count, channels: settings.channels, height: settings.size, width: width,
            labelKind: DatasetInfo.LabelKind(rawValue: settings.labelKind.rawValue) ?? .none, labelSize: size,
            classCounts: isCounted ? (0..<size).map { column in rows.count { $0[column] > 0 } } : [],
            classNames: isCounted ? (0..<size).map { "label \($0)" } : [])
    }

    private static func row(_ index: Int, _ settings: Settings, _ random: RandomStream) -> [Float] {
        let columns = 0..<settings.labelSize
        switch settings.labelKind {
        case .none: return []
        case .classes:
            let label = min((index + 1).trailingZeroBitCount, settings.labelSize - 1)
            return columns.map { $0 == label ? 1 : 0 }
        case .attributes: return columns.map { (index + 1) % (2 << $0) == 0 ? 1 : 0 }
        case .vectors: return random.normal([settings.labelSize]).scalars()
        }
    }

    package func samples(at indices: [Int]) -> Samples {
        Samples(images: images.rows(at: Self.tensor(indices)), labels: labels(at: indices))
    }

    package func labels(at indices: [Int]) -> Tensor {
        info.labelSize == 0 ? .zeros([indices.count, 0]) : labels.rows(at: Self.tensor(indices))
    }

    private static func tensor(_ indices: [Int]) -> Tensor { Tensor(indices.map(Int32.init), shape: [indices.count]) }
}
