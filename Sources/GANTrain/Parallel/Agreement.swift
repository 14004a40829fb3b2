import GANCore

/// An error of the connection to other processes. No further call can succeed.
public protocol LostProcess: Error {}

extension Error {
    /// The error that a component threw, without the places that were added to it.
    private var innermost: any Error { (self as? ComponentError)?.underlying.innermost ?? self }

    /// Whether the connection to other processes is lost.
    package var isLostProcess: Bool { innermost is any LostProcess }

    /// Whether it says nothing about the work that it ended: the run was asked to stop, or another process failed.
    package var isFromOutside: Bool {
        isLostProcess || self is StepInterruption || self is RankError || self is MetricError || self is TrainingError
    }
}

extension Collective {
    /// Runs `body` on every process, and returns what each wrote. Waits while a process says that it still works.
    /// - Throws: the error of the first process that failed, on all.
    package func gathering(_ body: (inout MessageWriter) throws -> Void) throws -> [MessageReader] {
        var writer = MessageWriter()
        let failure: (any Error)?
        do {
            writer.add(Outcome.success.rawValue)
            try body(&writer)
            failure = nil
        } catch {
            if error.isLostProcess { throw error }
            writer = MessageWriter()
            Outcome.write(error, of: rank, to: &writer)
            failure = error
        }
        var readers: [MessageReader]
        repeat {
            readers = try gather(writer.bytes).map(MessageReader.init)
        } while try readers.contains(Outcome.working)
        for index in readers.indices {
            guard let found = try Outcome.error(from: &readers[index]) else { continue }
            // Another process may have heard of this one's error in a heartbeat.
            let isOwn = index == rank || (found as? RankError)?.rank == rank
            throw isOwn ? failure ?? found : found
        }
        return readers
    }

    /// Runs `body` on every process; each has a result of its own.
    /// - Throws: the error of the first process that failed, on all.
    package func agreeing<Value>(_ body: () throws -> Value) throws -> Value {
        guard count > 1 else { return try body() }
        var value: Value?
        _ = try gathering { _ in value = try body() }
        guard let value else { preconditionFailure("a process whose body failed throws") }
        return value
    }

    // MARK: Process 0 leads

    /// Process 0 runs `body`. The others wait, and do each task that it assigns, until it ends. So they need not know what it does and
    /// when it stops.
    /// - Parameter assist: does a task on the other processes; see `assist`.
    /// - Throws: on all processes what `body` threw.
    package func leading(_ body: () throws -> Void, assist: (_ task: String) throws -> Void = { _ in }) throws {
        if rank == 0 { try agreeing(body) } else { try self.assist(assist) }
    }

    /// Does the tasks that process 0 assigns, on another process, until it ends its body of `leading`, or of `agreeing`.
    /// - Parameter body: does a task. Its errors are dropped: process 0 knows them from what the processes share.
    /// - Throws: the error of process 0.
    package func assist(_ body: (_ task: String) throws -> Void) throws {
        while true {
            let message = try gather(Outcome.successMessage)[0]
            var reader = MessageReader(message)
            switch try Outcome(from: &reader) {
            case .working: continue
            case .task:
                let task = try reader.text()
                do { try body(task) } catch  where error.isLostProcess { throw error } catch {}
            case .success: return
            case .trainingError, .metricError, .interruption, .otherError:
                var reader = MessageReader(message)
                throw try Outcome.error(from: &reader) ?? CollectiveError.unreadableMessage
            }
        }
    }

    /// Lets the others begin a task; on process 0, while they assist.
    package func assign(_ task: String) throws {
        guard count > 1 else { return }
        var writer = MessageWriter()
        writer.add(Outcome.task.rawValue)
        writer.add(task)
        _ = try gather(writer.bytes)
    }
}

/// Tells processes that wait in `agreeing` or `leading` that this one still works, so that they do not take it for lost.
package final class Heartbeat {
    private let ranks: any Collective
    private let interval: Duration
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant

    /// - Parameter interval: the least time between two messages.
    package init(_ ranks: any Collective, every interval: Duration = .seconds(2)) {
        (self.ranks, self.interval, last) = (ranks, interval, clock.now)
    }

    /// Called often during long work in which the processes share nothing.
    /// - Throws: the error of a process that has failed meanwhile.
    package func beat() throws {
        guard ranks.count > 1, clock.now - last >= interval else { return }
        last = clock.now
        var writer = MessageWriter()
        writer.add(Outcome.working.rawValue)
        for message in try ranks.gather(writer.bytes) {
            let reader = MessageReader(message)
            if let error = try Outcome.unassignedError(in: reader) { throw error }
        }
    }
}

/// An error of another process that trains together with this one.
package struct RankError: LocatedError, CustomStringConvertible {
    package let rank: Int
    let text: String
    /// Whether it names a component that breaks its contract.
    package let namesComponent: Bool

    package var description: String { namesComponent ? text : "process \(rank): \(text)" }
}

/// How a process's part of a common task ended, or what it says meanwhile: the first number of a message.
private enum Outcome: Int {
    case success
    case trainingError
    case metricError
    case interruption
    case otherError
    /// The process goes on with its part.
    case working
    /// Process 0 assigns a task.
    case task

    static var successMessage: [UInt8] {
        var writer = MessageWriter()
        writer.add(Outcome.success.rawValue)
        return writer.bytes
    }

    init(from reader: inout MessageReader) throws {
        guard let found = Outcome(rawValue: try reader.number()) else { throw CollectiveError.unreadableMessage }
        self = found
    }

    static func write(_ error: any Error, of rank: Int, to writer: inout MessageWriter) {
        switch error {
        case is StepInterruption: writer.add(Outcome.interruption.rawValue)
        case let error as TrainingError:
            writer.add(Outcome.trainingError.rawValue)
            error.write(to: &writer)
        case let error as MetricError:
            writer.add(Outcome.metricError.rawValue)
            writer.add(error.problem)
            writer.add(error.fix)
        default:
            writer.add(Outcome.otherError.rawValue)
            let known = error as? RankError
            writer.add(known?.rank ?? rank)
            writer.add(known?.text ?? "\(error)")
            writer.add(error.namesComponent ? 1 : 0)
        }
    }

    /// The error that a process wrote; nil if it succeeded, or still works.
    static func error(from reader: inout MessageReader) throws -> (any Error)? {
        switch try Outcome(from: &reader) {
        case .success, .working, .task: nil
        case .interruption: StepInterruption()
        case .trainingError: try TrainingError(from: &reader)
        case .metricError: MetricError(try reader.text(), fix: try reader.text())
        case .otherError:
            RankError(rank: try reader.number(), text: try reader.text(), namesComponent: try reader.number() == 1)
        }
    }
}

extension Outcome {
    /// As `error(from:)`, for a process that would lose a task if process 0 assigned one.
    fileprivate static func unassignedError(in reader: MessageReader) throws -> (any Error)? {
        var (first, whole) = (reader, reader)
        guard try Outcome(from: &first) != .task else { throw CollectiveError.unreadableMessage }
        return try error(from: &whole)
    }
}

extension [MessageReader] {
    /// Whether a process says this.
    fileprivate func contains(_ outcome: Outcome) throws -> Bool {
        try contains { reader in
            var reader = reader
            return try Outcome(from: &reader) == outcome
        }
    }
}

extension Error {
    /// Whether it names a component that breaks its contract.
    var namesComponent: Bool {
        switch self {
        case let error as ComponentError: error.underlying is ContractViolation
        case let error as RankError: error.namesComponent
        default: false
        }
    }
}

extension TrainingError {
    fileprivate func write(to writer: inout MessageWriter) {
        let (kind, texts, phase, step): (Int, [String], Phase, Int) =
            switch self {
            case .lossNotFinite(let term, let phase, let step): (0, [term], phase, step)
            case .gradientNotFinite(let parameter, let term, let phase, let step): (1, [parameter, term], phase, step)
            case .graphReleased(let term, let phase, let step): (2, [term], phase, step)
            }
        writer.add(kind)
        writer.add(phase.rawValue)
        writer.add(step)
        for text in texts { writer.add(text) }
    }

    fileprivate init(from reader: inout MessageReader) throws {
        let kind = try reader.number()
        guard let phase = Phase(rawValue: try reader.text()) else { throw CollectiveError.unreadableMessage }
        let (step, first) = (try reader.number(), try reader.text())
        switch kind {
        case 0: self = .lossNotFinite(term: first, phase: phase, step: step)
        case 1: self = .gradientNotFinite(parameter: first, term: try reader.text(), phase: phase, step: step)
        case 2: self = .graphReleased(term: first, phase: phase, step: step)
        default: throw CollectiveError.unreadableMessage
        }
    }
}
