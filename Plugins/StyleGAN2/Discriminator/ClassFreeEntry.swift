import GANModule
import GANTensor

/// The first and the last layer for small images without labels (METHODS §19.3).
final class ClassFreeEntry: Module {
    let fromrgb: EqualizedConvolution
    let out: EqualizedLinear
    let resolution: Int

    init(resolution: Int, _ plan: DiscriminatorPlan) {
        fromrgb = EqualizedConvolution(
            plan.pyramid.imageChannels, plan.pyramid.channels(at: resolution), .init(kernel: 1, clamp: plan.clamp),
            random: plan.random)
        out = EqualizedLinear(plan.pyramid.channels(at: 4), 1, random: plan.random)
        self.resolution = resolution
    }
}
