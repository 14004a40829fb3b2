import GANCore
import GANTensor

/// The penalty of a regularizer in the discriminator phase for given logits, on the tiny GAN.
public func penalty<R: Regularizer>(
    of type: R.Type, _ settings: R.Settings = R.Settings(), realLogits: [Float], fakeLogits: [Float]
) throws -> Tensor {
    let composition = try tinyComposition()
    let regularizer = try R(
        settings, BuildContext(path: "regularizers.\(R.name)", data: composition.data.info, seed: 1))
    func rows(_ logits: [Float]) -> DiscriminatorPass.Rows {
        let logits = Tensor(logits, shape: [logits.count]).requiringGradient()
        return DiscriminatorPass.Rows(images: nil, output: DiscriminatorOutput(logits: logits))
    }
    var step = StepRows(count: realLogits.count)
    (step.real, step.fake) = (rows(realLogits), rows(fakeLogits))
    return try regularizer.penalty(step.view(for: regularizer, in: .discriminator, of: composition))
}
