import GANCore
import GANPictures
import GANTensor

/// The classes that a run follows, largest first: all of them, or a number of them evenly from head to tail.
struct MonitoredClasses {
    private static let limit = 20

    let indices: [Int]
    let names: [String]
    /// Number of all classes.
    private let size: Int

    /// - Returns: nil for data without classes.
    init?(_ info: DatasetInfo) {
        guard info.labelKind == .classes, info.labelSize > 1 else { return nil }
        indices = ClassFrequencyOrder.spread(ClassFrequencyOrder.ranking(info.counts), atMost: Self.limit)
        names = indices.map { info.name(at: $0) }
        size = info.labelSize
    }

    /// The columns [N, indices.count] of labels [N, C].
    func columns(of labels: Tensor) -> Tensor {
        indices == Array(0..<size) ? labels : matmul(labels, self.labels(indices), transposesRight: true)
    }

    /// One-hot labels [count, C] of the class `index`.
    func labels(_ index: Int, _ count: Int) -> Tensor { labels([Int](repeating: index, count: count)) }

    /// One-hot labels [classes.count, C].
    func labels(_ classes: [Int]) -> Tensor {
        Tensor(classes.map(Int32.init), shape: [classes.count]).oneHot(classes: size)
    }
}
