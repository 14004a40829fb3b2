import GANCore
import GANModule
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@testable import GANMetrics

@Suite(.onChosenBackend) struct WeightsTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func file(_ tensors: [(String, [Int])]) throws -> SafetensorsFile {
        var writer = SafetensorsWriter()
        for (name, shape) in tensors {
            writer.add(name, shape: shape) { [Float](repeating: 2, count: shape.reduce(1, *)) }
        }
        try writer.write(to: place.path("weights.safetensors"))
        return try SafetensorsFile(path: place.path("weights.safetensors"))
    }

    @Test func takesNamesUnderAPrefix() throws {
        let weights = FrozenWeights(
            try file([("visual.proj", [2, 3]), ("visual.bias", [3]), ("text", [1])]), prefixes: ["module.", "visual."])
        #expect(try weights.tensor("proj", [2, 3]).scalars(as: Float.self) == [2, 2, 2, 2, 2, 2])
        try weights.finish("a network")
        #expect(weights.unused.sorted() == ["text", "visual.bias"])
        #expect(try weights.contents().map(\.name) == ["proj"])
    }

    /// A module that loads the whole file leaves no name unused.
    @Test func aModuleTakesEveryName() throws {
        var writer = SafetensorsWriter()
        func layer(_ seed: UInt64) -> EqualizedLinear {
            EqualizedLinear(2, 3, random: RandomStream(seed: seed, path: "layer"))
        }
        let (saved, loaded) = (layer(0), layer(1))
        saved.addState(to: &writer)
        try writer.write(to: place.path("module.safetensors"))
        let weights = FrozenWeights(try SafetensorsFile(path: place.path("module.safetensors")))
        #expect(weights.unused.sorted() == ["bias", "weight"])
        try weights.load(into: loaded)
        #expect(weights.unused.isEmpty && bits(loaded.weight) == bits(saved.weight))
        #expect(try weights.contents().map(\.name) == ["bias", "weight"])
    }

    @Test func readsHalfPrecision() throws {
        var writer = SafetensorsWriter()
        writer.add("w", shape: [2]) { [Float16(0.5), -3] }
        try writer.write(to: place.path("half.safetensors"))
        let weights = FrozenWeights(try SafetensorsFile(path: place.path("half.safetensors")))
        #expect(try weights.tensor("w", [2]).scalars(as: Float.self) == [0.5, -3])
    }

    /// 0x3F80 is 1, 0xC020 is -2.5, 0x0001 is 2⁻¹³³: the upper halves of these numbers in float32.
    @Test func readsBrainFloats() throws {
        var writer = SafetensorsWriter()
        writer.add("w", type: .bfloat16, shape: [3]) { [0x80, 0x3F, 0x20, 0xC0, 0x01, 0x00] }
        writer.add("n", shape: [1]) { [1 as Int32] }
        try writer.write(to: place.path("brain.safetensors"))
        let weights = FrozenWeights(try SafetensorsFile(path: place.path("brain.safetensors")))
        #expect(try weights.tensor("w", [3]).scalars(as: Float.self) == [1, -2.5, 0x1p-133])
        _ = try weights.tensor("n", [1])
        let error = #expect(throws: MetricError.self) { try weights.finish("a network") }
        #expect(error?.problem.hasSuffix(": n has the type I32, not F64, F32, F16 or BF16") == true)
    }

    /// All that does not fit at once, and never zeros in silence.
    @Test func tellsWhatDoesNotFit() throws {
        let weights = FrozenWeights(try file([("a", [2])]))
        _ = try weights.tensor("a", [3])
        _ = try weights.tensor("b", [1])
        let error = #expect(throws: MetricError.self) { try weights.finish("a network") }
        #expect(
            error?.problem
                == "\(place.path("weights.safetensors")) does not contain the weights of a network: a has the shape [2], not [3]; b [1] is missing"
        )
    }

    @Test func aWrongFileIsNamed() throws {
        let wrong = try file([("Conv2d_1a_3x3.conv.weight", [32, 3, 3, 3])])
        for name in ["fmnist", "inception", "clip", "efficientnet_lite0", "dinov2_vits14"] {
            let error = #expect(throws: MetricError.self) { try LoadedExtractor(ComponentReference(name), wrong) }
            #expect(error?.problem.contains("does not contain the weights of") == true)
        }
    }

    /// A file can have a tensor of the size of the memory that the network does not need.
    @Test(arguments: [[], [[]], [[1, 2, 3]], [[1], [], [2, 3]]] as [[[UInt8]]]) func aPartInBlocksHasOneHash(
        _ blocks: [[UInt8]]
    ) throws {
        var (whole, parts) = (StreamHash(), StreamHash())
        whole.add(Array(blocks.joined()))
        try parts.add { add in for block in blocks { try add(block) } }
        #expect(parts.text == whole.text)
    }

    /// One changed number is another hash; the file's metadata are not.
    @Test func theHashIsOfTheWeights() throws {
        func hash(_ value: Float, _ metadata: [String: String]) throws -> String {
            var writer = SafetensorsWriter(metadata: metadata)
            writer.add("w", shape: [2]) { [value, 1] }
            try writer.write(to: place.path("hashed.safetensors"))
            return try WeightsHash.of(SafetensorsFile(path: place.path("hashed.safetensors")))
        }
        let first = try hash(1, [:])
        #expect(first.count == 32)
        #expect(try hash(1, ["note": "other"]) == first)
        #expect(try hash(2, [:]) != first)
    }
}
