import Foundation
import GANCore
import GANModule
import GANTensor

/// Searches W for an image by gradient descent (Karras et al. 2020, arXiv:1912.04958, appendix D; METHODS §14), with the noise of
/// layers as further unknowns.
///
/// It differs from the published program in three points: the distance is `ImageDistance`, noise begins with the trained constants,
/// and W+ can be searched.
struct Projector {
    let generator: any StyleGenerator
    let sample: StyleSample
    let distance: ImageDistance
    let settings: ProjectionSettings

    struct Found {
        /// [1, layers, styleSize].
        let styles: Tensor
        /// [H, W] each.
        let noisePlanes: [Tensor]
        /// Moments of the search, from the beginning to the end.
        let way: [Moment]
    }

    struct Moment {
        /// [1, layers, styleSize].
        let styles: Tensor
        /// [H, W] each.
        let noisePlanes: [Tensor]
    }

    private static let adam = AdamSettings(learningRate: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    private static let noisePenalty = 1e5
    private static let moments = 40

    /// - Parameters:
    ///   - target: [1, C, H, W] in -1 ... 1.
    ///   - report: gets the number of finished steps; an error that it throws stops the search.
    func callAsFunction(_ target: Tensor, _ report: (Int) throws -> Void) throws -> Found {
        let layers = settings.space == .w ? 1 : sample.mean.shape[1]
        // All vectors begin with the mean, and the optimizer sees the way from there.
        let shift = Parameter(wrappedValue: .zeros([1, layers, sample.mean.shape[2]]))
        let noise = ProjectedNoise(generator)
        let adam = Adam([(path: "w", parameter: shift)] + noise.parameters, Self.adam)
        var way: [Moment] = []
        func moment() -> Moment {
            Moment(
                styles: withoutGradients { sample.mean + shift.stored }.detached(), noisePlanes: noise.planes)
        }
        try InferenceSession.run(generator, buildsGraph: true) { session in
            let pass = session.pass(RandomStream(seed: settings.seed, path: "latents.noise"))
            let goal = try withoutGradients { try distance.view(of: target) }
            for step in 0..<settings.steps {
                if step % max(settings.steps / Self.moments, 1) == 0 { way.append(moment()) }
                let ramp = ProjectionRamp(step, of: settings.steps)
                adam.settings.learningRate = ramp.learningRate
                let random = RandomStream(seed: settings.seed, path: "latents.search", step: step)
                let jitter = random.normal(shift.shape) * (sample.deviation * ramp.noise)
                let images = try noise.images(sample.mean + shift.wrappedValue + jitter, pass)
                let loss = distance(try distance.view(of: images), goal) + noise.penalty * Self.noisePenalty
                adam.step(gradients(of: loss, wrt: adam.targets, releasingGraph: true))
                noise.restoreMoments()
                try report(step + 1)
            }
        }
        let last = moment()
        return Found(styles: last.styles, noisePlanes: last.noisePlanes, way: way + [last])
    }
}

/// The noise of a generator's layers while it is optimized; none if it cannot be given.
struct ProjectedNoise {
    private let generator: any StyleGenerator
    private let unknowns: [Parameter]
    /// Mean and deviation of each plane at the beginning.
    private let moments: [(mean: Double, deviation: Double)]

    init(_ generator: any StyleGenerator) {
        self.generator = generator
        let planes = (generator as? any NoisePlaneGenerator)?.noisePlanes ?? []
        unknowns = planes.map { Parameter(wrappedValue: $0.detached()) }
        moments = planes.map(Self.moments)
    }

    private static func moments(_ plane: Tensor) -> (mean: Double, deviation: Double) {
        let mean = plane.mean().item()
        return (mean, (plane - mean).squared().mean().item().squareRoot())
    }

    var parameters: [(path: String, parameter: Parameter)] {
        unknowns.enumerated().map { (path: "noise.\($0)", parameter: $1) }
    }

    var planes: [Tensor] { unknowns.map { $0.stored.detached() } }

    func images(_ styles: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try ComponentError.locatingHere("generator") { () -> Tensor in
            if let noisy = generator as? any NoisePlaneGenerator, !unknowns.isEmpty {
                return try noisy.synthesize(styles, pass, noisePlanes: unknowns.map(\.wrappedValue))
            }
            guard let noisy = generator as? any NoiseGenerator else { return try generator.synthesize(styles, pass) }
            return try noisy.synthesize(styles, pass, noise: .const)
        }.widened()
    }

    /// Squared correlations of neighbors, at each plane's resolution and below, so that noise keeps no part of the image.
    var penalty: Tensor {
        unknowns.reduce(Tensor(0)) { $0 + Self.correlation($1.wrappedValue) }
    }

    /// Sums over a pyramid of averages of a plane [H, W], down to 8 pixels or fewer on the shorter side.
    static func correlation(_ plane: Tensor) -> Tensor {
        var noise = plane.reshaped(1, 1, plane.shape[0], plane.shape[1])
        var sum = Tensor(0)
        while true {
            for axis in [2, 3] { sum = sum + (noise * rolled(noise, axis)).mean().squared() }
            guard min(noise.shape[2], noise.shape[3]) > 8 else { return sum }
            noise = noise.averagePooled(.tiles(2), countsPadding: true)
        }
    }

    private static func rolled(_ noise: Tensor, _ axis: Int) -> Tensor {
        let last = noise.shape[axis] - 1
        return concatenate([noise.sliced(axis, last..<last + 1), noise.sliced(axis, 0..<last)], axis: axis)
    }

    /// Gives each plane the mean and the deviation that it began with.
    func restoreMoments() {
        withoutGradients {
            for (unknown, begun) in zip(unknowns, moments) {
                let now = Self.moments(unknown.stored)
                guard now.deviation > 0 else { continue }
                unknown.wrappedValue = (unknown.stored - now.mean) * (begun.deviation / now.deviation) + begun.mean
            }
        }
    }
}

/// The settings of a moment of the search (METHODS §14).
struct ProjectionRamp {
    /// Of Adam: it rises in the first 5 % of the steps and falls in the last 25 %.
    let learningRate: Double
    /// Of noise on W, as a share of W's deviation. It falls to 0 in the first 75 % of the steps.
    let noise: Double

    init(_ step: Int, of steps: Int) {
        let time = Double(step) / Double(steps)
        let fall = 0.5 - 0.5 * cos(.pi * min(1, (1 - time) / 0.25))
        learningRate = 0.1 * fall * min(1, time / 0.05)
        let rest = max(0, 1 - time / 0.75)
        noise = 0.05 * rest * rest
    }
}
