import GANModule
import GANTensor

/// Logistic losses with R1 (Mescheder et al. 2018, arXiv:1801.04406), Adam and a moving average of the generator.
final class RingTraining {
    static let batch = 256
    private let ring = Ring()
    private let generator = RingGenerator(random: RandomStream(seed: 0, path: "generator"))
    private let discriminator = RingDiscriminator(random: RandomStream(seed: 0, path: "discriminator"))
    let average = RingGenerator(random: RandomStream(seed: 0, path: "generator"))
    private let averaging: MovingAverage
    private let generatorAdam: Adam
    private let discriminatorAdam: Adam
    private var step = 0

    init() {
        let settings = AdamSettings(learningRate: 0.002, beta1: 0, beta2: 0.99, epsilon: 1e-8)
        generatorAdam = Adam(generator.parameters(), settings)
        discriminatorAdam = Adam(discriminator.parameters(), settings)
        averaging = MovingAverage(of: generator, in: average, buffers: .copied)
    }

    /// One step of each network; their losses.
    func advance() -> (generator: Double, discriminator: Double) {
        step += 1
        let random = RandomStream(seed: 1, path: "training", step: step)
        let classes = ring.classes(Self.batch, random)
        let real = ring.points(classes, random).requiringGradient()
        let z = random.normal([Self.batch, RingGenerator.latentSize])
        let discriminatorLoss = trainDiscriminator(real, fake: withoutGradients { generator(z, classes) }, classes)
        let loss = (-discriminator(generator(z, classes), classes)).softplus().mean()
        generatorAdam.step(gradients(of: loss, wrt: generatorAdam.targets, releasingGraph: true))
        averaging.update(decay: min(0.999, Double(step) / Double(step + 10)))
        return (loss.item(), discriminatorLoss)
    }

    private func trainDiscriminator(_ real: Tensor, fake: Tensor, _ classes: Tensor) -> Double {
        let logits = discriminator(real, classes)
        let slope = gradient(of: logits.sum(), wrt: real, createGraph: true)
        let penalty = slope.squared().sum(1).mean() * 0.05
        let loss = (-logits).softplus().mean() + discriminator(fake, classes).softplus().mean() + penalty
        discriminatorAdam.step(gradients(of: loss, wrt: discriminatorAdam.targets, releasingGraph: true))
        return loss.item()
    }

    /// `count` points of each class: [classes · count, 2], class by class, and the classes.
    func sample(_ count: Int, real: Bool) -> (points: Tensor, classes: Tensor) {
        let random = RandomStream(seed: 2, path: real ? "real" : "fake")
        let classes = Tensor((0..<Int32(Ring.classes)).map(\.self), shape: [Ring.classes, 1])
            .broadcast(to: [Ring.classes, count]).reshaped(-1)
        if real { return (ring.points(classes, random), classes) }
        let z = random.normal([classes.count, RingGenerator.latentSize])
        return (withoutGradients { average(z, classes) }, classes)
    }
}
