import GANCore

extension Collective {
    /// Runs `body` on every process, and returns what each wrote.
    /// - Throws: the error of the first process that failed, on all.
    func gathering(_ body: (inout MessageWriter) throws -> Void) throws -> [MessageReader] {
        var writer = MessageWriter()
        let failure: (any Error)?
        do {
            writer.add(Outcome.success.rawValue)
            try body(&writer)
            failure = nil
        } catch {
            writer = MessageWriter()
            Outcome.write(error, to: &writer)
            failure = error
        }
        var readers = try gather(writer.bytes).map(MessageReader.init)
        for index in readers.indices {
            guard let found = try Outcome.error(from: &readers[index], rank: index) else { continue }
            throw index == rank ? failure ?? found : found
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
}

/// An error of another process that trains together with this one.
package struct RankError: Error, CustomStringConvertible {
    package let rank: Int
    let text: String
    /// Whether it names a component that breaks its contract.
    package let namesComponent: Bool

    package var description: String { namesComponent ? text : "process \(rank): \(text)" }
}

/// How a process's part of a common task ended, in a message.
private enum Outcome: Int {
    case success
    case trainingError
    case interruption
    case otherError

    static func write(_ error: any Error, to writer: inout MessageWriter) {
        if error is StepInterruption {
            writer.add(Outcome.interruption.rawValue)
        } else if let error = error as? TrainingError {
            writer.add(Outcome.trainingError.rawValue)
            error.write(to: &writer)
        } else {
            writer.add(Outcome.otherError.rawValue)
            writer.add("\(error)")
            writer.add(error.namesComponent ? 1 : 0)
        }
    }

    /// The error that the process `rank` wrote; nil if it succeeded.
    static func error(from reader: inout MessageReader, rank: Int) throws -> (any Error)? {
        switch Outcome(rawValue: try reader.number()) {
        case .success: nil
        case .interruption: StepInterruption()
        case .trainingError: try TrainingError(from: &reader)
        case .otherError:
            RankError(rank: rank, text: try reader.text(), namesComponent: try reader.number() == 1)
        case nil: throw CollectiveError.unreadableMessage
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
