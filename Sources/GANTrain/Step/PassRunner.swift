import GANCore
import GANTensor

/// All results of a phase's passes, before each regularizer gets its part.
struct PhasePasses {
    struct Judged {
        let images: Tensor
        let labels: Tensor
        let output: DiscriminatorOutput?
    }

    struct Made {
        let layout: BatchLayout
        let z: Tensor
        let labels: Tensor
        let images: Tensor?
        let latents: StyleLatents?
    }

    var real: Judged?
    var fake: Judged?
    var made: Made?
}

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
    /// Called before each pass; throws to interrupt the step.
    let checkpoint: () throws -> Void

    var step: Int { position.step }

    /// The batch for the passes of `inputs`.
    /// - Parameters:
    /// - path: the owner of the passes; a key of the random numbers.
    /// - editors: change the latents, one after another.
    func batch(
        _ inputs: RequiredInputs, _ layout: BatchLayout, path: String, reals: Samples,
        editors: [(path: String, editor: any LatentEditor)] = []
    ) throws -> StepBatch {
        let stream = random("train.\(path).latents")
        var latents =
            inputs.readsGenerated
            ? try latents.draw(layout, stream, at: position) { z in
                try editors.reduce(z) { z, slot in
                    try locating(slot.path) { try slot.editor.edited(z, step: step, random: stream) }
                }
            } : nil
        latents?.mixesStyles = editors.allSatisfy { $0.editor.allowsStyleMixing(step: step) }
        return StepBatch(reals: inputs.readsReal ? reals : nil, latents: latents)
    }

    /// - Parameter path: see `batch`.
    func run(_ inputs: RequiredInputs, _ batch: StepBatch, path: String) throws -> PhasePasses {
        let path = batch.index == 0 ? path : "\(path).slice\(batch.index)"
        if isJoint, phase == .discriminator, inputs.isSuperset(of: [.realLogits, .fakeLogits]) {
            return try runJointly(inputs, batch, path)
        }
        var passes = PhasePasses()
        if let reals = batch.reals {
            passes.real = try judgeReals(try replaced(reals, batch.firstReal, path), inputs, path)
        }
        guard let latents = batch.latents else { return passes }
        try checkpoint()
        let made = try generate(latents, inputs, path)
        passes.made = made
        guard let images = made.images else { return passes }
        try checkpoint()
        let output =
            inputs.contains(.fakeLogits)
            ? try judge(images, made.labels, "\(path).fake", views: made.layout.views) : nil
        passes.fake = PhasePasses.Judged(images: images, labels: made.labels, output: output)
        return passes
    }

    /// Generated images first, as published.
    private func runJointly(_ inputs: RequiredInputs, _ batch: StepBatch, _ path: String) throws -> PhasePasses {
        guard let latents = batch.latents, let reals = try batch.reals.map({ try replaced($0, batch.firstReal, path) })
        else {
            return PhasePasses()
        }
        try checkpoint()
        let made = try generate(latents, inputs, path)
        guard let fakes = made.images else { return PhasePasses(made: made) }
        try checkpoint()
        let images = inputs.contains(.realImageLeaf) ? reals.images.requiringGradient() : reals.images
        let output = try judge(
            concatenate([fakes, images], axis: 0), concatenate([made.labels, reals.labels], axis: 0), "\(path).joint")
        let count = fakes.shape[0]
        return PhasePasses(
            real: .init(
                images: images, labels: reals.labels, output: output.rows(count..<count + images.shape[0])),
            fake: .init(images: fakes, labels: made.labels, output: output.rows(0..<count)), made: made)
    }

    /// Applies an augmenter that replaces some images by others.
    private func replaced(_ reals: Samples, _ row: Int, _ path: String) throws -> Samples {
        guard let replacer = composition.augmenter as? any RealReplacer else { return reals }
        let images = try locating("augment") {
            try replacer.replacing(reals.images, from: row, random: random("augment.\(path).replacing"))
        }
        return Samples(images: images, labels: reals.labels)
    }

    /// Runs the discriminator on real images. In the generator's phase the output is constant, because no weight of the
    /// generator affects it, unless a term differentiates with respect to the images.
    private func judgeReals(_ reals: Samples, _ inputs: RequiredInputs, _ path: String) throws -> PhasePasses.Judged {
        try checkpoint()
        let isLeaf = inputs.contains(.realImageLeaf)
        let images = isLeaf ? reals.images.requiringGradient() : reals.images
        func judged() throws -> DiscriminatorOutput? {
            inputs.contains(.realLogits) ? try judge(images, reals.labels, "\(path).real") : nil
        }
        let output = try phase == .generator && !isLeaf ? withoutGradients(judged) : judged()
        return PhasePasses.Judged(images: images, labels: reals.labels, output: output)
    }

    /// Passes images through the augmenter and the discriminator.
    private func judge(_ images: Tensor, _ labels: Tensor, _ path: String, views: Int = 1) throws -> DiscriminatorOutput
    {
        let seen = try composition.augmenter.map { augmenter in
            try locating("augment") { try augmenter(images, random: random("augment.\(path)")) }
        }
        return try locating("discriminator") {
            try composition.discriminator(seen ?? images, labels, pass("discriminator.\(path)", views: views))
        }
    }

    /// Constants in the discriminator's phase.
    private func generate(_ batch: StepBatch.LatentBatch, _ inputs: RequiredInputs, _ path: String) throws
        -> PhasePasses.Made
    {
        let pass = pass("generator.\(path)", views: batch.layout.views, mixesStyles: batch.mixesStyles)
        func made() throws -> (images: Tensor?, latents: StyleLatents?) {
            let wantsImages = !inputs.isDisjoint(with: [.fakeImages, .fakeLogits])
            if !wantsImages, let generator = composition.generator as? any StyleGenerator {
                return (nil, try generator.latents(batch.z, batch.labels, pass))
            }
            let output = try composition.generator(batch.z, batch.labels, pass)
            return (output.images, output.latents)
        }
        let (images, latents) = try locating("generator") {
            try phase == .generator ? made() : withoutGradients(made)
        }
        return PhasePasses.Made(
            layout: batch.layout, z: batch.z, labels: batch.labels, images: images, latents: latents)
    }

    private func pass(_ path: String, views: Int, mixesStyles: Bool = true) -> ForwardPass {
        ForwardPass(
            phase: phase, random: random(path), views: views, mixesStyles: mixesStyles, position: position)
    }

    /// Adds the place in training to an error of the component at `path`.
    func locating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try ComponentError.locating(path, step: step, phase: phase, body)
    }

    /// Random numbers of a part of this phase.
    func random(_ path: String) -> RandomStream {
        let suffix = round == 0 ? "" : ".round\(round)"
        return RandomStream(seed: composition.seed, path: "\(path).\(phase.rawValue)\(suffix)", step: step)
    }
}
