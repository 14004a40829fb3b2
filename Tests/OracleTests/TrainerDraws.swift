import GANCore
import GANModule
import GANTensor
import Testing

@testable import GANTrain

/// What a trainer of StyleGAN2 begins with and draws, by the names that trajectories have. Path length draws a batch of its
/// own.
struct TrainerDraws {
    private let composition: Composition
    private let settings: TrainSettings

    init(_ composition: Composition) {
        (self.composition, settings) = (composition, composition.section(TrainSettings.self))
    }

    /// Of the first `steps` steps.
    func tensors(steps: Int) throws -> [(name: String, value: Tensor)] {
        let reals = try RealBatches(composition, settings.makeSampler(composition), batch: settings.batch)
        return try start
            + (0..<steps).flatMap { step in
                let samples = try reals.samples(step: step)
                let tensors = try [("real", samples.images), ("real_c", samples.labels)] + drawn(at: step)
                return tensors.map { ("it\(step).\($0)", $1) }
            }
    }

    private var start: [(name: String, value: Tensor)] {
        let (generator, discriminator) = (composition.generator, composition.discriminator)
        return state(of: generator).map { ("G.before.\($0)", $1) }
            + state(of: discriminator).map { ("D.before.\($0)", $1) }
    }

    private func drawn(at step: Int) throws -> [(String, Tensor)] {
        let path = "regularizers.path_length"
        let shrunk = try #require(composition.regularizers.first { $0.name == "path_length" })
            .layout(in: .generator, count: settings.batch)
        let info = composition.data.info
        let noise = stream("\(path).generator", step).normal([shrunk.count, info.channels, info.height, info.width])
        return try latents("Gmain", "train.main.latents.generator", BatchLayout(count: settings.batch), step)
            + latents("Greg", "train.\(path).latents.generator", shrunk, step) + [("Greg.pl_noise", noise)]
            + latents("Dmain", "train.main.latents.discriminator", BatchLayout(count: settings.batch), step)
    }

    private func latents(_ name: String, _ path: String, _ layout: BatchLayout, _ step: Int) throws -> [(
        String, Tensor
    )] {
        let batch = try LatentSource(composition, try settings.makeFakeSampler(composition)).draw(
            layout, stream(path, step), at: .start, isThorough: false)
        return [("\(name).z", batch.z), ("\(name).c", batch.labels)]
    }

    private func stream(_ path: String, _ step: Int) -> RandomStream {
        RandomStream(seed: composition.seed, path: path, step: step)
    }
}

/// Parameters and buffers by name.
private func state(of network: Module) -> [(name: String, value: Tensor)] {
    network.parameters().map { ($0.path, $0.parameter.wrappedValue.detached()) }
        + network.buffers().compactMap { path, buffer in (buffer.value as? Tensor).map { (path, $0) } }
}
