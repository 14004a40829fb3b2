import GANCore
import GANTensor

/// The mean logit of each class's images, and the share of positive logits, as the discriminator judges them in its own phase:
/// `logits.real.dress`, `logits.positive_reals.dress`, and the same over all images, `logits.real`.
///
/// Above all of the reals: where all are positive, the discriminator is sure of every image (Karras et al. 2020,
/// arXiv:2006.06676, section 3.1).
struct ClassLogits {
    /// Prefix of its metrics, which are not printed.
    static let prefix = "logits."
    private let classes: MonitoredClasses?

    init(_ info: DatasetInfo) { classes = MonitoredClasses(info) }

    /// The logits of a pass, still on the device.
    struct Rows {
        fileprivate let source: DiscriminatorPass.Source
        /// The names of the monitored classes.
        fileprivate let names: [String]
        /// [N]: of each image, over its parts.
        fileprivate let means: Tensor
        /// [N, names.count]: 1 for an image of the class.
        fileprivate let labels: Tensor

        var tensors: [Tensor] { names.isEmpty ? [means] : [means, labels] }

        fileprivate init(source: DiscriminatorPass.Source, names: [String], means: Tensor, labels: Tensor) {
            (self.source, self.names, self.means, self.labels) = (source, names, means, labels)
        }

        /// The rows of another process.
        init(from reader: inout MessageReader) throws {
            guard let source = DiscriminatorPass.Source(rawValue: try reader.text()) else {
                throw CollectiveError.unreadableMessage
            }
            let count = try reader.number()
            let names = try (0..<max(count, 0)).map { _ in try reader.text() }
            self.init(source: source, names: names, means: try reader.tensor(), labels: try reader.tensor())
        }

        func write(to writer: inout MessageWriter) {
            writer.add(source.rawValue)
            writer.add(names.count)
            for name in names { writer.add(name) }
            writer.add(means)
            writer.add(labels)
        }
    }

    /// The logits of the real and the generated images, where they were computed.
    func rows(of passes: PhasePasses) -> [Rows] {
        [passes.real, passes.fake].compactMap { pass in
            guard let pass, let logits = pass.rows.output?.logits else { return nil }
            let labels = pass.labels.detached().converted(to: .float32)
            return Rows(
                source: pass.source, names: classes?.names ?? [],
                means: logits.detached().reshaped(logits.shape[0], -1).mean(1),
                labels: classes?.columns(of: labels) ?? labels)
        }
    }

    /// The metrics of all micro-batches of an update together. A class that no image has gets none.
    /// - Parameter numbers: the elements of all tensors of `rows`.
    static func metrics(of rows: [Rows], _ numbers: [[Double]]) -> [(name: String, value: Double)] {
        var (means, rest) = (ImageMeans(), numbers[...])
        for part in rows {
            let logits = rest.removeFirst()
            means.add(logits, of: nil, part.source)
            let labels = part.names.isEmpty ? [] : rest.removeFirst()
            for (column, name) in part.names.enumerated() {
                let own = logits.indices.filter { labels[$0 * part.names.count + column] > 0.5 }.map { logits[$0] }
                means.add(own, of: name, part.source)
            }
        }
        return means.values
    }
}

/// Means over those images of a batch that a metric is about.
private struct ImageMeans {
    private var parts: [(name: String, sum: Double, count: Double)] = []

    var values: [(name: String, value: Double)] { parts.filter { $0.count > 0 }.map { ($0.name, $0.sum / $0.count) } }

    mutating func add(_ logits: [Double], of name: String?, _ source: DiscriminatorPass.Source) {
        let (prefix, suffix) = (ClassLogits.prefix, name.map { ".\($0)" } ?? "")
        add("\(prefix)\(source.rawValue)\(suffix)", logits.reduce(0, +), logits.count)
        add("\(prefix)positive_\(source.rawValue)s\(suffix)", Double(logits.count { $0 > 0 }), logits.count)
    }

    private mutating func add(_ name: String, _ sum: Double, _ count: Int) {
        if let index = parts.firstIndex(where: { $0.name == name }) {
            parts[index].sum += sum
            parts[index].count += Double(count)
        } else {
            parts.append((name, sum, Double(count)))
        }
    }
}
