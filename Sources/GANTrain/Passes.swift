import GANCore
import GANTensor

/// Everything that was computed for a phase, before each regularizer is shown its part.
struct PhasePasses {
    struct Judged {
        let images: Tensor
        let labels: Tensor
        let output: DiscriminatorOutput?
    }

    struct Made {
        let plan: LatentPlan
        let z: Tensor
        let labels: Tensor
        let images: Tensor?
        let latents: StyleLatents?
    }

    var real: Judged?
    var fake: Judged?
    var made: Made?
}

/// Runs the networks for what is needed, and for nothing else.
struct PassRunner {
    let composition: Composition
    let latents: LatentSource
    let phase: Phase
    let step: Int

    /// - Parameters:
    ///   - path: whose pass it is; keys its random draws.
    ///   - reals: called when reals are needed.
    func run(_ needs: Needs, _ plan: LatentPlan, path: String, reals: () throws -> Samples) throws -> PhasePasses {
        var passes = PhasePasses()
        if needs.readsReal { passes.real = judgeReals(try reals(), needs, path) }
        if needs.readsGenerated {
            let made = try generate(needs, plan, path)
            passes.made = made
            if needs.contains(.fakeLogits), let images = made.images {
                let output = judge(images, made.labels, "\(path).fake")
                passes.fake = PhasePasses.Judged(images: images, labels: made.labels, output: output)
            } else if let images = made.images {
                passes.fake = PhasePasses.Judged(images: images, labels: made.labels, output: nil)
            }
        }
        return passes
    }

    private func judgeReals(_ reals: Samples, _ needs: Needs, _ path: String) -> PhasePasses.Judged {
        let images = needs.contains(.realImageLeaf) ? reals.images.requiringGradient() : reals.images
        let output = needs.contains(.realLogits) ? judge(images, reals.labels, "\(path).real") : nil
        return PhasePasses.Judged(images: images, labels: reals.labels, output: output)
    }

    /// Through the augmenter and the discriminator.
    func judge(_ images: Tensor, _ labels: Tensor, _ path: String) -> DiscriminatorOutput {
        let seen = composition.augmenter?(images, random: random("augment.\(path)")) ?? images
        return composition.discriminator(seen, labels, pass("discriminator.\(path)"))
    }

    /// Constants in the discriminator's phase.
    private func generate(_ needs: Needs, _ plan: LatentPlan, _ path: String) throws -> PhasePasses.Made {
        let (z, labels) = try latents.draw(plan, random("train.\(path).latents"))
        let pass = pass("generator.\(path)")
        func made() -> PhasePasses.Made {
            let wantsImages = !needs.isDisjoint(with: [.fakeImages, .fakeLogits])
            if !wantsImages, let generator = composition.generator as? any StyleGenerator {
                return .init(plan: plan, z: z, labels: labels, images: nil, latents: generator.latents(z, labels, pass))
            }
            let output = composition.generator(z, labels, pass)
            return .init(plan: plan, z: z, labels: labels, images: output.images, latents: output.latents)
        }
        return phase == .generator ? made() : withoutGradients(made)
    }

    private func pass(_ path: String) -> ForwardPass { ForwardPass(phase: phase, random: random(path)) }

    private func random(_ path: String) -> RandomStream {
        RandomStream(seed: composition.seed, path: "\(path).\(phase.rawValue)", step: step)
    }
}
