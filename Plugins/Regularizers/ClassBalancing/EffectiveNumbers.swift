import GANModule
import GANTensor

/// How many images of each class the generator has made lately, and the weights that follow (METHODS §19.1).
final class EffectiveNumbers: Module {
    @Buffer private(set) var numbers: Tensor  // [C]
    @Buffer private(set) var pending: Tensor  // [C], since the last update
    /// Number of batches since the last update.
    @Buffer(.same) private(set) var evaluations = 0
    private let decay: Double

    /// The initial values are the published ones.
    init(classes: Int, decay: Double) {
        _numbers = Buffer(wrappedValue: .ones([classes]) * 50, .same)
        _pending = Buffer(wrappedValue: .ones([classes]) * 512, .sumOfChanges)
        self.decay = decay
    }

    /// 1 / number, scaled to the sum C: [C].
    var weights: Tensor {
        let inverse = 1 / numbers
        return inverse * (Double(numbers.count) / inverse.sum().item())
    }

    /// Counts each image in its most probable class.
    /// - Parameter probabilities: [N, C].
    func add(_ probabilities: Tensor) {
        let (classes, values) = (
            probabilities.shape[1], probabilities.detached().converted(to: .float32).scalars(as: Float.self)
        )
        var counts = [Float](repeating: 0, count: classes)
        for row in stride(from: 0, to: values.count, by: classes) {
            let own = values[row..<row + classes]
            counts[(own.max().flatMap { own.firstIndex(of: $0) } ?? row) - row] += 1
        }
        pending = pending + Tensor(counts, shape: [classes])
        evaluations += 1
    }

    /// numbers ← decay · numbers + (1 - decay) · pending, at least 1.
    func update() {
        let moved = (decay * numbers + (1 - decay) * pending).scalars(as: Float.self)
        numbers = Tensor(moved.map { max(1, $0) }, shape: numbers.shape)
        (pending, evaluations) = (.zeros(pending.shape), 0)
    }
}
