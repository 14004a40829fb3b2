import GANCore
import GANModule
import GANTensor

/// The importance of each of the generator's weights for the discriminator: the mean over generated images of the squared
/// gradient of the log-likelihood, log D(G(z)) (Li et al. 2020, arXiv:2012.02780, section 3.2; METHODS §11.4).
struct FisherInformation {
    let generator: any Generator
    let discriminator: any Discriminator
    let parameters: [Parameter]
    let form: ElasticWeightConsolidation.Form

    /// - Parameters:
    ///   - z: [N, latentSize].
    ///   - labels: [N, C].
    /// - beforeEach: called before each image; may throw to stop.
    /// - Returns: one tensor per parameter, in its shape. Both networks are in evaluation mode meanwhile.
    func callAsFunction(
        _ z: Tensor, _ labels: Tensor, random: RandomStream, beforeEach: () throws -> Void = {}
    ) throws -> [Tensor] {
        var sums = parameters.map { Tensor.zeros($0.shape) }
        try InferenceSession.run(generator, discriminator, buildsGraph: true) { session in
            for row in 0..<z.shape[0] {
                try beforeEach()
                let rows = row..<row + 1
                let gradients = try parameterGradients(z.rows(rows), labels.rows(rows), session.pass(random))
                for (index, gradient) in gradients.enumerated() {
                    guard let gradient else { continue }
                    sums[index] = sums[index] + (form == .paper ? gradient.squared() : gradient)
                }
            }
        }
        return sums.map { $0 / Double(z.shape[0]) }
    }

    /// Gradients of one image's log-likelihood, -softplus(-logit), with respect to each parameter.
    private func parameterGradients(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> [Tensor?] {
        let images = try generator.output(z, labels, pass).images
        let likelihood = -((-(try discriminator.output(images, labels, pass).logits)).softplus().sum())
        return gradients(of: likelihood, wrt: parameters.map(\.wrappedValue), releasingGraph: true)
    }
}
