import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTrain

/// A whole network of `recipes/bench`, by its recipe.
private struct Network {
    let name: String
    /// Description for the table.
    let summary: String
    let batch: Int
    /// The intervals of its lazy terms in the recipe.
    let intervals: [(term: String, steps: Int)]
    /// Whether it is also trained with blocks that are computed again in the backward pass.
    var isRecomputed = false

    static let all = [
        Network(
            name: "stylegan2-small32", summary: "StyleGAN2, 32 × 32 gray, 128 channels", batch: 32,
            intervals: [("r1", 16)]),
        Network(
            name: "stylegan2-cifar32", summary: "StyleGAN2, 32 × 32 RGB, 512 channels", batch: 16,
            intervals: [("r1", 16)]),
        Network(
            name: "stylegan2-auto64", summary: "StyleGAN2, 64 × 64 RGB, 512 channels, path length", batch: 8,
            intervals: [("path_length", 4), ("r1", 16)], isRecomputed: true),
        Network(
            name: "biggan-32", summary: "BigGAN, 32 × 32 RGB, 32 channels", batch: 32, intervals: [], isRecomputed: true
        ),
        Network(name: "biggan-64ch", summary: "BigGAN, 32 × 32 RGB, 64 channels", batch: 25, intervals: []),
    ]

    func composed(_ overrides: [String] = []) throws -> Composition {
        let path = "recipes/bench/\(name).yaml"
        return try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: overrides))
    }
}

extension Benchmark {
    /// Training and using whole networks.
    static var networks: [Benchmark] {
        Network.all.flatMap { [training($0)] + ($0.isRecomputed ? [training($0, recomputes: true)] : []) }
            + Network.all.map(generating)
            + Network.all.prefix(1).flatMap { [starting($0), fetching($0)] }
    }

    /// - Parameter recomputes: whether blocks are computed again in the backward pass.
    private static func training(_ network: Network, recomputes: Bool = false) -> Benchmark {
        Benchmark(
            name: "train." + network.name + (recomputes ? ".recompute" : ""),
            summary: "a step of both networks, lazy terms at their share: " + network.summary
                + (recomputes ? ", recompute: blocks" : ""),
            work: .images(network.batch)
        ) { _ in
            let schedule = LazySchedule(network.intervals.map(\.steps))
            let overrides =
                zip(network.intervals, schedule.measured).map { "regularizers.\($0.term).every=\($1)" }
                + (recomputes ? ["train.recompute=blocks"] : [])
            let trainer = try Trainer(try network.composed(overrides))
            return Trial(
                parts: schedule.weights.map { weight in
                    Trial.Part(weight: weight) { try trainer.advance() }
                })
        }
    }

    private static func generating(_ network: Network) -> Benchmark {
        Benchmark(
            name: "generate." + network.name, summary: "images of a batch: " + network.summary,
            work: .images(network.batch)
        ) { _ in
            let composition = try network.composed()
            let generator = composition.generator
            generator.setTraining(false)
            let labels = try composition.data.labels(at: Array(0..<network.batch))
            let random = RandomStream(seed: 1, path: "benchmark")
            return {
                _ = try withoutGradients {
                    let z = random.normal([network.batch, generator.latentSize])
                    return try generator(z, labels, ForwardPass(phase: nil, random: random))
                }
            }
        }
    }
}

extension Benchmark {
    private static func starting(_ network: Network) -> Benchmark {
        Benchmark(
            name: "start." + network.name,
            summary: "from the recipe's file to networks, optimizers and the first batch: " + network.summary,
            work: .once
        ) { _ in
            {
                let composition = try network.composed()
                _ = try Trainer(composition)
                _ = try composition.data.samples(at: Array(0..<network.batch))
            }
        }
    }

    private static func fetching(_ network: Network) -> Benchmark {
        Benchmark(
            name: "data." + network.name, summary: "a batch of images that were decoded before: " + network.summary,
            work: .samples(network.batch)
        ) { _ in
            let data = try network.composed().data
            let indices = (0..<network.batch).map { $0 * 37 % data.info.count }
            return { _ = try data.samples(at: indices) }
        }
    }
}

/// Few steps that represent a whole cycle of lazy terms. Every term is due more often, and each step is weighted by the share of steps
/// with the same terms in the real cycle.
package struct LazySchedule {
    /// Intervals of the terms in these steps.
    package let measured: [Int]
    /// Weights of the steps. All terms are due in the first one; the sum of the weights is 1.
    package let weights: [Double]

    /// - Parameter intervals: intervals of the terms; each is a multiple of the one before.
    package init(_ intervals: [Int]) {
        let measured = intervals.indices.map { 2 << $0 }
        self.measured = measured
        /// The number of steps in a cycle with as many due terms as `step`.
        func count(like step: Int, _ own: [Int], among others: [Int]) -> Int {
            let due = own.count { step % $0 == 0 }
            return (0..<(others.last ?? 1)).count { other in others.count { other % $0 == 0 } == due }
        }
        let cycle = Double(intervals.last ?? 1)
        weights = (0..<(measured.last ?? 1)).map { step in
            Double(count(like: step, measured, among: intervals)) / cycle
                / Double(count(like: step, measured, among: measured))
        }
    }
}
