import GANCore
import GANModule
import GANTensor

/// The diversity of generated images within each class, which shrinks when classes collapse, and the distance between
/// classes, which shrinks when they are confused.
struct ClassDiversity: Codable, Equatable {
    /// Each class's diversity in W: the root mean squared distance to the class's mean, per dimension. Empty for a
    /// generator without styles.
    let latents: [Double]
    /// The distance between classes in W: the root mean squared distance of the class means to their mean.
    let betweenClasses: Double?
    /// Each class's diversity in images: the root mean squared distance to the class's mean image, per pixel.
    let images: [Double]
}

/// Measures the diversity with the same latents every time, in evaluation mode: without label noise and with constant image
/// noise.
struct DiversityMeter {
    let classes: MonitoredClasses
    private let z: Tensor  // [latents per class, latentSize]

    /// - Returns: nil for data without classes.
    init?(_ composition: Composition) {
        guard let classes = MonitoredClasses(composition.data.info) else { return nil }
        self.classes = classes
        z = RandomStream(seed: 0, path: "spread.z").normal([Self.latents, composition.generator.latentSize])
    }

    /// Number of latents of each class that are mapped to W, and number of those that become images.
    private static let latents = 32
    private static let images = 4

    /// - Parameter generator: not changed, including its state.
    func measure(_ generator: any Generator) throws -> ClassDiversity {
        try InferenceSession.run(generator) { session in
            let made = try classes.indices.map { try make($0, generator, session) }
            let mapped = made.compactMap(\.mapped)
            let means = mapped.map { $0.mean(0, keepDims: true) }
            return ClassDiversity(
                latents: mapped.map(Self.spread),
                betweenClasses: means.isEmpty ? nil : Self.spread(concatenate(means, axis: 0)),
                images: made.map { Self.spread($0.images) })
        }
    }

    private func make(
        _ label: Int, _ generator: any Generator, _ session: InferenceSession
    ) throws -> (mapped: Tensor?, images: Tensor) {
        let pass = session.pass(RandomStream(seed: 0, path: "spread.noise"))
        return try ComponentError.locatingHere("generator") { try make(label, generator, pass) }
    }

    private func make(
        _ label: Int, _ generator: any Generator, _ pass: ForwardPass
    ) throws -> (mapped: Tensor?, images: Tensor) {
        guard let styled = generator as? any StyleGenerator else {
            return (nil, try generator(z.rows(0..<Self.images), classes.labels(label, Self.images), pass).images)
        }
        let latents = try styled.latents(z, classes.labels(label, z.shape[0]), pass)
        let styles = latents.styles.rows(0..<Self.images)
        let images =
            try (styled as? any NoiseGenerator)?.synthesize(styles, pass, noise: .const)
            ?? styled.synthesize(styles, pass)
        return (latents.mapped, images)
    }

    fileprivate static func spread(_ rows: Tensor) -> Double {
        (rows - rows.mean(0, keepDims: true)).squared().mean().item().squareRoot()
    }
}

extension MonitoredClasses {
    private static let reals = 16

    /// The diversity of random images of each class; nil for a class with fewer than two images.
    func spread(of data: any Dataset) throws -> [Double?] {
        try data.randomSamples(ofEach: indices, Self.reals).map { samples in
            samples.count < 2 ? nil : DiversityMeter.spread(try data.read(samples).images)
        }
    }
}
