import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// What processes share besides the gradients of a run: errors, facts, records.
@Suite(.onChosenBackend) struct SharedRunTests {
    private struct Failure: Error, CustomStringConvertible { let description = "the disk is full" }

    private static func text(_ result: Result<some Sendable, any Error>) -> String {
        switch result {
        case .success(let value): "\(value)"
        case .failure(let error): "\(error)"
        }
    }

    // MARK: Errors

    /// A heartbeat within the code of a component: what it throws is no error of the component.
    @Test func anErrorOfAnotherIsNoErrorOfTheData() throws {
        let results = ThreadCollective.run(2) { ranks in
            try ranks.agreeing {
                if ranks.rank == 1 { throw Failure() }
                let heartbeat = Heartbeat(ranks, every: .zero)
                try ComponentError.locating("data") { while true { try heartbeat.beat() } }
            }
            return "no error"
        }
        #expect(results.map { Self.text($0) } == ["process 1: the disk is full", "the disk is full"])
    }

    /// When the connection is lost, nothing more is sent, wherever it was noticed.
    @Test func aLostProcessEndsAll() throws {
        let results = ThreadCollective.run(2) { ranks in
            guard ranks.rank == 0 else { return }
            try ranks.agreeing {
                let heartbeat = Heartbeat(ranks, every: .zero)
                try ComponentError.locating("data") { while true { try heartbeat.beat() } }
            }
        }
        let error = #expect(throws: (any Error).self) { try results[0].get() }
        #expect(error is ComponentError && error?.isLostProcess == true)
        #expect(!Failure().isLostProcess && Failure().isFromOutside == false)
    }

    /// A process that says that it works would lose a task.
    @Test func aTaskDoesNotMeetAHeartbeat() throws {
        let results = ThreadCollective.run(2) { ranks in
            guard ranks.rank == 1 else { return try ranks.assign("task") }
            try Heartbeat(ranks, every: .zero).beat()
        }
        #expect(throws: CollectiveError.unreadableMessage) { try results[1].get() }
    }

    /// Data that a plugin gives one process are checked by that process.
    @Test func imagesOfOneProcessThatAreNotFiniteStopAll() throws {
        let results = ThreadCollective.run(2) { ranks in
            let tiny = try trainable()
            let data: any Dataset =
                ranks.rank == 1
                ? FaultyData(tiny.data, { (samples: inout Samples) in samples.images = samples.images * .nan })
                : tiny.data
            let trainer = try Trainer(try trainable(data: data) { $0.microbatch = 4 }, with: ranks)
            _ = try trainer.advance()
            return "no error"
        }
        let texts = results.map { Self.text($0) }
        #expect(texts[0].hasSuffix(texts[1]) || texts[0] == texts[1], "\(texts)")
        #expect(texts.allSatisfy { $0.contains("data") && $0.contains("NaN") }, "\(texts)")
    }

    /// No process leaves the preparation of components alone.
    @Test func aRequestToStopBeforeTheFirstStepStopsAll() throws {
        let endings = ThreadCollective.run(2) { ranks in
            let composition = try Self.composition(
                ObservingHook { event in
                    if case .begins(let start) = event { try start.checkInterruption() }
                })
            let trainer = try Trainer(composition, with: ranks)
            trainer.isInterrupted = { ranks.rank == 1 }
            return try trainer.train(until: { false })
        }
        for ending in endings { #expect(try ending.get() == .interrupted) }
    }

    // MARK: Facts

    /// Of long texts the line that differs, also with the line ends of Windows.
    @Test(arguments: ["\n", "\r\n"]) func anotherRecipeIsNamed(_ end: String) throws {
        let results = ThreadCollective.run(3) { ranks in
            let recipe = ["data: shapes", "train:", "  batch: \(ranks.rank == 2 ? 16 : 8)", "  kimg: 1", ""].joined(
                separator: end)
            try RunFacts([("program", "same"), ("recipe", recipe)]).compare(over: ranks)
        }
        for result in results {
            #expect(
                Self.text(result).hasPrefix(
                    "the recipe of process 2 differs from that of process 0: `batch: 16`, not `batch: 8`\n  fix: "))
        }
    }

    @Test(arguments: [("", "fmnist"), ("fmnist", "")]) func aMissingFactIsNamed(_ first: String, _ second: String)
        throws
    {
        let results = ThreadCollective.run(2) { ranks in
            try RunFacts([("features", ranks.rank == 0 ? first : second)]).compare(over: ranks)
        }
        let words = second.isEmpty ? "nothing, not `fmnist`" : "`fmnist`, not nothing"
        #expect(Self.text(results[0]).contains("the features of process 1 differs from that of process 0: \(words)"))
    }

    @Test func equalFactsAreAccepted() throws {
        for result in ThreadCollective.run(3, { try RunFacts([("recipe", "a\nb")]).compare(over: $0) }) {
            try result.get()
        }
    }

    // MARK: Weights, and what components keep

    private static func composition(_ hook: any TrainingHook) throws -> Composition {
        let made = try trainable { ($0.microbatch, $0.kimg, $0.tickKimg) = (2, 0.032, 0.008) }
        return Composition(
            data: made.data, generator: made.generator, discriminator: made.discriminator, loss: made.loss,
            hooks: [HookSlot(name: "own", hook: hook)], seed: 1, sections: [made.section(TrainSettings.self)],
            makeGenerator: { try made.generatorCopy })
    }

    /// A process whose weights or buffers are its own is found at the first record.
    @Test(arguments: [false, true]) func otherNumbersAreFound(_ isBuffer: Bool) throws {
        let results = ThreadCollective.run(2) { ranks in
            let hook = ObservingHook { _ in }
            let composition = try Self.composition(hook)
            if ranks.rank == 1 {
                if isBuffer {
                    hook.kept = 5
                } else {
                    let weight = composition.modules[0].module.parameters()[0].parameter
                    weight.wrappedValue = weight.wrappedValue + 1
                }
            }
            return try Trainer(composition, with: ranks).train(until: { false })
        }
        for result in results {
            #expect(throws: CollectiveError.differentWeights(rank: 1, step: 1)) { try result.get() }
        }
    }

    /// Components of all processes hear of a record, and may change what they keep.
    @Test func recordsReachAllProcesses() throws {
        let counts = ThreadCollective.run(3) { ranks in
            let hook = ObservingHook { _ in }
            let trainer = try Trainer(try Self.composition(hook), with: ranks)
            _ = try trainer.train(until: { false }, report: { _ in _ = try trainer.announceRecord() })
            return hook.kept
        }
        // The batch has 8 images, the run 32.
        #expect(try counts.map { try $0.get() } == [4, 4, 4])
    }
}

/// Counts records, and does what a test asks for.
private final class ObservingHook: Module, TrainingHook {
    static let name = "observing_hook"
    static let summary = "a hook for tests"
    @Buffer(.same) var kept: Int = 0
    private var body: (StepEvent) throws -> Void = { _ in }

    init(_ body: @escaping (StepEvent) throws -> Void) { self.body = body }
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func observe(_ event: StepEvent) throws {
        if case .records = event { kept += 1 }
        try body(event)
    }
}
