import GANCore
import GANTensor

/// A hand-made phase of a step with arbitrary numbers, for testing terms of the objective.
package struct StepRows {
    package var real: DiscriminatorPass.Rows?
    package var fake: DiscriminatorPass.Rows?
    package var generated: GeneratorPass.Rows?
    /// [N, C]; no labels by default.
    package var labels: Tensor?
    /// The number of rows, and the layout of the generator's batch.
    package var layout: BatchLayout

    package init(count: Int) { layout = BatchLayout(count: count) }

    /// The phase with the inputs that `term` declares.
    package func view(
        for term: any ObjectiveTerm, in phase: Phase, of composition: Composition, step: Int = 0
    ) -> StepView {
        let access = Access(phase: phase, declared: term.requiredInputs(in: phase) ?? [])
        let labels = labels ?? .zeros([layout.count, 0])
        func judged(_ rows: DiscriminatorPass.Rows?, _ source: DiscriminatorPass.Source) -> DiscriminatorPass? {
            rows.map {
                DiscriminatorPass(source: source, isPrimary: true, labels: labels, rows: $0, access: .all(in: phase))
            }
        }
        let latents = LatentBatch(
            layout: layout, z: .zeros([layout.count, composition.generator.latentSize]), labels: labels)
        return StepView(
            position: TrainingPosition(step: step, images: 0), composition: composition,
            random: RandomStream(seed: composition.seed, path: "regularizers.test", step: step),
            passes: PhasePasses(
                real: judged(real, .real), fake: judged(fake, .fake),
                generated: generated.map { GeneratorPass(latents, rows: $0, access: .all(in: phase)) }),
            access: access,
            services: Services(generator: composition.generator, discriminator: composition.discriminator))
    }
}

/// Runs the networks, and discards reported values.
private struct Services: StepServices {
    let generator: any Generator
    let discriminator: any Discriminator

    func discriminate(
        _ images: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream
    ) throws -> DiscriminatorOutput {
        try discriminator(images, labels, ForwardPass(phase: phase, random: random))
    }

    func generate(_ z: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) throws -> GeneratorOutput {
        try generator(z, labels, ForwardPass(phase: phase, random: random))
    }

    /// The tiny GAN's losses read no labels.
    func adjusted(_ logits: Tensor, _ labels: Tensor, _ phase: Phase) -> Tensor { logits }

    func report(_ name: String, _ value: Tensor) {}
}
