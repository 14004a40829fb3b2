import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LeCam.self) }

/// LeCam regularization (Tseng et al. 2021, arXiv:2104.03310, sec. 3.2): keeps the logits of real images near the running
/// mean of generated ones (the anchor), and vice versa.
///
/// The anchors are updated before the penalty is computed, as in the authors' code.
public final class LeCam: Module, Regularizer {
    public enum Distance: String, CaseIterable, Sendable, SettingValue {
        /// Real logits are penalized above the anchor of fakes, fake logits below that of reals: github:google/lecam-gan,
        /// biggan_cifar/losses.py.
        case oneSided = "one_sided"
        /// Both are penalized on either side: the paper's equation 5.
        case twoSided = "two_sided"
    }

    public enum Start: String, CaseIterable, Sendable, SettingValue {
        /// The means of the first batch that the term sees. The authors' anchors start at the last batch before it.
        case firstBatch = "first_batch"
        /// 0, as in the code of NoisyTwins.
        case zero
    }

    public struct Settings: ComponentSettings {
        @Setting("decay rate of the anchors", in: 0...1) public var decay: Double = 0.99
        @Setting("one_sided as in the authors' code, two_sided as in the paper") public var distance = Distance.oneSided
        @Setting("initial value of the anchors") public var start = Start.firstBatch

        public init() {}
    }

    public static let name = "lecam"
    public static let summary =
        "keeps logits of real images near the running mean of generated ones, and vice versa; for few images"
    public static let source: String? = "Tseng et al. 2021, arXiv:2104.03310"

    /// Running means of logits, scalars.
    @Buffer(.mean) var realAnchor = Tensor(0)
    @Buffer(.mean) var fakeAnchor = Tensor(0)
    @Buffer var isSeeded: Bool
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) {
        self.settings = settings
        _isSeeded = Buffer(wrappedValue: settings.start == .zero, .anySlice)
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .fakeLogits] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let (real, fake) = (try step.real().logits, try step.fake().logits)
        moveAnchors(real, fake)
        return Self.penalty(real, fake, (realAnchor, fakeAnchor), settings.distance)
    }

    private func moveAnchors(_ real: Tensor, _ fake: Tensor) {
        let share = isSeeded ? 1 - settings.decay : 1
        realAnchor = realAnchor + share * (real.mean() - realAnchor)
        fakeAnchor = fakeAnchor + share * (fake.mean() - fakeAnchor)
        isSeeded = true
    }

    /// - Parameters:
    ///   - real: logits [N].
    ///   - fake: logits [M].
    ///   - anchors: scalars.
    package static func penalty(
        _ real: Tensor, _ fake: Tensor, _ anchors: (real: Tensor, fake: Tensor), _ distance: Distance
    ) -> Tensor {
        let (above, below) = (real - anchors.fake, anchors.real - fake)
        switch distance {
        case .oneSided: return relu(above).squared().mean() + relu(below).squared().mean()
        case .twoSided: return above.squared().mean() + below.squared().mean()
        }
    }
}
