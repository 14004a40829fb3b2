import CGANSupport
import Foundation
import GANCore
import GANModule
import GANRecipe
import GANRun

/// How a run of a sweep ended.
struct RunOutcome {
    enum State: String, Encodable { case finished, failed, interrupted }

    let state: State
    /// Why the run is not finished, without values of environment variables; nil if it is.
    let problem: String?
    /// What the run printed; nil if it was not started.
    let log: String?
}

/// The runs of a sweep in processes of their own, some at a time.
struct Sweep {
    private let plan: SweepPlan
    private let options: [String]
    private let say: (String) -> Void
    private var waiting: [SweepRun]
    private var slots: [SweepProcess?]
    private var endings: [SweepRun: RunOutcome] = [:]
    /// Runs that wait for another process, which was said.
    private var delayed: Set<SweepRun> = []
    /// Whether a signal asked to stop.
    private(set) var isStopped = false

    /// - Parameters:
    ///   - options: of `train`, for every run: plugins and the device.
    ///   - jobs: number of runs at a time.
    ///   - say: prints a line.
    init(_ plan: SweepPlan, options: [String], jobs: Int, say: @escaping (String) -> Void) {
        (self.plan, self.options, self.say) = (plan, options, say)
        (waiting, slots) = (plan.runs, Array(repeating: nil, count: jobs))
    }

    /// Trains until all runs ended, or a signal was caught.
    /// - Throws: `CommandFailure` if the folder cannot be made.
    mutating func run() throws -> [SweepRun: RunOutcome] {
        do { try FileManager.default.createDirectory(atPath: plan.folder, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make the folder \(plan.folder): \(error.systemReason)")
        }
        while !isStopped || slots.contains(where: { $0 != nil }) {
            collect()
            if !isStopped, isAskedToStop { stop() }
            if !isStopped { fill() }
            if waiting.isEmpty, slots.allSatisfy({ $0 == nil }) { break }
            usleep(20_000)
        }
        return endings
    }

    private var isAskedToStop: Bool {
        var seconds = 0.0
        return unsafe ganzoo_caught_signal(&seconds) != 0
    }

    /// Every run writes a checkpoint.
    private mutating func stop() {
        isStopped = true
        for process in slots { process?.stop() }
    }

    // MARK: Starting

    private mutating func fill() {
        for slot in slots.indices where slots[slot] == nil {
            while slots[slot] == nil, let run = nextReady() { slots[slot] = started(run, slot) }
        }
    }

    /// The next run that is neither finished nor trained by another process, such as one that a killed sweep left behind.
    private mutating func nextReady() -> SweepRun? {
        var index = 0
        while index < waiting.count {
            let run = waiting[index]
            do {
                switch try run.progress(plan.recipe) {
                case .busy:
                    if delayed.insert(run).inserted { say("\(run.name): waits for another process that trains there") }
                    index += 1
                case .finished:
                    waiting.remove(at: index)
                    end(run, RunOutcome(state: .finished, problem: nil, log: nil), "already finished")
                case .none, .begun:
                    try plan.checkUnchanged(run)
                    return waiting.remove(at: index)
                }
            } catch {
                waiting.remove(at: index)
                fail(run, error)
            }
        }
        return nil
    }

    private mutating func started(_ run: SweepRun, _ slot: Int) -> SweepProcess? {
        let words =
            ["train", plan.recipe] + run.overrides + options
            + ["--run", run.folder, "--resume", "auto"]
        do {
            return try SweepProcess(run, words, log: "\(plan.folder)/\(run.name).log", slot: slot, of: slots.count)
        } catch {
            fail(run, error)
            return nil
        }
    }

    // MARK: Ending

    private mutating func collect() {
        for slot in slots.indices {
            guard let process = slots[slot], let outcome = process.outcome(plan.mask) else { continue }
            slots[slot] = nil
            if isStopped, outcome.state == .interrupted { continue }
            end(process.run, outcome, outcome.problem ?? "finished in \(duration(process.seconds))")
        }
    }

    private mutating func fail(_ run: SweepRun, _ error: any Error) {
        let failure = (error as? RunError).map { CommandFailure($0) } ?? error as? CommandFailure
        let problem = plan.mask.masked(failure?.message ?? error.words)
        end(run, RunOutcome(state: .failed, problem: problem, log: nil), problem)
    }

    private mutating func end(_ run: SweepRun, _ outcome: RunOutcome, _ text: String) {
        endings[run] = outcome
        let words = outcome.state == .failed ? "failed: \(text)" : text
        say("[\(endings.count) of \(plan.runs.count)] \(run.name): \(words)")
    }
}
