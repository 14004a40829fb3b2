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
        let scale = Double(numbers.count) / inverse.sum().converted(to: .float64)
        return inverse * scale.converted(to: inverse.dtype)
    }

    /// Counts each image in its most probable class.
    /// - Parameter probabilities: [N, C].
    func add(_ probabilities: Tensor) {
        let (values, classes) = (probabilities.detached().converted(to: .float32), probabilities.shape[1])
        let places = Tensor((0..<classes).map(Float.init), shape: [1, classes])
        // The first of equally probable classes.
        let isLargest = values .== values.max(1, keepDims: true)
        let first = -select(isLargest, -places, Tensor(-Double(classes))).max(1)  // [N]
        pending = pending + first.converted(to: .int32).oneHot(classes: classes).sum(0)
        evaluations += 1
    }

    /// numbers ← decay · numbers + (1 - decay) · pending, at least 1.
    func update() {
        numbers = maximum(decay * numbers + (1 - decay) * pending, Tensor(1))
        (pending, evaluations) = (.zeros(pending.shape), 0)
    }
}
