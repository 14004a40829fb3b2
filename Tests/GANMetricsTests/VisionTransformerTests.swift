import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

/// Small DINOv2 and CLIP networks of timm and transformers (Tests/Reference/vision_transformers.py): 16 channels, two blocks, and
/// positions of 5 × 5 patches. Whole networks: Tests/Reference/features.py.
@Suite(.onChosenBackend) struct VisionTransformerTests {
    private let place: Workplace
    private let reference: SafetensorsFile

    init() throws {
        place = try Workplace()
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        reference = try SafetensorsFile(path: folder.appending(path: "Fixtures/vision_transformers.safetensors").path)
    }

    private static func dino(side: Int) -> TransformerForm { .dino(side: side, width: 16, heads: 2, depth: 2) }
    private static let clip = TransformerForm.clip(side: 70, patch: 14, width: 16, heads: 2, depth: 2, outputs: 12)

    /// The weights under the names of a kind of file.
    /// - Parameters:
    ///   - absent: names that are left out.
    ///   - added: tensors of zeros that the file has besides or instead.
    private func weights(
        _ kind: String, without absent: Set<String> = [], adding added: [String: [Int]] = [:]
    ) throws -> FrozenWeights {
        var writer = SafetensorsWriter()
        for entry in reference.entries where entry.name.hasPrefix("\(kind)/") {
            let name = String(entry.name.dropFirst(kind.count + 1))
            guard !absent.contains(name), added[name] == nil else { continue }
            writer.add(name, type: entry.type, shape: entry.shape) { [reference] in
                try reference.bytes(of: entry.name)
            }
        }
        for (name, shape) in added.sorted(by: { $0.key < $1.key }) {
            writer.add(name, shape: shape) { [Float](repeating: 0, count: shape.reduce(1, *)) }
        }
        try writer.write(to: place.path("\(kind).safetensors"))
        return FrozenWeights(try SafetensorsFile(path: place.path("\(kind).safetensors")))
    }

    private func tensor(_ name: String) throws -> Tensor {
        let shape = try #require(reference.entry(named: name)).shape
        return try FrozenWeights(reference).tensor(name, Shape(shape))
    }

    /// - Parameter side: of the part of the images that is seen.
    private func images(_ side: Int = 70) throws -> Tensor {
        try tensor("images").sliced(2, 0..<side).sliced(3, 0..<side)
    }

    private func expectNear(_ found: Tensor, _ expected: Tensor) {
        #expect(found.shape == expected.shape)
        guard found.shape == expected.shape else { return }
        #expect((found - expected).abs().max().item() < 1e-5)
        #expect((expected - expected.mean(0)).abs().max().item() > 0.1, "the images differ")
    }

    @Test(arguments: ["timm", "transformers", "state"]) func dinoIsThePublishedOne(_ kind: String) throws {
        let weights = try weights(kind)
        let network = try VisionTransformer(weights, Self.dino(side: 70))
        try weights.finish("DINOv2")
        expectNear(network(try images()), try tensor("features/dinov2"))
    }

    /// As facebookresearch's code does, not timm or transformers.
    @Test func positionsFitSmallerImages() throws {
        let weights = try weights("timm")
        let network = try VisionTransformer(weights, Self.dino(side: 42))
        try weights.finish("DINOv2")
        expectNear(network(try images(42)), try tensor("features/dinov2_small"))
    }

    @Test func clipIsThePublishedOne() throws {
        let weights = try weights("clip")
        let network = try VisionTransformer(weights, Self.clip)
        try weights.finish("CLIP")
        expectNear(network(try images()), try tensor("features/clip"))
    }

    /// More images than are in the network at a time, the last of them in a slice that is not full.
    @Test func manyImagesAreSliced() throws {
        var form = Self.dino(side: 70)
        form.memory = 1 << 18
        #expect((2...10).contains(form.slice))
        let network = try VisionTransformer(weights("timm"), form)
        let (pair, one) = (try images(), try images().rows(0..<1))
        let found = network(concatenate([pair, pair, pair, pair, pair, one], axis: 0))
        let expected = try tensor("features/dinov2")
        expectNear(
            found,
            concatenate([expected, expected, expected, expected, expected, expected.rows(0..<1)], axis: 0))
    }

    /// Of the published networks, with fewer blocks.
    private static let published: [(name: String, form: TransformerForm)] = [
        ("DINOv2 ViT-S/14", .dino(width: 384, heads: 6, depth: 2)),
        ("DINOv2 ViT-B/14", .dino(width: 768, heads: 12, depth: 2)),
        ("DINOv2 ViT-L/14", .dino(width: 1024, heads: 16, depth: 2)),
        ("CLIP ViT-B/32", .clip(side: 224, patch: 32, width: 768, heads: 12, depth: 2, outputs: 512)),
        ("CLIP ViT-L/14", .clip(side: 336, patch: 14, width: 1024, heads: 16, depth: 2, outputs: 768)),
    ]

    /// The activations of a slice fill most of the memory that they may take, and no more than it.
    @Test(arguments: published.indices) func aSliceFillsItsMemory(_ index: Int) throws {
        let (name, form) = Self.published[index]
        try Backends.withoutElements {
            let network = try VisionTransformer(FrozenWeights(), form)
            let images = Tensor.zeros([form.slice, 3, form.side, form.side])
            let before = try #require(Backends.memory).inUse
            let features = network(images)
            let taken = try #require(Backends.memory).peak - before
            #expect(features.shape[0] == form.slice)
            #expect(taken <= form.memory && taken > form.memory / 2, "\(name): \(taken) bytes of \(form.slice) images")
        }
    }

    /// So the same weights have the same hash, whichever file they come from.
    @Test(arguments: ["transformers", "state"]) func anImportHasTheNamesOfTheAuthors(_ kind: String) throws {
        let (own, other) = (try weights("timm"), try weights(kind))
        _ = try VisionTransformer(own, Self.dino(side: 70))
        _ = try VisionTransformer(other, Self.dino(side: 70))
        let (known, found) = (try own.contents(), try other.contents())
        #expect(known.map(\.name) == found.map(\.name) && known.count == 34)
        #expect(zip(known, found).allSatisfy { bits($0.value) == bits($1.value) })
    }

    @Test func anImportOfCLIPIsRead() throws {
        let weights = try weights("clip")
        _ = try VisionTransformer(weights, Self.clip)
        var writer = SafetensorsWriter()
        for (name, value) in try weights.contents() { value.addState(named: name, to: &writer) }
        try writer.write(to: place.path("imported.safetensors"))
        let file = try SafetensorsFile(path: place.path("imported.safetensors"))
        #expect(file.entry(named: "proj")?.shape == [16, 12])
        #expect(file.entry(named: "transformer.resblocks.1.attn.in_proj_weight")?.shape == [48, 16])
        let imported = FrozenWeights(file)
        let network = try VisionTransformer(imported, Self.clip)
        try imported.finish("CLIP")
        expectNear(network(try images()), try tensor("features/clip"))
    }

    /// The whole CLIP of transformers has a text tower, too.
    @Test func theTextTowerDoesNotCount() throws {
        let weights = try weights(
            "clip",
            adding: [
                "text_model.final_layer_norm.weight": [8], "text_projection.weight": [12, 8], "logit_scale": [],
            ])
        _ = try VisionTransformer(weights, Self.clip)
        try weights.finish("CLIP")
    }

    /// Everything that does not fit, and the tokens of a variant that has other features.
    @Test func allThatDoesNotFitIsNamed() throws {
        let weights = try weights(
            "timm", without: ["blocks.0.ls1.gamma", "blocks.1.ls1.gamma", "blocks.1.norm2.bias"],
            adding: [
                "norm.bias": [8], "register_tokens": [1, 4, 16], "pos_embed": [1, 9, 16], "mask_token": [1, 16],
            ])
        _ = try VisionTransformer(weights, Self.dino(side: 70))
        let error = #expect(throws: MetricError.self) { try weights.finish("DINOv2") }
        #expect(
            error?.problem == "\(place.path("timm.safetensors")) does not contain the weights of DINOv2: "
                + [
                    "pos_embed has the shape [1, 9, 16], not [1, 1370, 16]", "blocks.{0…1}.ls1.gamma [16] is missing",
                    "blocks.1.norm2.bias [16] is missing", "norm.bias has the shape [8], not [16]",
                    "register_tokens [1, 4, 16] is not part of the network",
                ].joined(separator: "; "))
    }

    /// (1 - mean) / deviation of ImageNet, for white.
    @Test func imagesAreNormalizedAsPublished() throws {
        let white = ImagePreparation.dinov2(Tensor([Float](repeating: 255, count: 12), shape: [1, 3, 2, 2]))
        #expect(white.shape == [1, 3, 224, 224])
        let colors = white.mean(2, 3).scalars(as: Float.self)
        #expect(zip(colors, [2.2489083, 2.4285714, 2.64] as [Float]).allSatisfy { ($0 - $1).magnitude < 1e-5 })
        let clip = ImagePreparation.clip(side: 336, .pillowBicubic, crops: true)
        #expect(clip.crops && clip.side == 336 && clip.resizer == .pillowBicubic)
        #expect(!ImagePreparation.dinov2.crops)
    }

    /// No weights: the features of the smallest network are zeros, and its distance is named after it.
    @Test func theSmallestNetworkHasItsSize() throws {
        var writer = SafetensorsWriter()
        writer.add("norm.bias", shape: [384]) { [Float](repeating: 3, count: 384) }
        try writer.write(to: place.path("small.safetensors"))
        let weights = FrozenWeights(try SafetensorsFile(path: place.path("small.safetensors")))
        let build = BuildContext(path: "features", data: .squares(8), seed: 0, weights: weights)
        let network = try SmallDINOv2Extractor(NoSettings(), build)
        let rows = network.features(of: .zeros([1, 3, 224, 224])).rows
        #expect(rows.scalars(as: Float.self) == [Float](repeating: 3, count: 384))
        #expect(SmallDINOv2Extractor.distanceName == "fd_dinov2_vits14")
    }
}
