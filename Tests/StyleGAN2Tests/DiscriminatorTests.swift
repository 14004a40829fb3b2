import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import Testing

@testable import StyleGAN2

@Suite(.onChosenBackend) struct DiscriminatorTests {
    @Test(arguments: StyleGAN2Architecture.allCases) func judges(_ architecture: StyleGAN2Architecture) throws {
        let discriminator = try discriminator { $0.architecture = architecture }
        let images = RandomStream(seed: 5, path: "images").normal([6, 3, 16, 16])
        let output = try discriminator(images, labels(6), pass(.discriminator))
        #expect(output.logits.shape == [6])
        #expect(output.features?.shape == [6, 8])
        #expect(output.logits.isFinite())
        let other = try discriminator(images, labels(6).flipped(1), pass(.discriminator))
        #expect(bits(other.logits) != bits(output.logits))
    }

    @Test func ignoresLabelsWithoutAHead() throws {
        let images = RandomStream(seed: 5, path: "images").normal([4, 3, 16, 16])
        for (conditioner, head) in [(nil, nil), ("embedding", ComponentReference<any DiscriminatorHead>("none"))] {
            let discriminator = try discriminator(conditioner: conditioner) { $0.head = head }
            #expect(discriminator.conditioner == nil)
            let logits = try discriminator(images, labels(4), pass(.discriminator)).logits
            #expect(logits.shape == [4])
            let other = try discriminator(images, labels(4).flipped(1), pass(.discriminator)).logits
            #expect(bits(other) == bits(logits))
        }
    }

    /// The published projection is also a head: the same parameters make the same logits.
    @Test func projectsAsTheHeadDoes() throws {
        let head = ComponentReference<any DiscriminatorHead>("stylegan_projection")
        let (own, headed) = (try discriminator { $0.mappingLayers = 8 }, try discriminator { $0.head = head })
        let names = headed.parameters().map(\.path)
        #expect(Set(names) == Set(own.parameters().map(\.path)))
        let values = Dictionary(uniqueKeysWithValues: own.parameters().map { ($0.path, $0.parameter.wrappedValue) })
        for (path, parameter) in headed.parameters() { parameter.wrappedValue = try #require(values[path]) }
        let images = RandomStream(seed: 5, path: "images").normal([4, 3, 16, 16])
        let logits = try [own, headed].map { try $0(images, labels(4), pass(.discriminator)).logits }
        #expect(bits(logits[0]) == bits(logits[1]))
    }

    /// The head is named, not the network that calls it.
    @Test(arguments: [false, true]) func errorsOfAHeadNameIt(_ readsMaps: Bool) throws {
        let discriminator = try discriminator {
            $0.head =
                readsMaps
                ? ComponentReference(RefusingMapHead.self, .init()) : ComponentReference(RefusingHead.self, .init())
        }
        let images = Tensor.zeros([4, 3, 16, 16])
        let error = #expect(throws: ComponentError.self) {
            try discriminator(images, labels(4), pass(.discriminator))
        }
        #expect(
            error?.description
                == "`discriminator.head`, discriminator's phase, step 0: it has no \(readsMaps ? "maps" : "logits")")
    }

    /// METHODS §1.9: sample k belongs to group k mod (N / G).
    @Test func comparesStridedGroups() {
        // Samples 0 and 2 are one group, 1 and 3 the other; features differ only within the second.
        let x = Tensor([5, 1, 5, 3] as [Float], shape: [4, 1, 1, 1]).broadcast(to: [4, 2, 3, 3])
        let y = MinibatchDeviation(groupSize: 2, channels: 1)(x, views: 1)
        #expect(y.shape == [4, 3, 3, 3])
        let planes = y.sliced(1, 2..<3)
        let expected = Tensor([1e-4, 1, 1e-4, 1] as [Float], shape: [4, 1, 1, 1]).broadcast(to: [4, 1, 3, 3])
        #expect(relativeError(planes, expected) < 1e-6)
    }

    /// Two views of two latents: samples 0 and 1 are compared, and 2 and 3, never a sample with its twin.
    @Test func twinsAreNotCompared() {
        let x = Tensor([1, 3, 1, 7] as [Float], shape: [4, 1, 1, 1]).broadcast(to: [4, 1, 2, 2])
        let planes = MinibatchDeviation(groupSize: 4, channels: 1)(x, views: 2).sliced(1, 1..<2).mean(1, 2, 3)
        #expect(relativeError(planes, Tensor([1, 1, 3, 3] as [Float], shape: [4])) < 1e-6)
    }

    @Test func comparesTheFeaturesOfEachChannel() {
        let spread = Tensor([-1, -2, 1, 2] as [Float], shape: [2, 2, 1, 1])
        let y = MinibatchDeviation(groupSize: nil, channels: 2)(spread, views: 1)
        let expected = Tensor([1, 2, 1, 2] as [Float], shape: [2, 2, 1, 1])
        #expect(relativeError(y.sliced(1, 2..<4), expected) < 1e-6)
    }

    /// Outside of training any batch passes.
    @Test(arguments: [(4, 8, 4), (4, 2, 2), (4, 6, 3), (4, 7, 1), (nil, 7, 7), (32, 7, 7)] as [(Int?, Int, Int)])
    func takesGroupsThatDivideTheBatch(_ setting: Int?, _ batch: Int, _ size: Int) {
        let deviation = MinibatchDeviation(groupSize: setting, channels: 1)
        #expect(deviation.size(inBatch: batch) == size)
        #expect(deviation(.ones([batch, 2, 4, 4]), views: 1).shape == [batch, 3, 4, 4])
    }

    /// In training the published code takes one group of a smaller batch, or whole groups.
    @Test(
        arguments: [
            (4, 6, 1, "6 images do not divide into groups of 4, the value of discriminator.mbstd_group_size"),
            (
                8, 24, 2,
                "12 images of each of 2 views do not divide into groups of 8, the value of discriminator.mbstd_group_size"
            ),
            (4, 5, 1, "5 images do not divide into groups of 4, the value of discriminator.mbstd_group_size"),
            (4, 3, 1, nil), (4, 4, 1, nil), (4, 8, 1, nil), (4, 6, 2, nil), (8, 32, 2, nil), (nil, 7, 1, nil),
            (1, 5, 1, nil), (1, 1, 1, nil),
        ] as [(Int?, Int, Int, String?)])
    func takesWholeGroupsInTraining(_ group: Int?, _ count: Int, _ views: Int, _ problem: String?) throws {
        let discriminator = try discriminator { $0.mbstdGroupSize = group }
        let found = discriminator.objection(to: BatchLayout(count: count, views: views))
        #expect(found == problem.map { .refused($0) })
    }

    /// Of one image the deviation is the root of what is added to it.
    @Test(arguments: [4, nil]) func warnsOfSingleImages(_ group: Int?) throws {
        let discriminator = try discriminator { $0.mbstdGroupSize = group }
        let warning = BatchObjection.warned(
            "images pass one at a time, so minibatch deviation (discriminator.mbstd_group_size) is always 0")
        #expect(discriminator.objection(to: BatchLayout(count: 1)) == warning)
        #expect(discriminator.objection(to: BatchLayout(count: 2, views: 2)) == warning)
        #expect(discriminator.objection(to: BatchLayout(count: 2)) == nil)
    }
}

private struct Refusal: Error, CustomStringConvertible { let description: String }

private class RefusingHead: Module, DiscriminatorHead {
    class var name: String { "refusing_head" }
    class var summary: String { "a head for tests" }

    required init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        throw Refusal(description: "it has no logits")
    }
}

private final class RefusingMapHead: RefusingHead, MapReadingHead {
    override class var name: String { "refusing_map_head" }

    func callAsFunction(
        _ features: Tensor, maps: [Tensor], _ labels: Tensor, _ pass: ForwardPass
    ) throws -> DiscriminatorOutput { throw Refusal(description: "it has no maps") }
}
