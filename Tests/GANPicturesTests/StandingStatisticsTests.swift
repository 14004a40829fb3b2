import BigGAN
import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANPictures

@Suite(.onChosenBackend) struct StandingStatisticsTests {
    private let generator: BigGANGenerator
    private let labels = LabelRow.classes(.squares(32, classes: 3)).map(\.label)

    init() throws {
        var settings = BigGANGenerator.Settings()
        (settings.network.ch, settings.conditioning.zDim, settings.conditioning.sharedDim) = (1, 8, 4)
        let build = try testBuild("generator", .squares(32, channels: 1, classes: 3), conditioner: ClassEmbedding.name)
        generator = try BigGANGenerator(settings, build)
    }

    private func statistics() -> [[UInt64]] {
        generator.buffers().filter { $0.path.contains("stored_") }
            .compactMap { ($0.buffer.value as? Tensor).map(bits) }
    }

    /// Scores during training take them, and training goes on with its own.
    @Test func areThereMeanwhile() throws {
        let fresh = statistics()
        func hear(_ done: Int) {}
        let meanwhile = try generator.withStandingStatistics(batches: 2, labels: labels, report: hear) { statistics() }
        #expect(statistics() == fresh && generator.isTraining)
        #expect(
            try generator.withStandingStatistics(batches: nil, labels: labels, report: hear) { statistics() } == fresh)
        try generator.takeStandingStatistics(batches: 2, labels: labels)
        #expect(meanwhile == statistics() && meanwhile != fresh)
    }

    private struct Stop: Error {}

    /// Ctrl-C in training is heard at each batch, and what training stored is there again.
    @Test func endsAtABatch() throws {
        let fresh = statistics()
        var heard: [Int] = []
        func hear(_ done: Int) throws {
            heard.append(done)
            if done == 1 { throw Stop() }
        }
        #expect(throws: Stop.self) {
            try generator.withStandingStatistics(batches: 3, labels: labels, report: hear) {}
        }
        #expect(heard == [0, 1])
        #expect(statistics() == fresh && generator.isTraining)
    }

    /// They follow from the weights and the batches alone, whatever training stored, and nothing else changes.
    @Test func replacesWhatTrainingStored() throws {
        let fresh = statistics()
        try generator.takeStandingStatistics(batches: 2, labels: labels)
        let standing = statistics()
        #expect(!fresh.isEmpty && zip(standing, fresh).allSatisfy { $0 != $1 })
        let vectors = generator.buffers().filter { $0.path.hasSuffix("u0") }.map(\.buffer.value)
        let pass = ForwardPass(phase: .generator, random: RandomStream(seed: 1, path: "pass"))
        let singular = vectors.compactMap { ($0 as? Tensor).map(bits) }
        #expect(generator.isTraining)
        generator.setTraining(false)
        try generator.takeStandingStatistics(batches: 2, labels: labels)
        #expect(statistics() == standing && !generator.isTraining)
        #expect(
            generator.buffers().filter { $0.path.hasSuffix("u0") }.compactMap { ($0.buffer.value as? Tensor).map(bits) }
                == singular)
        generator.setTraining(true)
        _ = try generator(.ones([2, 8]), Tensor(labels[0] + labels[1], shape: [2, 3]), pass)
        #expect(statistics() != standing)
    }
}
