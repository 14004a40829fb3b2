import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import FewShot
@testable import GANTrain

/// Which kernels AdAM ranks, and by what.
@Suite(.onChosenBackend) struct KernelImportanceTests {
    private static let settings = "type: kernel_modulation, probing_steps: 1, measuring_steps: 1"
    private static let kernels: [KernelModulation.Network: String] = [
        .generator: "[synthesis.b8.conv*]", .discriminator: "[b8.conv*, b8.skip.weight]",
    ]

    private func study(_ network: KernelModulation.Network, _ kernels: String) -> Study {
        Study(more: "hooks: {own: {\(Self.settings), network: \(network.rawValue), kernels: \(kernels)}}")
    }

    private func values(of composition: Composition, _ name: String) -> [String: Tensor] {
        let module = composition.hooks[0].hook
        let all =
            module.buffers().compactMap { path, buffer in (buffer.value as? Tensor).map { (path, $0) } }
            + module.parameters().map { ($0.path, $0.parameter.stored) }
        let found = all.filter { $0.0.hasSuffix(".\(name)") }
        return Dictionary(
            uniqueKeysWithValues: found.map {
                (String($0.0.dropFirst("kernels.".count).dropLast(name.count + 1)), $0.1.detached())
            })
    }

    @Test(arguments: KernelModulation.Network.allCases) func namedKernelsAreModulated(
        _ network: KernelModulation.Network
    ) throws {
        let composition = try study(network, try #require(Self.kernels[network])).composition()
        let expected: Set<String> =
            network == .generator
            ? ["synthesis.b8.conv0.weight", "synthesis.b8.conv1.weight"]
            : ["b8.conv0.weight", "b8.conv1.weight", "b8.skip.weight"]
        #expect(Set(values(of: composition, "mask").keys) == expected)
        let module: Module = network == .generator ? composition.generator : composition.discriminator
        let others = module.parameters().filter { !expected.contains($0.path) }
        #expect(!others.isEmpty && others.allSatisfy { $0.parameter.reading == nil })
    }

    /// By the chain rule: at the beginning u and b are 0, so the gradient by b is the sum of gradient · weight over a filter, and that by u the
    /// same with v. Each image has a pass of its own, and squares add up.
    @Test(arguments: KernelModulation.Network.allCases) func importanceIsMeasuredImageByImage(
        _ network: KernelModulation.Network
    ) throws {
        let study = study(network, try #require(Self.kernels[network]))
        let (composition, untrained) = (try study.composition(), try study.composition())
        let columns = values(of: composition, "columns")
        let spy = PassSpy()
        let spySlot = RegularizerSlot(name: "spy", regularizer: spy, schedule: RegularizerSchedule())
        let spied = Composition(
            data: composition.data, generator: composition.generator, discriminator: composition.discriminator,
            loss: composition.loss, regularizers: [spySlot], hooks: composition.hooks,
            seed: composition.seed, sections: [composition.section(TrainSettings.self)])
        try Trainer(spied).advance()
        let module: Module = network == .generator ? untrained.generator : untrained.discriminator
        let information = values(of: composition, "information")
        for (path, found) in information {
            let weight = try #require(module.parameters().first { $0.path == path }?.parameter)
            let u = try #require(columns[path])
            var expected = Tensor.zeros(found.shape)
            for row in 0..<4 {
                let loss = try spy.loss(ofRow: row, network, untrained)
                let gradient = try #require(gradients(of: loss, wrt: [weight.wrappedValue])[0])
                let products = (gradient * weight.wrappedValue).detached().reshaped(found.shape[0], -1)
                let (byOffset, byRow) = (products.sum(1), (products * u.reshaped(1, -1)).sum(1))
                expected = expected + 0.5 * (byOffset.squared() + byRow.squared())
            }
            #expect(relativeError(found, expected) < 1e-3, "\(path)")
        }
        #expect(information.count > 1)
    }
}

/// Keeps what the first step's networks saw.
private final class PassSpy: Module, Regularizer, StepObserver {
    static let name = "pass_spy"
    static let summary = "keeps passes"
    private var made: GeneratorPass?
    private var judged: [DiscriminatorPass.Source: DiscriminatorPass] = [:]

    override init() {}
    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init() }

    func requiredInputs(in phase: Phase) -> RequiredInputs? { nil }
    func penalty(_ step: StepView) throws -> Tensor { Tensor(0) }

    func observe(_ event: StepEvent) throws {
        switch event {
        case .generated(let pass): made = pass
        case .discriminated(let pass): judged[pass.source] = pass
        default: break
        }
    }

    /// The logistic loss of one image, or of one real and one generated image, of networks as they were.
    func loss(ofRow row: Int, _ network: KernelModulation.Network, _ composition: Composition) throws -> Tensor {
        let pass = ForwardPass(
            phase: network == .generator ? .generator : .discriminator, random: RandomStream(seed: 3, path: "pass"))
        func own(_ tensor: Tensor) -> Tensor { tensor.rows(row..<row + 1) }
        func logit(_ images: Tensor, _ labels: Tensor) throws -> Tensor {
            try composition.discriminator(images, labels, pass).logits
        }
        guard network == .discriminator else {
            let made = try #require(made)
            let images = try composition.generator(own(made.z), own(made.labels), pass).images
            return try (-logit(images, own(made.labels))).softplus().mean()
        }
        let (real, fake) = (try #require(judged[.real]), try #require(judged[.fake]))
        return try (-logit(own(try real.images), own(real.labels))).softplus().mean()
            + logit(own(try fake.images), own(fake.labels)).softplus().mean()
    }
}
