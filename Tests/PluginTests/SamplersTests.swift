import GANCore
import GANTensor
import GANTestSupport
import Samplers
import Testing

@Suite(.onChosenBackend) struct SamplersTests {
    private let build = BuildContext(
        path: "train.sampler",
        data: DatasetInfo(count: 1, channels: 1, height: 1, width: 1, labelKind: .none, labelSize: 0), seed: 0)

    private func data(_ change: (inout TinyDataset.Settings) -> Void = { _ in }) throws -> any Dataset {
        try tinyComposition(change).data
    }

    private func classes(of samples: [Int], _ data: any Dataset) throws -> [Int] {
        let labels = try data.labels(at: samples).scalars(as: Float.self)
        let size = data.info.labelSize
        return samples.indices.map { row in (0..<size).first { labels[row * size + $0] > 0 } ?? -1 }
    }

    /// Σ (observed - expected)² / expected over equally likely values.
    private func chiSquared(_ draws: [Int], values: Int) -> Double {
        let expected = Double(draws.count) / Double(values)
        let counts = Dictionary(grouping: draws) { $0 }.mapValues(\.count)
        return (0..<values).reduce(0) { sum, value in
            let difference = Double(counts[value] ?? 0) - expected
            return sum + difference * difference / expected
        }
    }

    /// Of data with 48, 24, 12, 6, 3 and 3 images of its classes. With five degrees of freedom, 1 of 1,000 exceeds 20.5; within
    /// the largest class, with 47, it is 82.7.
    @Test func classesAreBalanced() throws {
        let data = try data { ($0.count, $0.labelSize) = (96, 6) }
        let order = try ClassBalancedSampler(NoSettings(), build).order(of: data, seed: 3)
        let draws = try order.samples(at: 0..<100_000)
        let found = try classes(of: draws, data)
        #expect(chiSquared(found, values: 6) < 20.5)
        let head = zip(draws, found).filter { $1 == 0 }.map { $0.0 }
        let members = Dictionary(uniqueKeysWithValues: Set(head).sorted().enumerated().map { ($1, $0) })
        #expect(members.count == 48)
        #expect(chiSquared(head.compactMap { members[$0] }, values: 48) < 82.7)
        let labels = try ClassBalancedSampler(NoSettings(), build).fakeLabels(
            100_000, of: data, at: .start, random: RandomStream(seed: 1, path: "labels"))
        #expect(labels.shape == [100_000, 6])
        let frequent = labels.mean(0).scalars(as: Float.self)
        #expect(frequent.reduce(0) { $0 + pow2(Double($1) * 6 - 1) } * 100_000 / 6 < 20.5)
    }

    private func pow2(_ x: Double) -> Double { x * x }

    /// Whatever range is asked for, in whatever sequence.
    @Test(arguments: ["shuffled", "class_balanced"]) func aPlaceHasOneSample(_ name: String) throws {
        let data = try data { $0.count = 50 }
        let type: any Sampler.Type = name == "shuffled" ? ShuffledSampler.self : ClassBalancedSampler.self
        func order(_ seed: UInt64) throws -> any SampleOrder { try made(type).order(of: data, seed: seed) }
        let whole = try order(7).samples(at: 0..<170)
        let other = try order(7)
        for range in [120..<170, 0..<3, 49..<52, 3..<120] {
            #expect(try other.samples(at: range) == Array(whole[range]))
        }
        #expect(try order(8).samples(at: 0..<170) != whole)
        if name == "shuffled" {
            #expect(Set(whole[0..<50]).count == 50 && Set(whole[50..<100]).count == 50)
        }
    }

    private func made(_ type: any Sampler.Type) throws -> any Sampler {
        type == ShuffledSampler.self
            ? ShuffledSampler(NoSettings(), build) : ClassBalancedSampler(NoSettings(), build)
    }

    /// Without real images in the batch, labels and images are those of `shuffled`.
    @Test func pairsAreShuffledWithoutReals() throws {
        let (data, build) = (try data(), self.build)
        let (paired, shuffled) = (PairedSampler(NoSettings(), build), ShuffledSampler(NoSettings(), build))
        #expect(
            try paired.order(of: data, seed: 5).samples(at: 0..<60)
                == shuffled.order(of: data, seed: 5).samples(at: 0..<60))
        func labels(_ sampler: any Sampler) throws -> [UInt64] {
            bits(
                try sampler.fakeLabels(40, of: data, at: .start, random: RandomStream(seed: 1, path: "labels")))
        }
        #expect(try labels(paired) == labels(shuffled))
        let reals = Tensor.identity(3)
        #expect(bits(paired.fakeLabels(pairedWith: reals)) == bits(reals))
    }

    @Test(arguments: [(TinyDataset.Labels.none, "no labels"), (.vectors, "vectors")])
    func balanceNeedsClasses(_ labels: TinyDataset.Labels, _ words: String) throws {
        let data = try data { $0.labelKind = labels }
        let error = #expect(throws: RecipeError.self) {
            try ClassBalancedSampler(NoSettings(), build).validate(for: data.info)
        }
        #expect(error?.problem == "it needs classes or attributes, but the data has \(words)")
    }
}
