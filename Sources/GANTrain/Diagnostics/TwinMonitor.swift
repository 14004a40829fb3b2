import GANCore
import GANModule
import GANTensor

/// Reports for each record of metrics how W of fixed twins correlates, `twins.…`: pairs with one latent and label, and different
/// noise on the label. Every run attaches it; recipes do not name it.
final class TwinMonitor: Module, StepObserver {
    /// Prefix of its metrics.
    static let path = "twins"
    private static let pairs = 256
    private let classes: MonitoredClasses?
    private let z: Tensor  // [pairs, latentSize]

    init(_ composition: Composition) {
        classes = MonitoredClasses(composition.data.info)
        z = RandomStream(seed: 0, path: "twins.z").normal([Self.pairs, composition.generator.latentSize])
    }

    func observe(_ event: StepEvent) throws {
        guard case .records(let record) = event, let classes, let generator = record.generator as? any StyleGenerator,
            let conditioner = generator.conditioner as? any StochasticConditioner, conditioner.addsNoise
        else { return }
        let labels = classes.labels((0..<Self.pairs).map { classes.indices[$0 % classes.indices.count] })
        let twins = try InferenceSession.run(generator) { _ in
            conditioner.setTraining(true)  // adds its noise; the session restores the mode
            return try (0..<2).map { index in
                let random = RandomStream(seed: 0, path: "twins.noise.\(index)")
                let pass = ForwardPass(phase: nil, random: random, mixesStyles: false, position: record.position)
                return try generator.styleLatents(z, labels, pass).mapped.widened()
            }
        }
        for (name, value) in TwinCorrelation(twins[0], twins[1], labels).metrics { record.report(name, value) }
    }
}

/// The correlation C of the dimensions of twins (METHODS §6.4).
struct TwinCorrelation {
    /// Mean of Cᵢᵢ: 1 if twins agree.
    let diagonal: Double
    /// Mean of Cᵢⱼ², i ≠ j.
    let offDiagonal: Double
    /// The same of the correlation within classes: of standardized rows without their class's mean.
    let offDiagonalWithinClasses: Double

    /// - Parameters:
    ///   - first: [n, D]; equal rows of `second` are the twins.
    ///   - labels: one-hot classes [n, C].
    init(_ first: Tensor, _ second: Tensor, _ labels: Tensor) {
        let (a, b) = (first.standardized(axis: 0), second.standardized(axis: 0))
        let correlation = Self.correlation(a, b)
        diagonal = GANTensor.diagonal(correlation).mean().item()
        offDiagonal = Self.offDiagonal(correlation)
        offDiagonalWithinClasses = Self.offDiagonal(
            Self.correlation(a.withoutClassMeans(labels), b.withoutClassMeans(labels)))
    }

    var metrics: [(name: String, value: Double)] {
        [
            ("agreement", diagonal), ("redundancy", offDiagonal),
            ("redundancy_within_classes", offDiagonalWithinClasses),
        ]
    }

    private static func correlation(_ a: Tensor, _ b: Tensor) -> Tensor {
        matmul(a, b, transposesLeft: true) / Double(a.shape[0])
    }

    private static func offDiagonal(_ matrix: Tensor) -> Double {
        let size = Double(matrix.shape[0])
        guard size > 1 else { return 0 }
        let all = matrix.squared().sum().item() - GANTensor.diagonal(matrix).squared().sum().item()
        return all / (size * (size - 1))
    }
}
