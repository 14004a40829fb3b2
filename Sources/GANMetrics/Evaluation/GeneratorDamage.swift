import GANCore
import GANTensor

/// Damage that a generator gets on purpose, in known doses: a metric that is fit for long tails must follow the dose.
///
/// Only the tail is damaged: the rarer half of the classes.
package struct GeneratorDamage {
    package enum Kind: Hashable, Sendable {
        /// W of a class shrinks towards its mean: w ← μ + s (w − μ). 1 changes nothing, at 0 a class has one style.
        case shrink(Double)
        /// This share of a class's images shows a class of the head: the rarest the most frequent, and so on.
        case swap(Double)

        /// `shrink=0.5`, as reports name it.
        package var text: String {
            switch self {
            case .shrink(let scale): "shrink=\(scale)"
            case .swap(let share): "swap=\(share)"
            }
        }

        /// - Returns: nil unless the text is `shrink=` or `swap=` with a number in 0 ... 1.
        package init?(_ text: String) {
            let halves = text.split(separator: "=", omittingEmptySubsequences: false)
            guard halves.count == 2, let dose = Double(halves[1]), (0...1).contains(dose) else { return nil }
            switch halves[0] {
            case "shrink": self = .shrink(dose)
            case "swap": self = .swap(dose)
            default: return nil
            }
        }
    }

    package let kind: Kind
    /// The class that each class is shown as where labels are swapped; its own number for the head.
    private let partners: [Int32]
    /// The mean styles of each class, [classes, layers · styleSize]; nil unless W shrinks.
    private let means: Tensor?

    private static let latentsOfMean = 1000

    /// Computes the mean W of each class from 1,000 latents.
    /// - Throws: `MetricError` if the generator has no styles, or the data no classes of known sizes.
    package init(_ kind: Kind, of generator: any Generator, _ info: DatasetInfo) throws {
        guard info.labelKind == .classes, info.classCounts.count == info.labelSize else {
            throw MetricError(
                "the damage `\(kind.text)` chooses rare classes, but the numbers of training images are unknown",
                fix: "evaluate a run with classes")
        }
        self.kind = kind
        let order = info.classCounts.indices.sorted { (info.classCounts[$0], -$0) > (info.classCounts[$1], -$1) }
        let tail = order.suffix(order.count / 2)
        var partners = info.classCounts.indices.map(Int32.init)
        for (rare, frequent) in zip(tail.reversed(), order) { partners[rare] = Int32(frequent) }
        self.partners = partners
        guard case .shrink = kind else {
            means = nil
            return
        }
        guard let generator = generator as? any StyleGenerator else {
            throw MetricError(
                "`\(type(of: generator).name)` has no styles, which the damage `\(kind.text)` changes",
                fix: "use the damage `swap`")
        }
        means = try Self.means(of: generator, classes: info.labelSize)
    }

    private static func means(of generator: any StyleGenerator, classes: Int) throws -> Tensor {
        let random = RandomStream(seed: 0, path: "metrics.damage.means")
        let z = random.normal([latentsOfMean, generator.latentSize])
        let rows = try (0..<classes).map { number in
            let labels = Tensor([Int32](repeating: Int32(number), count: latentsOfMean), shape: [latentsOfMean])
                .oneHot(classes: classes)
            let styles = try InferenceSession.run(generator) { session in
                try generator.latents(z, labels, session.pass(random)).styles
            }
            return styles.mean(0, keepDims: true).reshaped(to: [1, styles.shape.count / latentsOfMean])
        }
        return concatenate(rows, axis: 0)
    }

    /// The labels [N, C] that images are made with, for those that were asked for. Doses are nested: an image that is swapped
    /// at one share is swapped at every larger one.
    func labels(_ asked: Tensor, seed: UInt64, first: Int) -> Tensor {
        guard case .swap(let share) = kind else { return asked }
        let (count, classes) = (asked.shape[0], asked.shape[1])
        let chance = RandomStream(seed: seed, path: "metrics.damage.swap", step: first).uniform([count])
            .scalars(as: Float.self)
        let shown = classNumbers(asked).enumerated().map { index, number in
            Double(chance[index]) < share ? partners[number] : Int32(number)
        }
        return Tensor(shown, shape: [count]).oneHot(classes: classes)
    }

    /// The styles [N, layers, styleSize] that images are made from.
    func styles(_ styles: Tensor, _ labels: Tensor) -> Tensor {
        guard case .shrink(let scale) = kind, let means else { return styles }
        let numbers = classNumbers(labels)
        let own = means.rows(at: Tensor(numbers.map(Int32.init), shape: [numbers.count])).reshaped(to: styles.shape)
        // Nothing is added to styles of the head, which keep their bits.
        let shares = numbers.map { partners[$0] == Int32($0) ? 0 : Float(1 - scale) }
        return styles + (own - styles) * Tensor(shares, shape: [numbers.count, 1, 1])
    }
}
