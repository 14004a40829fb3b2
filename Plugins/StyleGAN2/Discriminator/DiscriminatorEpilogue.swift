import GANCore
import GANModule
import GANTensor

/// The last layers, from features of the smallest size to one vector (METHODS §1.9). Properties have their checkpoint names.
final class DiscriminatorEpilogue: Module, TransferableModule {
    let fromrgb: EqualizedConvolution?
    let conv: EqualizedConvolution
    let fc: EqualizedLinear
    let out: EqualizedLinear?
    let deviation: MinibatchDeviation

    /// - Parameter outputSize: 1 for the logit itself; nil if a head follows.
    init(outputSize: Int?, _ deviation: MinibatchDeviation, _ plan: DiscriminatorPlan) {
        let channels = plan.pyramid.channels(at: 4)
        fromrgb = plan.architecture == .skip ? plan.imageLayer(at: 4) : nil
        conv = EqualizedConvolution(
            channels + deviation.channels, channels, .init(clamp: plan.clamp), random: plan.random)
        let start = plan.pyramid.sizes.start
        fc = EqualizedLinear(channels * start.height * start.width, channels, .leaky, random: plan.random)
        out = outputSize.map { EqualizedLinear(channels, $0, random: plan.random) }
        self.deviation = deviation
    }

    var transferAxes: [String: TransferAxis] {
        ["fromrgb.weight": .colorInputs, "fc.weight": TransferAxis(.imageSize(axes: 1), axis: 1)]
    }

    /// - Returns: features [N, channels] and their map [N, outputSize], which is the features themselves if a head follows.
    func callAsFunction(_ canvas: Canvas, views: Int) -> (features: Tensor, output: Tensor) {
        let x = conv(deviation(canvas.takingColors(through: fromrgb, .float32), views: views))
        let features = fc(x.reshaped(x.shape[0], -1))
        return (features, out?(features) ?? features)
    }
}
