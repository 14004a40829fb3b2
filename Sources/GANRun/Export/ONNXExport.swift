import Foundation
import GANCore
import GANModule
import GANOnnx
import GANTensor
import GANTrain

/// A generator as a graph: `z` [N, latents], `labels` [N, C] if images depend on them and `psi` if it can truncate, to `images`
/// [N, C, H, W] in about -1 ... 1. Noise is that of `ganzoo generate`: the trained constants.
struct ONNXExport {
    let generator: any Generator
    let info: DatasetInfo

    /// Names of the inputs.
    static let (latents, labels, psi, images) = ("z", "labels", "psi", "images")

    /// The graph, which tells whether the generator reads labels: one without a conditioner may read them itself.
    /// - Throws: `RunError` if the generator has no graph.
    func model() throws -> ONNXModel {
        let hasLabels = info.labelSize > 0
        let inputs =
            [ONNXModel.Input(Self.latents, [generator.latentSize])]
            + (hasLabels ? [ONNXModel.Input(Self.labels, [info.labelSize])] : [])
            + (generator is any TruncatingGenerator ? [ONNXModel.Input(Self.psi, [], isOfEachImage: false)] : [])
        do {
            return try InferenceSession.run(generator) { session in
                try ONNXModel(inputs: inputs, output: Self.images) { values in
                    var rest = values.dropFirst()
                    let z = values[0]
                    let labels = hasLabels ? rest.removeFirst() : .zeros([z.shape[0], 0])
                    return try images(z, labels, psi: rest.first, session)
                }
            }
        } catch let problem as TracingProblem {
            throw RunError.failed(
                "`\(type(of: generator).name)` cannot be written as ONNX: \(problem.text)",
                fixes: [.other("export safetensors")])
        }
    }

    private func images(
        _ z: Tensor, _ labels: Tensor, psi: Tensor?, _ session: InferenceSession
    ) throws -> Tensor {
        let pass = session.pass(RandomStream(seed: 0, path: "export"))
        guard let styled = generator as? any StyleGenerator else { return try generator.output(z, labels, pass).images }
        var styles = try styled.styleLatents(z, labels, pass).styles
        if let psi, let truncating = styled as? any TruncatingGenerator {
            // ψ = 0 gives what styles are truncated towards.
            let center = try truncating.truncated(styles, Truncation(psi: 0))
            styles = center + psi * (styles - center)
        }
        guard let noisy = styled as? any NoiseGenerator else { return try styled.synthesize(styles, pass).widened() }
        return try noisy.synthesize(styles, pass, noise: noisy.noiseMode == .none ? .none : .const).widened()
    }
}
