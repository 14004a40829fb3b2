import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import Augmenters

/// The published arithmetic over logits made by hand (METHODS §3.6, §15).
@Suite(.onChosenBackend) struct AdaptiveProbabilityTests {
    private func probability(_ rule: AdaptiveOptions.Rule, start: Double = 0) -> AdaptiveProbability {
        var options = AdaptiveOptions()
        options.rule = rule
        return AdaptiveProbability(start: Scheduled(start), options)
    }

    private func judge(_ probability: AdaptiveProbability, _ sign: Float, count: Int) throws {
        let logits = Tensor([Float](repeating: sign * 2, count: count), shape: [count])
        let pass = DiscriminatorPass(
            source: .real, isPrimary: true, labels: .zeros([count, 0]),
            rows: .init(images: nil, output: DiscriminatorOutput(logits: logits)),
            access: .all(in: .discriminator))
        try probability.observe(.discriminated(pass))
    }

    /// A step whose reals all get logits of one sign, judged once more by R1 every 16 steps.
    private func step(_ probability: AdaptiveProbability, _ index: Int, _ sign: Float, batch: Int) throws {
        try judge(probability, sign, count: batch)
        if index % 16 == 0 { try judge(probability, sign, count: batch) }
        try probability.observe(.finished(step: index + 1, images: (index + 1) * batch))
    }

    /// 4 · 64 / 500,000 = 0.000512 every fourth step, R1's passes changing nothing of it; no upper bound, none below 0.
    @Test func nvlabsMovesByBatches() throws {
        let probability = probability(.nvlabs)
        var course: [Double] = []
        for index in 0..<20 {
            try step(probability, index, index < 12 ? 1 : -1, batch: 64)
            course.append(probability.p)
        }
        let unit = 0.000512
        let expected = (0..<20).map { [0, 1, 2, 3, 2, 1][($0 + 1) / 4] * unit }
        for (found, expected) in zip(course, expected) { #expect(abs(found - expected) < 1e-12) }
        let high = self.probability(.nvlabs, start: 1)
        for index in 0..<4 { try step(high, index, 1, batch: 64) }
        #expect(abs(high.p - 1.000512) < 1e-12)
    }

    /// 0.79 rises by 0.02 an update, and stays at the ceiling.
    @Test(arguments: [AdaptiveOptions.Rule.nvlabs, .studiogan]) func stopsAtTheCeiling(_ rule: AdaptiveOptions.Rule)
        throws
    {
        var options = AdaptiveOptions()
        (options.rule, options.ceiling, options.every, options.kimg) = (rule, 0.8, 1, 3.2)
        let probability = AdaptiveProbability(start: 0.79, options)
        for index in 0..<3 { try step(probability, index, 1, batch: 64) }
        #expect(probability.p == 0.8)
        for index in 3..<5 { try step(probability, index, -1, batch: 64) }
        #expect(probability.p < 0.8)
    }

    @Test func startsBelowTheCeiling() {
        var options = AdaptiveOptions()
        options.ceiling = 0.5
        #expect(
            AdaptiveProbability.conflict(0.6, options)
                == RecipeError(
                    key: "p", problem: "it is 0.6, but `adaptive.ceiling` is 0.5", fix: "set p to 0.5 or less"))
        #expect(AdaptiveProbability.conflict(0.5, options) == nil)
    }

    /// Once, at a record, and only where transforms can leak.
    @Test func warnsOfLeaks() throws {
        let generator = try tinyComposition().generator
        func warnings(_ probability: AdaptiveProbability) throws -> [String] {
            let record = TrainingRecord(position: .start, isLast: false, generator: generator)
            try probability.observe(.records(record))
            return record.warnings
        }
        let leak = AdaptiveProbability.Leak(probability: 0.8, key: "augment.adaptive")
        #expect(try warnings(AdaptiveProbability(start: 0.79, AdaptiveOptions(), leak: leak)).isEmpty)
        #expect(try warnings(AdaptiveProbability(start: 0.9, AdaptiveOptions())).isEmpty)
        #expect(try warnings(AdaptiveProbability(start: 0.9, nil, leak: leak)).isEmpty)
        let high = AdaptiveProbability(start: 0.8, AdaptiveOptions(), leak: leak)
        #expect(
            try warnings(high) == [
                "the probability of augmentation has reached 0.8: from here on its transforms, such as turns by 90°, begin to show in generated images; `augment.adaptive.ceiling` limits it"
            ])
        #expect(try warnings(high).isEmpty)
    }

    /// Batch 128: the first update follows the first step with its R1 pass, 256 reals: 0.000512. Later ones have 512, 0.001024, or
    /// 640 with a pass of R1, 0.00128.
    @Test func studioganMovesByJudgedReals() throws {
        let probability = probability(.studiogan)
        var updates: [Double] = []
        for index in 0..<21 {
            let before = probability.p
            try step(probability, index, 1, batch: 128)
            if probability.p != before { updates.append(probability.p - before) }
        }
        #expect(updates.count == 6)
        for (found, expected) in zip(updates, [0.000512, 0.001024, 0.001024, 0.001024, 0.00128, 0.001024]) {
            #expect(abs(found - expected) < 1e-12, "\(updates)")
        }
        #expect(updates.count == 6)
        let high = self.probability(.studiogan, start: 1)
        try step(high, 0, 1, batch: 128)
        #expect(high.p == 1)
    }

    /// A mean sign of exactly the target moves nothing; half a batch of either sign is below it.
    @Test func theMeanSignIsComparedWithTheTarget() throws {
        var options = AdaptiveOptions()
        (options.target, options.every) = (0.5, 1)
        let probability = AdaptiveProbability(start: 0.1, options)
        try judge(probability, 1, count: 3)
        try judge(probability, -1, count: 1)
        try probability.observe(.finished(step: 1, images: 4))
        #expect(probability.p == 0.1)
        try judge(probability, 1, count: 2)
        try judge(probability, -1, count: 2)
        try probability.observe(.finished(step: 2, images: 8))
        #expect(probability.p < 0.1)
    }

    /// In the middle of a window: the sums are state.
    @Test func survivesACheckpointBitForBit() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let (whole, first) = (probability(.nvlabs, start: 0.5), probability(.nvlabs, start: 0.5))
        let second = probability(.nvlabs, start: 0.7)
        for index in 0..<6 {
            let sign: Float = index < 4 ? 1 : -1
            try step(whole, index, sign, batch: 32)
            try step(first, index, sign, batch: 32)
        }
        var writer = SafetensorsWriter()
        first.addState(to: &writer)
        try writer.write(to: file)
        try second.loadState(from: SafetensorsFile(path: file))
        for index in 6..<9 {
            try step(whole, index, 1, batch: 32)
            try step(second, index, 1, batch: 32)
        }
        #expect(second.p == whole.p && abs(second.p - 0.5) < 1e-12)
        #expect(bits(second.signSum) == bits(whole.signSum) && second.signCount == whole.signCount)
    }

    @Test func whatDoesNotAdaptStays() throws {
        let probability = AdaptiveProbability(start: 0.3, nil)
        for index in 0..<8 { try step(probability, index, 1, batch: 64) }
        #expect(probability.p == 0.3 && probability.metrics.isEmpty)
    }
}
