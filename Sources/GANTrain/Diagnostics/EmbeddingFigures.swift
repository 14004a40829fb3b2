import Foundation
import GANCore
import GANModule
import GANTensor

/// What a conditioner's embeddings of classes look like.
struct EmbeddingFigures {
    private static let draws = 32
    private static let mostSingular = 8

    /// Root mean square of each class's embedding, without noise.
    let sizes: [Double]
    /// Root mean square of the mean over classes: a part that all classes share, such as a bias.
    let shared: Double
    /// Mean cosine between the embeddings of two classes.
    let cosine: Double
    /// The number of directions in which classes differ: exp of the entropy of the squared singular values of the embeddings
    /// without their mean; 0 if they are equal, at most the number of classes less one.
    let rank: Double
    /// These singular values, divided by the root of the number of elements: the largest first, at most eight, one fewer than classes.
    let singular: [Double]
    /// Each class's noise over its embedding in training: the tangent of the angle between what the network gets with noise and
    /// without. Empty if the conditioner adds none.
    let noise: [Double]

    /// - Parameter conditioner: not changed, including its state.
    init(_ conditioner: any Conditioner, _ classes: MonitoredClasses, at position: TrainingPosition) throws {
        (sizes, shared, cosine, rank, singular, noise) = try InferenceSession.run(conditioner) { session in
            let pass = session.pass(RandomStream(seed: 0, path: "labels.embedding"))
            let rows = try conditioner.embeddings(classes.labels(classes.indices), pass).widened()
            let sizes = rows.squared().mean(1).sqrt()
            let centered = rows - rows.mean(0, keepDims: true)
            let values = Self.squaredSingularValues(centered)
            return (
                sizes.converted(to: .float64).scalars(), rows.mean(0).squared().mean().item().squareRoot(),
                Self.meanCosine(rows),
                Self.effectiveCount(values),
                values.sorted(by: >).prefix(min(Self.mostSingular, values.count - 1)).map {
                    (max($0, 0) / Double(rows.count)).squareRoot()
                },
                try Self.noise(conditioner, classes, position)
            )
        }
    }

    /// `size.dress`, `shared`, `cosine`, `rank`, `singular.1` …, and `noise.dress` of a conditioner that adds noise.
    func metrics(_ names: [String]) -> [(name: String, value: Double)] {
        zip(names, sizes).map { ("size.\($0)", $1) }
            + [("shared", shared), ("cosine", cosine), ("rank", rank)]
            + singular.enumerated().map { ("singular.\($0 + 1)", $1) }
            + zip(names, noise).map { ("noise.\($0)", $1) }
    }

    private static func noise(
        _ conditioner: any Conditioner, _ classes: MonitoredClasses, _ position: TrainingPosition
    ) throws -> [Double] {
        guard let noisy = conditioner as? any StochasticConditioner, noisy.addsNoise else { return [] }
        return try classes.indices.map { index in
            let labels = classes.labels(index, draws)
            func rows(isTraining: Bool) throws -> Tensor {
                conditioner.setTraining(isTraining)
                defer { conditioner.setTraining(false) }
                let random = RandomStream(seed: 0, path: "labels.noise.\(index)")
                let rows = try conditioner.normalizedEmbeddings(
                    labels, ForwardPass(phase: nil, random: random, position: position)
                ).widened()
                return rows / ((rows.squared().sum(1, keepDims: true)).sqrt() + 1e-12)
            }
            let cosine = try (rows(isTraining: true) * rows(isTraining: false)).sum(1).mean().item()
            return (1 / max(cosine * cosine, 1e-12) - 1).squareRoot()
        }
    }

    private static func meanCosine(_ rows: Tensor) -> Double {
        let count = Double(rows.shape[0])
        let directions = rows / ((rows.squared().sum(1, keepDims: true)).sqrt() + 1e-12)
        // The squared length of the sum holds every ordered pair, and each direction's own square, 1 or 0.
        let own = directions.squared().sum().item()
        return (directions.sum(0).squared().sum().item() - own) / (count * (count - 1))
    }

    /// As many as rows, in no order.
    private static func squaredSingularValues(_ rows: Tensor) -> [Double] {
        let gram = matmul(rows, rows, transposesRight: true)  // [classes, classes]
        return jacobiEigenvalues(gram.converted(to: .float64).scalars(as: Double.self), size: rows.shape[0])
    }

    /// The eigenvalues of a small symmetric matrix by cyclic rotations (Golub & Van Loan, Matrix Computations, section 8.5). Unlike LAPACK's,
    /// their last bits do not depend on the alignment of memory, and the files of a run must not either.
    private static func jacobiEigenvalues(_ elements: [Double], size: Int) -> [Double] {
        var a = elements
        for _ in 0..<30 {
            for p in 0..<size {
                for q in p + 1..<size where a[p * size + q] != 0 { rotate(&a, p, q, size) }
            }
        }
        return (0..<size).map { a[$0 * size + $0] }
    }

    /// Makes the elements (p, q) and (q, p) zero.
    private static func rotate(_ a: inout [Double], _ p: Int, _ q: Int, _ size: Int) {
        let theta = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q])
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<size {
            let (x, y) = (a[p * size + k], a[q * size + k])
            (a[p * size + k], a[q * size + k]) = (c * x - s * y, s * x + c * y)
        }
        for k in 0..<size {
            let (x, y) = (a[k * size + p], a[k * size + q])
            (a[k * size + p], a[k * size + q]) = (c * x - s * y, s * x + c * y)
        }
        (a[p * size + q], a[q * size + p]) = (0, 0)
    }

    private static func effectiveCount(_ values: [Double]) -> Double {
        let total = values.reduce(0) { $0 + max($1, 0) }
        guard total > 0 else { return 0 }
        let shares = values.map { max($0, 0) / total }.filter { $0 > 0 }
        return exp(-shares.reduce(0) { $0 + $1 * log($1) })
    }
}
