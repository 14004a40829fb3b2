import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Synchronization
import Testing

/// The published clamp of half precision (stylegan2-ada: `conv_clamp` 256 with `num_fp16_res`), which a network keeps where it computes
/// in float32.
@Suite(.onChosenBackend) struct ReducedClampTests {
    /// Noise with a huge strength makes every activation huge.
    private func largestActivations(
        _ precision: NetworkPrecision, _ change: (inout StyleGAN2Generator.Settings) -> Void = { _ in }
    ) throws -> [Double] {
        let generator = try generator(precision: precision, change)
        for (path, parameter) in generator.parameters() where path.hasSuffix("noise_strength") {
            parameter.wrappedValue = Tensor(1e6)
        }
        let styles = try generator.latents(latents(2), labels(2), pass(nil)).styles
        return generator.features(styles, pass(nil)).map { $0.abs().max().item() }
    }

    /// 16 × 16 images: a layer at 4 × 4, then two at 8 × 8 and two at 16 × 16.
    @Test func reducedBlocksAreClampedTo256() throws {
        let one = try largestActivations(NetworkPrecision(reducedResolutions: 1))
        #expect(one[..<3].allSatisfy { $0 > 1000 } && one[3...].allSatisfy { $0 == 256 }, "\(one)")
        let all = try largestActivations(NetworkPrecision(reducedResolutions: 4))
        #expect(all[0] > 1000 && all[1...].allSatisfy { $0 == 256 }, "\(all)")
    }

    @Test func theRecipesClampComesFirst() throws {
        let all = try largestActivations(NetworkPrecision(reducedResolutions: 1)) { $0.convClamp = 64 }
        #expect(all.allSatisfy { $0 == 64 }, "\(all)")
    }

    @Test func float32HasNoClamp() throws {
        #expect(try largestActivations(.float32).allSatisfy { $0 > 1000 })
    }
}

/// Blocks that store activations in bfloat16 on PyTorch's CPU device, beside the same blocks in float32.
@Suite(.serialized, .enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)"))
struct Bfloat16BlockTests {
    private let torch: any Backend

    init() throws { torch = try InstalledTorch.backend.get() }

    private struct Results {
        var forward: Tensor
        var gradient: [Tensor]
        /// The gradient of R1 (Mescheder et al. 2018); empty for a generator.
        var penaltyGradient: [Tensor] = []
    }

    /// ‖a - b‖ / ‖b‖ of all gradients of a network together.
    private func error(_ a: [Tensor], _ b: [Tensor]) -> Double {
        func flat(_ tensors: [Tensor]) -> Tensor { concatenate(tensors.map { $0.reshaped(-1) }, axis: 0) }
        return relativeError(flat(a), flat(b))
    }

    private func results(_ discriminator: StyleGAN2Discriminator) throws -> Results {
        let images = RandomStream(seed: 3, path: "images").normal([4, 3, 16, 16]).requiringGradient()
        let output = try discriminator(images, labels(4), pass(.discriminator))
        let parameters = discriminator.parameters().map { $0.parameter.wrappedValue }
        let slope = gradient(of: output.logits.sum(), wrt: images, createGraph: true)
        return Results(
            forward: try #require(output.features),
            gradient: gradients(of: output.logits.softplus().mean(), wrt: parameters).compactMap(\.self),
            penaltyGradient: gradients(of: slope.squared().sum(1, 2, 3).mean(), wrt: parameters).compactMap(\.self))
    }

    private func results(_ generator: StyleGAN2Generator) throws -> Results {
        let images = try generator(latents(4), labels(4), pass(.generator)).images
        let parameters = generator.parameters().map { $0.parameter.wrappedValue }
        return Results(
            forward: images, gradient: gradients(of: images.squared().mean(), wrt: parameters).compactMap(\.self))
    }

    /// One rounding to bfloat16 is off by at most 1/512 = u, and a block makes about ten in a row. A share of about u of the activations
    /// crosses the kink of leaky relu, where slopes differ by 0.8: that changes gradients by about √u, 4 % for each of up to nine layers.
    private func expectClose(_ reduced: Results, _ exact: Results) {
        let errors = [
            error([reduced.forward], [exact.forward]), error(reduced.gradient, exact.gradient),
            exact.penaltyGradient.isEmpty ? nil : error(reduced.penaltyGradient, exact.penaltyGradient),
        ].compactMap(\.self)
        for (error, bound) in zip(errors, [0.02, 0.12, 0.12]) { #expect(error > 1e-4 && error < bound, "\(errors)") }
        #expect((reduced.gradient + reduced.penaltyGradient).allSatisfy { $0.dtype.accumulation == $0.dtype })
    }

    @Test(arguments: [1, 4]) func aDiscriminatorAgreesWithFloat32(_ resolutions: Int) throws {
        try Backends.with(torch) {
            let precision = NetworkPrecision(reducedResolutions: resolutions)
            expectClose(try results(discriminator(precision: precision)), try results(discriminator()))
        }
    }

    @Test(arguments: [1, 4]) func aGeneratorAgreesWithFloat32(_ resolutions: Int) throws {
        try Backends.with(torch) {
            let precision = NetworkPrecision(reducedResolutions: resolutions)
            expectClose(try results(generator(precision: precision)), try results(generator()))
        }
    }

    /// The architectures that sum images or features of all resolutions.
    @Test func otherArchitecturesAgreeWithFloat32() throws {
        try Backends.with(torch) {
            let precision = NetworkPrecision(reducedResolutions: 4)
            expectClose(
                try results(discriminator(precision: precision) { $0.architecture = .skip }),
                try results(discriminator { $0.architecture = .skip }))
            expectClose(
                try results(generator(precision: precision) { $0.architecture = .resnet }),
                try results(generator { $0.architecture = .resnet }))
        }
    }

    /// The types of the results of convolutions.
    private func convolutions(_ body: () throws -> Void) rethrows -> [ElementType: Int] {
        let counts = Mutex<[ElementType: Int]>([:])
        let watching = WrappingBackend(torch) { call, body in
            if "\(call.name)".hasPrefix("convolution") {
                counts.withLock { counts in for y in call.writes { counts[y.dtype, default: 0] += 1 } }
            }
            body()
        }
        try Backends.with(watching, body)
        return counts.withLock(\.self)
    }

    /// 32 × 32 images: two layers at each resolution from 8 × 8 on, and one at 4 × 4. The discriminator has an image layer, and in each
    /// block two layers and a skip.
    @Test func blocksOfTheHighestResolutionsStoreBfloat16() throws {
        func counts(_ resolutions: Int) throws -> [[ElementType: Int]] {
            [
                try convolutions {
                    let precision = NetworkPrecision(reducedResolutions: resolutions)
                    let generator = try generator(.squares(32, classes: 3), precision: precision)
                    #expect(try generator(latents(2), labels(2), pass(nil)).images.dtype == .float32)
                },
                try convolutions {
                    let precision = NetworkPrecision(reducedResolutions: resolutions)
                    let discriminator = try discriminator(.squares(32, classes: 3), precision: precision)
                    let images = Tensor.zeros([2, 3, 32, 32])
                    #expect(try discriminator(images, labels(2), pass(nil)).logits.dtype == .float32)
                },
            ]
        }
        #expect(try counts(1) == [[.float32: 5, .bfloat16: 2], [.float32: 7, .bfloat16: 4]])
        #expect(try counts(4) == [[.float32: 1, .bfloat16: 6], [.float32: 1, .bfloat16: 10]])
    }
}
