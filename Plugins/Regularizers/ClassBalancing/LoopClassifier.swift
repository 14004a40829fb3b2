import GANCore
import GANModule
import GANTensor

/// A small classifier of the run's images, frozen after its training: up to three convolutions with pooling, and a linear layer on
/// their means.
final class LoopClassifier: Module, FrozenNetwork {
    @ModuleList private var convolutions: [Convolution]
    private let classes: Linear
    /// Number of samples of each class.
    private let counts: [Int]

    /// Number of images of an update.
    static let batch = 64

    init(_ data: DatasetInfo, random: RandomStream) {
        let options = LayerOptions(.xavier, random: random)
        var (layers, inputs, side) = ([Convolution](), data.channels, min(data.width, data.height))
        while layers.count < 3, side >= 4, side % 2 == 0 {
            let outputs = layers.isEmpty ? 32 : 64
            layers.append(Convolution(inputs, outputs, options))
            (inputs, side) = (outputs, side / 2)
        }
        _convolutions = ModuleList(wrappedValue: layers, prefix: "conv")
        classes = Linear(inputs, data.labelSize, options)
        counts = data.classCounts
        super.init()
        freeze()
    }

    /// images [N, channels, H, W] to logits [N, C].
    func callAsFunction(_ images: Tensor) -> Tensor {
        classes(convolutions.reduce(images) { x, layer in layer(x, .relu).maxPooled(.tiles(2)) }.mean(2, 3))
    }

    /// Minimizes the cross-entropy of logits to which the log of each class's share is added, so that rare classes are not
    /// underestimated (Menon et al. 2021, arXiv:2007.07314, eq. 10).
    /// - Parameter checkInterruption: throws if the run must stop.
    func train(
        on data: any Dataset, epochs: Int, learningRate: Double, random: RandomStream,
        beforeEach checkInterruption: () throws -> Void
    ) throws {
        let steps = (epochs * data.info.count + Self.batch - 1) / Self.batch
        unfreeze()
        defer { freeze() }
        let optimizer = Adam(
            parameters(), AdamSettings(learningRate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
        let offsets = logShares
        for step in 0..<steps {
            try checkInterruption()
            let samples = try data.samples(at: random.hostIntegers(below: data.info.count, Self.batch))
            let logits = self(samples.images) + offsets
            let loss = (logits.logSumExp() - (logits * samples.labels).sum(1)).mean()
            optimizer.settings.learningRate = learningRate * (1 - Double(step) / Double(steps))
            optimizer.step(gradients(of: loss, wrt: optimizer.targets))
        }
    }

    /// [C]; a class without samples counts as half of one.
    private var logShares: Tensor {
        Tensor(counts.map { max(Float($0), 0.5) }, shape: [counts.count]).log()
    }
}
