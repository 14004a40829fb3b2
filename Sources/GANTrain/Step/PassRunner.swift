import GANCore
import GANTensor

/// Runs the networks for the requested inputs and nothing else.
struct PassRunner {
    let composition: Composition
    let latents: LatentSource
    let phase: Phase
    let position: TrainingPosition
    /// Index of the phase's update in the step.
    let round: Int
    /// Whether real and generated images pass through the discriminator in one batch if both do.
    let isJoint: Bool
    let checks: OutputChecks
    /// Called before each pass; throws to interrupt the step.
    let checkpoint: () throws -> Void

    var step: Int { position.step }

    /// The batch for the passes of `inputs`.
    /// - Parameter editors: change the latents, one after another.
    func batch(
        _ inputs: RequiredInputs, _ layout: BatchLayout, for owner: PassOwner, reals: Samples,
        editors: [(path: String, editor: any LatentEditor)] = []
    ) throws -> StepBatch {
        let stream = random("train.\(owner.path).latents")
        var latents =
            inputs.readsGenerated
            ? try latents.draw(
                layout, stream, at: position, besides: reals.labels, isThorough: checks.isThorough
            ) { z in
                try editors.reduce(z) { z, slot in
                    try locating(slot.path) {
                        let edited = try slot.editor.edited(z, step: step, random: stream)
                        try checks.edited(edited, from: z, of: slot.editor)
                        return edited
                    }
                }
            } : nil
        latents?.mixesStyles = editors.allSatisfy { $0.editor.allowsStyleMixing(step: step) }
        return StepBatch(owner: owner, reals: inputs.readsReal ? reals : nil, latents: latents)
    }

    /// The passes of `inputs`. All fields may be read.
    func run(_ inputs: RequiredInputs, _ batch: StepBatch) throws -> PhasePasses {
        if isJoint, phase == .discriminator, inputs.isSuperset(of: [.realLogits, .fakeLogits]) {
            return try runJointly(inputs, batch)
        }
        var passes = PhasePasses()
        if let reals = batch.reals {
            passes.real = try judgeReals(try replaced(reals, batch), inputs, batch)
        }
        guard let latents = batch.latents else { return passes }
        try checkpoint()
        let generated = try generate(latents, inputs, batch)
        passes.generated = generated
        guard let images = leaf(generated.rows.images, inputs) else { return passes }
        try checkpoint()
        let output =
            inputs.contains(.fakeLogits)
            ? try judge(images, latents.labels, "\(batch.path).fake", views: latents.layout.views) : nil
        passes.fake = pass(.fake, batch, latents.labels, .init(images: images, output: output))
        return passes
    }

    /// Generated images first, as published.
    private func runJointly(_ inputs: RequiredInputs, _ batch: StepBatch) throws -> PhasePasses {
        guard let latents = batch.latents, let reals = try batch.reals.map({ try replaced($0, batch) }) else {
            return PhasePasses()
        }
        try checkpoint()
        let generated = try generate(latents, inputs, batch)
        guard let fakes = leaf(generated.rows.images, inputs) else { return PhasePasses(generated: generated) }
        try checkpoint()
        let images = inputs.contains(.realImageLeaf) ? reals.images.requiringGradient() : reals.images
        let output = try judge(
            concatenate([fakes, images], axis: 0), concatenate([latents.labels, reals.labels], axis: 0),
            "\(batch.path).joint")
        let count = fakes.shape[0]
        let realOutput = output.rows(count..<count + images.shape[0])
        return PhasePasses(
            real: pass(.real, batch, reals.labels, .init(images: images, output: realOutput)),
            fake: pass(.fake, batch, latents.labels, .init(images: fakes, output: output.rows(0..<count))),
            generated: generated)
    }

    /// Generated images are constants in the discriminator's phase, unless a term differentiates with respect to them.
    private func leaf(_ images: Tensor?, _ inputs: RequiredInputs) -> Tensor? {
        phase == .discriminator && inputs.contains(.fakeImageLeaf) ? images?.requiringGradient() : images
    }

    private func pass(
        _ source: DiscriminatorPass.Source, _ batch: StepBatch, _ labels: Tensor, _ rows: DiscriminatorPass.Rows
    ) -> DiscriminatorPass {
        DiscriminatorPass(
            source: source, isPrimary: batch.owner.isPrimary, labels: labels, rows: rows, access: .all(in: phase))
    }

    /// Applies an augmenter that replaces some images by others.
    private func replaced(_ reals: Samples, _ batch: StepBatch) throws -> Samples {
        guard let replacer = composition.augmenter as? any RealReplacer else { return reals }
        let images = try locating("augment") {
            let images = try replacer.replacing(
                reals.images, from: batch.firstReal, random: random("augment.\(batch.path).replacing"))
            try checks.augmented(images, from: reals.images, of: replacer)
            return images
        }
        return Samples(images: images, labels: reals.labels)
    }

    /// Runs the discriminator on real images. In the generator's phase the output is constant, because no weight of the
    /// generator affects it, unless a term differentiates with respect to the images.
    private func judgeReals(_ reals: Samples, _ inputs: RequiredInputs, _ batch: StepBatch) throws -> DiscriminatorPass
    {
        try checkpoint()
        let isLeaf = inputs.contains(.realImageLeaf)
        let images = isLeaf ? reals.images.requiringGradient() : reals.images
        func judged() throws -> DiscriminatorOutput? {
            inputs.contains(.realLogits) ? try judge(images, reals.labels, "\(batch.path).real") : nil
        }
        let output = try phase == .generator && !isLeaf ? withoutGradients(judged) : judged()
        return pass(.real, batch, reals.labels, .init(images: images, output: output))
    }

    /// Passes images through the augmenter and the discriminator.
    private func judge(_ images: Tensor, _ labels: Tensor, _ path: String, views: Int = 1) throws -> DiscriminatorOutput
    {
        let seen = try composition.augmenter.map { augmenter in
            try locating("augment") {
                let augmented = try augmenter(images, random: random("augment.\(path)"))
                try checks.augmented(augmented, from: images, of: augmenter)
                return augmented
            }
        }
        return try discriminate(seen ?? images, labels, forwardPass("discriminator.\(path)", views: views))
    }

    /// The discriminator's output, checked.
    func discriminate(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        try locating("discriminator") {
            let output = try composition.discriminator(images, labels, pass)
            try checks.output(output, of: composition.discriminator, images: images, in: pass.phase ?? phase)
            return output
        }
    }

    /// The generator's output, checked.
    func generate(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        try locating("generator") {
            let output = try composition.generator(z, labels, pass)
            try checks.images(output.images, of: composition.generator, count: z.shape[0])
            if let latents = output.latents {
                try checks.latents(latents, of: composition.generator, count: z.shape[0])
            }
            return output
        }
    }

    /// Constants in the discriminator's phase.
    private func generate(_ latents: LatentBatch, _ inputs: RequiredInputs, _ batch: StepBatch) throws -> GeneratorPass
    {
        let pass = forwardPass(
            "generator.\(batch.path)", views: latents.layout.views, mixesStyles: latents.mixesStyles)
        func generated() throws -> GeneratorPass.Rows {
            if !inputs.readsFake, let generator = composition.generator as? any StyleGenerator {
                return .init(images: nil, latents: try styles(of: generator, latents, pass))
            }
            let output = try generate(latents.z, latents.labels, pass)
            return .init(images: output.images, latents: output.latents)
        }
        let rows = try phase == .generator ? generated() : withoutGradients(generated)
        return GeneratorPass(latents, rows: rows, access: .all(in: phase))
    }

    private func styles(of generator: any StyleGenerator, _ latents: LatentBatch, _ pass: ForwardPass) throws
        -> StyleLatents
    {
        try locating("generator") {
            let styles = try generator.latents(latents.z, latents.labels, pass)
            try checks.latents(styles, of: generator, count: latents.z.shape[0])
            return styles
        }
    }

    private func forwardPass(_ path: String, views: Int, mixesStyles: Bool = true) -> ForwardPass {
        ForwardPass(
            phase: phase, random: random(path), views: views, mixesStyles: mixesStyles, position: position)
    }

    /// Adds the place in training to an error of the component at `path`.
    func locating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try ComponentError.locating(path, step: step, phase: phase, isThorough: checks.isThorough, body)
    }

    /// Random numbers of a part of this phase.
    func random(_ path: String) -> RandomStream {
        let suffix = round == 0 ? "" : ".round\(round)"
        return RandomStream(seed: composition.seed, path: "\(path).\(phase.rawValue)\(suffix)", step: step)
    }
}
