import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

/// Parts of the feature networks whose weights are too large for tests. Whole networks: Tests/Reference/features.py.
@Suite(.onChosenBackend) struct FeatureNetworkTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func weights(_ tensors: [(name: String, shape: [Int], values: [Float])]) throws -> FrozenWeights {
        var writer = SafetensorsWriter()
        for tensor in tensors { writer.add(tensor.name, shape: tensor.shape) { tensor.values } }
        try writer.write(to: place.path("weights.safetensors"))
        return FrozenWeights(try SafetensorsFile(path: place.path("weights.safetensors")))
    }

    /// 0.3 sin(0.37 i + index), as the script has it.
    private func sines(_ index: Int, _ shape: [Int]) -> [Float] {
        (0..<shape.reduce(1, *)).map { Float(0.3 * sin(0.37 * Double($0) + Double(index))) }
    }

    /// The first tokens of two images, from Tests/Reference/clip_block.py.
    private static let published: [Float] = [
        -0.7283963, -0.3408509, 0.5065033, 0.3064951, 1.0562992, 0.7298490, 1.7263238, 1.4507764,
        1.1317391, 0.8605684, 0.9646118, -0.1291105, -0.3307501, -1.5391494, -1.2078424, -1.6766218,
    ]

    @Test func aBlockOfCLIPIsThePublishedOne() throws {
        let width = 8
        let shapes = [
            ("ln_1.weight", [width]), ("ln_1.bias", [width]), ("attn.in_proj_weight", [3 * width, width]),
            ("attn.in_proj_bias", [3 * width]), ("attn.out_proj.weight", [width, width]),
            ("attn.out_proj.bias", [width]), ("ln_2.weight", [width]), ("ln_2.bias", [width]),
            ("mlp.c_fc.weight", [4 * width, width]), ("mlp.c_fc.bias", [4 * width]),
            ("mlp.c_proj.weight", [width, 4 * width]), ("mlp.c_proj.bias", [width]),
        ]
        let weights = try weights(
            shapes.enumerated().map { ("block.\($1.0)", $1.1, sines($0, $1.1)) })
        let block = try TransformerBlock(weights, "block", width: width, heads: 2)
        try weights.finish("a block")
        let x = Tensor(sines(12, [2, 3, width]).map { 5 * $0 }, shape: [2, 3, width])
        let found = block(x).sliced(1, 0..<1).scalars(as: Float.self)
        #expect(zip(found, Self.published).allSatisfy { ($0 - $1).magnitude < 2e-6 })
        #expect(found.count == Self.published.count && weights.unused.isEmpty)
    }

    /// All other weights are missing, and so zeros: the probabilities are the softmax of the logits' biases.
    @Test func logitsOfInceptionHaveBiases() throws {
        let logarithms = (1...1008).map { log(Float($0)) }
        let weights = try weights([("fc.bias", [1008], logarithms)])
        let inception = try InceptionExtractor(NoSettings(), build(weights))
        let found = inception.features(of: .zeros([1, 3, 75, 75])).probabilities?.scalars(as: Float.self) ?? []
        let sum = Float(1008 * 1009 / 2)
        #expect(found.count == 1008)
        #expect(zip(found, 1...1008).allSatisfy { ($0 - Float($1) / sum).magnitude < 1e-7 })
    }

    /// StyleGAN's is the default (METHODS §13.1).
    @Test func thePreparationIsTheOneAskedFor() throws {
        let weights = try weights([])
        let (first, other) = (
            try InceptionExtractor(NoSettings(), build(weights)),
            try InceptionExtractor(NoSettings(), build(weights, preparation: "studiogan"))
        )
        func steps(_ resizer: ImageResizer, clips: Bool, _ center: Double) -> ImagePreparation {
            ImagePreparation(
                side: 299, resizer, clips: clips, centers: [center, center, center], scales: [center, center, center])
        }
        #expect(first.preparation == steps(.legacyBilinear, clips: false, 128))
        #expect(other.preparation == steps(.bilinear, clips: true, 127.5))
    }

    private func build(_ weights: FrozenWeights, preparation: String? = nil) -> BuildContext {
        BuildContext(path: "features", data: .squares(8), seed: 0, weights: weights, preparation: preparation)
    }
}
