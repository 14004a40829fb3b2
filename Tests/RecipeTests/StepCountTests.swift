import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Synchronization
import Testing

/// The work of a training step of four networks, against the table of `Benchmarks/step-counts.json`. Counts are exact and the same on every
/// machine, so that a copy too many fails here long before anybody could measure it.
@Suite struct StepCountTests {
    /// A smaller count fails too: the table would let it grow back.
    @Test func aStepDoesTheWorkThatWasAccepted() throws {
        var counted: [String: WorkCounts] = [:]
        for network in CountedNetwork.all { counted.merge(network.table(try network.steps())) { $1 } }
        if AcceptedCounts.isRewritten { return try AcceptedCounts.write(counted) }
        let accepted = try AcceptedCounts.read()
        for step in Set(counted.keys).union(accepted.keys).sorted() {
            guard let counts = counted[step], let former = accepted[step] else {
                let state = counted[step] == nil ? "is not counted any more" : "has no accepted counts"
                Issue.record("\(step): \(state)\(AcceptedCounts.fix)")
                continue
            }
            let differences = counts.differences(from: former)
            #expect(differences.isEmpty, "\(step): \(differences.joined(separator: "; "))\(AcceptedCounts.fix)")
        }
    }

    /// The input of one convolution is copied in the second step.
    @Test func oneCopyInALayerIsNoticed() throws {
        let network = CountedNetwork.bigGAN32
        let isDue = Mutex(false)
        let plain = try network.steps()
        let copying = try network.steps(
            on: { inner in
                WrappingBackend(inner) { call, body in
                    body()
                    guard "\(call.name)" == "convolution", isDue.withLock({ exchange(&$0, false) }) else { return }
                    let copy = inner.makeStorage(call.reads[0].dtype, count: call.reads[0].count)
                    inner.concatenate([call.reads[0]], outer: 1, into: copy)
                }
            }, beginning: { step in isDue.withLock { $0 = step == 1 } })
        #expect(plain[0] == copying[0] && plain[2] == copying[2])
        let differences = copying[1].differences(from: plain[1])
        try #require(differences.count == 4, "\(differences)")
        #expect(differences[0].hasPrefix("kernel calls: \(plain[1].kernelCalls + 1), 1 more than the accepted"))
        #expect(differences[1].hasPrefix("tensors: \(plain[1].tensors + 1), 1 more than the accepted"))
        #expect(copying[1].multiplyAdds == plain[1].multiplyAdds)
    }

    /// Without elements a step is counted in a moment. What it asks of the backend is the same with them, on any number of threads.
    @Test func countsAreThoseOfTheProcessor() throws {
        let place = try Workplace()
        let path = try place.write("recipe.yaml", DeviceRecipe.bigGAN.text(train: "kimg: 1"))
        let recipe = try RecipeLoader(.linked).check(path: path, overrides: [])
        func counts(on backend: any Backend) throws -> WorkCounts {
            let counter = WorkCounter()
            return try Backends.with(counter.watching(backend)) {
                let composition = try Composer.compose(recipe)
                let labels = try composition.data.labels(at: [0, 1, 2, 3])
                let pass = ForwardPass(phase: .generator, random: RandomStream(seed: 1, path: "counts"))
                let z = Tensor.ones([4, composition.generator.latentSize])
                _ = counter.take()
                let images = try composition.generator(z, labels, pass).images
                let logits = try composition.discriminator(images, labels, pass).logits
                let weights = composition.generator.parameters().map(\.parameter.wrappedValue)
                _ = gradients(of: logits.softplus().mean(), wrt: weights, releasingGraph: true)
                return counter.take()
            }
        }
        let alone = try counts(on: CPUBackend(threads: 1))
        #expect(alone.multiplyAdds > 0 && alone.tensors > 100)
        #expect(try counts(on: CPUBackend(threads: 3)) == alone)
        #expect(try counts(on: ShapeBackend(for: CPUBackend(threads: 1))) == alone)
    }
}

private func exchange<Value>(_ place: inout Value, _ value: Value) -> Value {
    defer { place = value }
    return place
}

/// A network whose steps are counted.
private struct CountedNetwork {
    let name: String
    /// Below `recipes`.
    let file: String
    var overrides: [String] = []
    /// The terms that are due in every second step of the overridden recipe.
    var lazyTerms: String?

    static let bigGAN32 = CountedNetwork(name: "biggan-32", file: "bench/biggan-32.yaml")
    static let all = [
        CountedNetwork(
            name: "stylegan2-small32", file: "bench/stylegan2-small32.yaml", overrides: ["regularizers.r1.every=2"],
            lazyTerms: "r1"), bigGAN32, CountedNetwork(name: "biggan-64ch", file: "bench/biggan-64ch.yaml"),
        // R1 and R2 in every step, so second derivatives are counted.
        CountedNetwork(
            name: "r3gan-cifar10", file: "cifar10/r3gan.yaml",
            overrides: ["data={type: shapes, resolution: 32, channels: rgb, per_class: 1, long_tail: null}"]),
    ]

    /// Counts of the first three steps.
    /// - Parameters:
    ///   - wrapped: a backend over the counting one.
    ///   - beginning: called before each step.
    func steps(
        on wrapped: (any Backend) -> any Backend = { $0 }, beginning: (Int) -> Void = { _ in }
    ) throws -> [WorkCounts] {
        let recipe = try RecipeLoader(.linked).check(path: Recipes.path(file), overrides: overrides)
        let opened = try Composer.open(recipe)
        let counter = WorkCounter()
        let backend = wrapped(counter.watching(ShapeBackend(for: CPUBackend(threads: 1))))
        return try Backends.with(backend) {
            let trainer = try Trainer(try opened.compose())
            return try (0..<3).map { step in
                beginning(step)
                _ = counter.take()
                try trainer.advance()
                return counter.take()
            }
        }
    }

    /// The rows of the table. The first step is not among them: what is made once is made in it.
    func table(_ steps: [WorkCounts]) -> [String: WorkCounts] {
        let plain = [name: steps[1]]
        return lazyTerms.map { plain.merging(["\(name) with \($0)": steps[2]]) { $1 } } ?? plain
    }
}

/// The table of counts.
private enum AcceptedCounts {
    private static let file = Recipes.folder.deletingLastPathComponent().appendingPathComponent("Benchmarks")
        .appendingPathComponent("step-counts.json")

    static let fix = "\n  fix: if that is meant, run `make counts` and commit Benchmarks/step-counts.json"

    /// Whether the table is to be replaced by what is counted.
    static let isRewritten = ProcessInfo.processInfo.environment["GANZOO_COUNTS"] == "accept"

    static func read() throws -> [String: WorkCounts] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([String: WorkCounts].self, from: try Data(contentsOf: file))
    }

    static func write(_ counts: [String: WorkCounts]) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try (try encoder.encode(counts) + Data("\n".utf8)).write(to: file, options: .atomic)
    }
}
