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
            shapes.enumerated().map { ("transformer.resblocks.0.\($1.0)", $1.1, sines($0, $1.1)) })
        let form = TransformerForm.clip(side: 8, patch: 8, width: width, heads: 2, depth: 1, outputs: 8)
        let block = try TransformerBlock(TransformerWeights(weights, form.kinds), form, block: 0)
        try weights.finish("a block")
        let x = Tensor(sines(12, [2, 3, width]).map { 5 * $0 }, shape: [2, 3, width])
        let found = block(x).sliced(1, 0..<1).scalars(as: Float.self)
        #expect(zip(found, Self.published).allSatisfy { ($0 - $1).magnitude < 2e-6 })
        #expect(found.count == Self.published.count && weights.unused.isEmpty)
    }

    /// The first rows of the second image, from Tests/Reference/efficientnet_block.py.
    @Test(arguments: [
        (
            NormalizedConvolution.Form(inputs: 3, outputs: 3, kernel: 3), 2,
            [
                20.1043211, 28.0112093, 29.7373086, 30.6096752, 31.4737346, 26.0706088,
                26.9345254, 32.8746386, 33.0261030, 32.7013258, 32.0407022, 25.9068906,
                19.1499342, 24.2667883, 24.2950405, 23.2885013, 22.0562708, 16.2733655,
                15.2675105, 18.4943897, 18.1410172, 18.1577437, 18.5890914, 15.5751178,
            ]
        ),
        (
            NormalizedConvolution.Form(inputs: 3, outputs: 4, kernel: 5, stride: 2), 1,
            [
                11.3998720, 14.8742784, 4.1480886, 0.1325499, 7.2576721, 14.7880728,
                8.2831229, 10.8340054, 2.9347030, 0.0139219, 5.2452169, 10.9083110,
            ]
        ),
    ]) func aBlockOfEfficientNetIsThePublishedOne(
        _ form: NormalizedConvolution.Form, _ expansion: Int, _ published: [Float]
    ) throws {
        let (inner, size) = (form.inputs * expansion, form.kernel)
        func normalization(_ name: String, _ channels: Int) -> [(String, [Int])] {
            ["bias", "running_mean", "running_var", "weight"].map { ("\(name).\($0)", [channels]) }
        }
        var shapes = expansion == 1 ? [] : normalization("_bn0", inner)
        shapes += normalization("_bn1", inner) + normalization("_bn2", form.outputs)
        shapes.append(("_depthwise_conv.weight", [inner, 1, size, size]))
        if expansion > 1 { shapes.append(("_expand_conv.weight", [inner, form.inputs, 1, 1])) }
        shapes.append(("_project_conv.weight", [form.outputs, inner, 1, 1]))
        let tensors = shapes.enumerated().map { index, tensor in
            let isShifted = tensor.0.hasSuffix("weight") || tensor.0.hasSuffix("running_var")
            return ("block.\(tensor.0)", tensor.1, sines(index, tensor.1).map { $0 + (isShifted ? 1 : 0) })
        }
        let weights = try weights(tensors)
        let block = try InvertedBottleneck(weights, "block", form, expansion: expansion)
        try weights.finish("a block")
        let x = Tensor(sines(40, [2, form.inputs, 7, 6]).map { 10 * $0 }, shape: [2, form.inputs, 7, 6])
        let found = block(x).rows(1..<2).sliced(1, 0..<2).sliced(2, 0..<2).scalars(as: Float.self)
        #expect(found.count == published.count && weights.unused.isEmpty)
        #expect(zip(found, published).allSatisfy { ($0 - $1).magnitude < 2e-5 })
    }

    /// All other weights are missing: features and the logits' products are zeros, and the class with the largest bias is likeliest.
    @Test func efficientNetSeesColorAt224Pixels() throws {
        let weights = try weights([("_fc.bias", [1000], (0..<1000).map { $0 == 7 ? Float(20) : 0 })])
        let network = try EfficientNetExtractor(NoSettings(), build(weights))
        let found = network.features(of: .zeros([2, 3, 64, 64]))
        #expect(found.rows.shape == [2, 1280] && found.probabilities?.shape == [2, 1000])
        #expect((found.probabilities?.scalars(as: Float.self)[7] ?? 0) > 0.99)
        #expect(EfficientNetExtractor.distanceName == "fd_efficientnet_lite0")
        #expect(network.classNames.isEmpty)
        #expect(
            network.preparation
                == ImagePreparation(
                    side: 224, .cleanBicubic, clips: true, centers: [127, 127, 127], scales: [128, 128, 128]))
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
