import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import Augmenters

@Suite(.onChosenBackend) struct APATests {
    private func apa(_ p: Double) throws -> APA {
        var settings = APA.Settings()
        (settings.p, settings.adaptive) = (Scheduled(p), nil)
        let data = DatasetInfo(count: 1, channels: 1, height: 2, width: 2, labelKind: .none, labelSize: 0)
        return try APA(settings, BuildContext(path: "augment", data: data, seed: 1))
    }

    /// Image i is i everywhere.
    private func images(_ values: [Float]) -> Tensor {
        Tensor(values, shape: [values.count, 1, 1, 1]).broadcast(to: [values.count, 1, 2, 2])
    }

    private func show(_ made: Tensor, to apa: APA) throws {
        let count = made.shape[0]
        let latents = LatentBatch(
            layout: BatchLayout(count: count), z: .zeros([count, 1]), labels: .zeros([count, 0]))
        let pass = GeneratorPass(
            latents, rows: .init(images: made, latents: nil), access: .all(in: .generator))
        try apa.observe(.generated(pass))
    }

    private func random(_ step: Int = 0) -> RandomStream { RandomStream(seed: 2, path: "test", step: step) }

    @Test func everyRealGivesWayAtOne() throws {
        let apa = try apa(1)
        try show(images([10, 11, 12]), to: apa)
        let changed = apa.replacing(images([0, 1, 2, 3]), from: 0, random: random())
        #expect(changed.mean(1, 2, 3).scalars(as: Float.self) == [10, 11, 12, 10])
        // A slice that begins with the batch's third row.
        let slice = apa.replacing(images([2, 3]), from: 2, random: random())
        #expect(slice.mean(1, 2, 3).scalars(as: Float.self) == [12, 10])
    }

    @Test func someGiveWayBetween() throws {
        let apa = try apa(0.3)
        try show(images([9]), to: apa)
        var replaced = 0
        for step in 0..<100 {
            let changed = apa.replacing(images([0, 1, 2, 3]), from: 0, random: random(step))
            let values = changed.mean(1, 2, 3).scalars(as: Float.self)
            for (index, value) in values.enumerated() where value != Float(index) {
                #expect(value == 9)
                replaced += 1
            }
        }
        #expect((90...150).contains(replaced))
    }

    @Test func nothingGivesWayBeforeThereAreSubstitutes() throws {
        let reals = images([0, 1])
        #expect(bits(try apa(1).replacing(reals, from: 0, random: random())) == bits(reals))
    }
}
