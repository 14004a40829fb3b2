import BigGAN
import Conditioners
import GANCore
import GANTensor
import GANTestSupport
import Heads
import NoisyTwins

/// Small networks for the tests.
func generator(
    _ data: DatasetInfo = .squares(32, classes: 3), conditioner: String? = ClassEmbedding.name,
    _ change: (inout BigGANGenerator.Settings) -> Void = { _ in }
) throws -> BigGANGenerator {
    var settings = BigGANGenerator.Settings()
    settings.network.ch = 2
    (settings.conditioning.zDim, settings.conditioning.sharedDim) = (12, 5)
    change(&settings)
    return try BigGANGenerator(settings, testBuild("generator", data, conditioner: conditioner))
}

func discriminator(
    _ data: DatasetInfo = .squares(32, classes: 3), conditioner: String? = ClassEmbedding.name,
    _ change: (inout BigGANDiscriminator.Settings) -> Void = { _ in }
) throws -> BigGANDiscriminator {
    var settings = BigGANDiscriminator.Settings()
    settings.network.ch = 2
    change(&settings)
    return try BigGANDiscriminator(settings, testBuild("discriminator", data, conditioner: conditioner))
}

func pass(_ phase: Phase?) -> ForwardPass { ForwardPass(phase: phase, random: RandomStream(seed: 1, path: "pass")) }

func latents(_ count: Int, _ size: Int = 12) -> Tensor { RandomStream(seed: 2, path: "z").normal([count, size]) }

/// Labels [count, classes], class after class.
func labels(_ count: Int, classes: Int = 3) -> Tensor {
    Tensor((0..<count).map { Int32($0 % classes) }, shape: [count]).oneHot(classes: classes)
}

func images(_ count: Int, _ side: Int = 32) -> Tensor {
    RandomStream(seed: 5, path: "images").normal([count, 3, side, side])
}
