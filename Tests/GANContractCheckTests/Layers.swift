import GANComponentTesting
import GANCore
import GANModule
import GANTensor

/// A discriminator that states another order of layers than it has, or has a weight without use.
final class LayeredDiscriminator: Module, Discriminator {
    enum Order: String, CaseIterable, SettingValue { case right, unknown, absent, twice }

    struct Settings: ComponentSettings {
        @Setting("what its order of layers names") var order = Order.right
        @Setting("whether it has a weight that nothing reads") var isWasteful = false
        @Setting("channels", in: 1...64) var width = 64

        init() {}

        static var small: Self {
            var settings = Self()
            settings.width = 9
            return settings
        }
    }

    static let name = "layered"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    private let first: Linear
    private let second: Linear
    @Parameter private var unused = Tensor.ones([3])
    private let settings: Settings

    init(_ settings: Settings, _ build: BuildContext) {
        let (data, random) = (build.data, build.random)
        self.settings = settings
        first = Linear(data.channels * data.height * data.width, settings.width, random: random)
        second = Linear(settings.width, 1, random: random)
        super.init()
        if !settings.isWasteful { _ = freeze { $0 == "unused" } }
    }

    var layerOrder: [String] {
        switch settings.order {
        case .right: declaredLayers
        case .unknown: declaredLayers + ["third"]
        case .absent: ["", "second"]
        case .twice: declaredLayers + ["first"]
        }
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        let features = first(images.reshaped(images.shape[0], -1), .tanh)
        return DiscriminatorOutput(logits: second(features).reshaped(-1), features: features)
    }
}
