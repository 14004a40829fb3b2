import Conditioners
import GANCore
import GANTensor
import GANTestSupport
import R3GAN

/// Small networks for the tests.
func generator(
    _ data: DatasetInfo = .squares(16, classes: 3), conditioner: String? = LinearEmbedding.name,
    _ change: (inout R3GANGenerator.Settings) -> Void = { _ in }
) throws -> R3GANGenerator {
    var settings = R3GANGenerator.Settings()
    settings.network = small()
    (settings.zDim, settings.embeddingDim) = (6, 5)
    change(&settings)
    return try R3GANGenerator(settings, testBuild("generator", data, conditioner: conditioner))
}

func discriminator(
    _ data: DatasetInfo = .squares(16, classes: 3), conditioner: String? = LinearEmbedding.name,
    _ change: (inout R3GANDiscriminator.Settings) -> Void = { _ in }
) throws -> R3GANDiscriminator {
    var settings = R3GANDiscriminator.Settings()
    settings.network = small()
    change(&settings)
    return try R3GANDiscriminator(settings, testBuild("discriminator", data, conditioner: conditioner))
}

private func small() -> NetworkSettings {
    var settings = NetworkSettings()
    (settings.channels, settings.blocks, settings.groupChannels) = ([8, 8, 4], [1, 2], 4)
    return settings
}

func pass(_ phase: Phase?) -> ForwardPass { ForwardPass(phase: phase, random: RandomStream(seed: 1, path: "pass")) }

func latents(_ count: Int) -> Tensor { RandomStream(seed: 2, path: "z").normal([count, 6]) }

/// Labels [N, 3].
func labels(_ classes: [Int32]) -> Tensor { Tensor(classes, shape: [classes.count]).oneHot(classes: 3) }

func images(_ count: Int, _ side: Int = 16) -> Tensor {
    RandomStream(seed: 5, path: "images").normal([count, 3, side, side])
}
