import Conditioners
import GANCore
import GANTensor
import GANTestSupport
import StyleGAN2

/// Small networks for the tests.
func generator(
    _ data: DatasetInfo = .squares(16, classes: 3), conditioner: String? = Embedding.name, seed: UInt64 = 7,
    precision: NetworkPrecision = .float32, _ change: (inout StyleGAN2Generator.Settings) -> Void = { _ in }
) throws -> StyleGAN2Generator {
    var settings = StyleGAN2Generator.Settings()
    (settings.zDim, settings.wDim, settings.mappingLayers) = (12, 10, 2)
    (settings.channelBase, settings.channelMax) = (128, 8)
    change(&settings)
    return try StyleGAN2Generator(
        settings, testBuild("generator", data, conditioner: conditioner, seed: seed, precision: precision))
}

func discriminator(
    _ data: DatasetInfo = .squares(16, classes: 3), conditioner: String? = Embedding.name,
    precision: NetworkPrecision = .float32, _ change: (inout StyleGAN2Discriminator.Settings) -> Void = { _ in }
) throws -> StyleGAN2Discriminator {
    var settings = StyleGAN2Discriminator.Settings()
    (settings.channelBase, settings.channelMax, settings.mappingLayers) = (128, 8, 2)
    change(&settings)
    return try StyleGAN2Discriminator(
        settings, testBuild("discriminator", data, conditioner: conditioner, precision: precision))
}

func pass(_ phase: Phase?, step: Int = 0) -> ForwardPass {
    ForwardPass(phase: phase, random: RandomStream(seed: 1, path: "pass", step: step))
}

/// Latents [count, size].
func latents(_ count: Int, _ size: Int = 12) -> Tensor { RandomStream(seed: 2, path: "z").normal([count, size]) }

/// Labels [count, classes], class after class.
func labels(_ count: Int, classes: Int = 3) -> Tensor {
    Tensor((0..<count).map { Int32($0 % max(classes, 1)) }, shape: [count]).oneHot(classes: max(classes, 1))
        .sliced(1, 0..<classes)
}
