import GANCore
import GANModule
import GANTensor
import StyleGAN2
import Testing

/// The networks of the trajectory, as they are before it.
struct StyleGAN2Trainees {
    let generator: StyleGAN2Generator
    let average: StyleGAN2Generator
    let discriminator: StyleGAN2Discriminator

    init(_ oracle: StyleGAN2Oracle) throws {
        let classes = try oracle.file.tensor("it0.real_c").shape[1]
        var settings = try oracle.generatorSettings()
        settings.zDim = try oracle.file.tensor("it0.Gmain.z").shape[1]
        settings.wDim = try oracle.file.tensor("G.before.mapping.w_avg").count
        settings.noiseMode = .none
        let build = try oracle.build("generator", classes: classes)
        (generator, average) = (try StyleGAN2Generator(settings, build), try StyleGAN2Generator(settings, build))
        discriminator = try StyleGAN2Discriminator(
            try oracle.discriminatorSettings(), try oracle.build("discriminator", classes: classes))
        try generator.loadState(from: oracle.file, prefix: "G.before.")
        try average.loadState(from: oracle.file, prefix: "G.before.")
        try discriminator.loadState(from: oracle.file, prefix: "D.before.")
    }
}

/// The published training loop (METHODS §2), without augmentation and with every draw read from the oracle.
final class StyleGAN2Training {
    let oracle: StyleGAN2Oracle
    let networks: StyleGAN2Trainees
    private var meanPathLength = Tensor(0)
    private let generatorOptimizer: Adam
    private let discriminatorOptimizer: Adam
    private let moving: MovingAverage
    private let random = RandomStream(seed: 1, path: "")

    init(_ oracle: StyleGAN2Oracle, _ networks: StyleGAN2Trainees) throws {
        (self.oracle, self.networks) = (oracle, networks)
        let adam = AdamSettings(
            learningRate: try oracle.number("lr"), beta1: try oracle.number("beta1"),
            beta2: try oracle.number("beta2"), epsilon: try oracle.number("eps"))
        let (path, r1) = (try oracle.integer("g_reg_interval"), try oracle.integer("d_reg_interval"))
        generatorOptimizer = Adam(networks.generator.parameters(), adam.corrected(forLazyIntervals: [path]))
        discriminatorOptimizer = Adam(networks.discriminator.parameters(), adam.corrected(forLazyIntervals: [r1]))
        moving = MovingAverage(of: networks.generator, in: networks.average, buffers: .copied)
    }

    /// All iterations, the mean path length checked after each.
    func run(within tolerance: Double) throws {
        for step in 0..<(try oracle.integer("iterations")) {
            try iterate(step)
            try oracle.expect(meanPathLength, is: "it\(step).pl_mean", within: tolerance)
        }
    }

    private func iterate(_ step: Int) throws {
        let (pathInterval, r1Interval) = (try oracle.integer("g_reg_interval"), try oracle.integer("d_reg_interval"))
        update(generatorOptimizer, try generatorLoss(step))
        if step % pathInterval == 0 { update(generatorOptimizer, try pathLoss(step) * Double(pathInterval)) }
        update(discriminatorOptimizer, try discriminatorLoss(step))
        if step % r1Interval == 0 { update(discriminatorOptimizer, try r1Loss(step) * Double(r1Interval)) }
        let halfLife = try oracle.number("ema_kimg") * 1000
        let batch = try oracle.integer("batch")
        moving.update(
            decay: MovingAverage.decay(batch: batch, halfLife: halfLife, seen: step * batch, rampUp: nil))
    }

    private func update(_ optimizer: Adam, _ loss: Tensor) {
        let gradients = gradients(of: loss, wrt: optimizer.targets)
        optimizer.step(optimizer.withZeros(gradients, ofFirst: gradients.count))
    }

    private func generatorLoss(_ step: Int) throws -> Tensor {
        let (z, labels) = try latents(step, "Gmain")
        let images = try networks.generator(z, labels, pass(.generator)).images
        return try (-networks.discriminator(images, labels, pass(.generator)).logits).softplus().mean()
    }

    private func pathLoss(_ step: Int) throws -> Tensor {
        let (z, labels) = try latents(step, "Greg")
        let rows = 0..<z.shape[0] / (try oracle.integer("pl_batch_shrink"))
        let made = try networks.generator(z.rows(rows), labels.rows(rows), pass(.generator))
        let styles = try #require(made.latents).styles
        let pixels = Double(made.images.shape[2] * made.images.shape[3])
        let noise = try oracle.file.tensor("it\(step).Greg.pl_noise") / pixels.squareRoot()
        let gradient = gradient(of: (made.images * noise).sum(), wrt: styles, createGraph: true)
        let lengths = gradient.squared().sum(2).mean(1).sqrt()
        let mean = meanPathLength + (lengths.mean() - meanPathLength) * (try oracle.number("pl_decay"))
        meanPathLength = mean.detached()
        return (lengths - mean).squared().mean() * (try oracle.number("pl_weight"))
    }

    private func discriminatorLoss(_ step: Int) throws -> Tensor {
        let (z, labels) = try latents(step, "Dmain")
        let images = try withoutGradients { try networks.generator(z, labels, pass(.discriminator)).images }
        let fake = try networks.discriminator(images, labels, pass(.discriminator)).logits
        let real = try networks.discriminator(
            try oracle.file.tensor("it\(step).real"), try oracle.file.tensor("it\(step).real_c"), pass(.discriminator))
        return fake.softplus().mean() + (-real.logits).softplus().mean()
    }

    private func r1Loss(_ step: Int) throws -> Tensor {
        let images = try oracle.file.tensor("it\(step).real").requiringGradient()
        let output = try networks.discriminator(
            images, try oracle.file.tensor("it\(step).real_c"), pass(.discriminator))
        let gradient = gradient(of: output.logits.sum(), wrt: images, createGraph: true)
        return gradient.squared().sum(1, 2, 3).mean() * (try oracle.number("r1_gamma") / 2)
    }

    private func latents(_ step: Int, _ phase: String) throws -> (z: Tensor, labels: Tensor) {
        (try oracle.file.tensor("it\(step).\(phase).z"), try oracle.file.tensor("it\(step).\(phase).c"))
    }

    private func pass(_ phase: Phase) -> ForwardPass { ForwardPass(phase: phase, random: random) }
}
