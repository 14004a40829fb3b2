import GANCore
import GANTestSupport
import Testing

@testable import GANTrain

/// Process 0 leads, and the others do what it assigns.
@Suite struct LeadingTests {
    private struct Failure: Error, CustomStringConvertible { let description = "the disk is full" }

    /// What each process did, in order; its error at the end.
    private static func run(
        _ body: @escaping @Sendable (ThreadCollective) throws -> Void,
        assist: @escaping @Sendable (ThreadCollective, String) throws -> Void
    ) throws -> [[String]] {
        try ThreadCollective.run(3) { ranks in
            var done: [String] = []
            do {
                try ranks.leading {
                    try body(ranks)
                    done.append("led")
                } assist: { task in
                    done.append(task)
                    try assist(ranks, task)
                }
                // All are in time again.
                _ = try ranks.gather([UInt8(ranks.rank)])
            } catch { done.append("\(error)") }
            return done
        }.map { try $0.get() }
    }

    @Test func othersDoWhatIsAssigned() throws {
        let done = try Self.run {
            try $0.assign("first")
            try $0.assign("second")
        } assist: { _, _ in
        }
        #expect(done == [["led"], ["first", "second"], ["first", "second"]])
    }

    @Test func allHaveTheErrorOfTheFirst() throws {
        let done = try Self.run {
            try $0.assign("first")
            throw Failure()
        } assist: { _, _ in
        }
        #expect(done == [["the disk is full"]] + Array(repeating: ["first", "process 0: the disk is full"], count: 2))
    }

    /// A task in which the processes share something: process 0 has the error of another one, and may go on.
    @Test func theFirstDecidesAboutErrorsOfATask() throws {
        let done = try Self.run { ranks in
            try ranks.assign("broken")
            let error = #expect(throws: MetricError.self) { try ranks.agreeing {} }
            #expect(error.map { "\($0)" } == "no images\n  fix: add images")
            try ranks.assign("whole")
            try ranks.agreeing {}
        } assist: { ranks, task in
            try ranks.agreeing {
                if task == "broken", ranks.rank == 2 { throw MetricError("no images", fix: "add images") }
            }
        }
        #expect(done == [["led"]] + Array(repeating: ["broken", "whole"], count: 2))
    }

    /// Tasks have tasks of their own, and process 0 may leave them early.
    @Test func tasksMayBeNested() throws {
        let done = try Self.run { ranks in
            try ranks.assign("outer")
            #expect(throws: Failure.self) {
                try ranks.leading {
                    try ranks.assign("inner")
                    throw Failure()
                }
            }
            try ranks.assign("last")
        } assist: { ranks, task in
            if task == "outer" { try ranks.assist { #expect($0 == "inner") } }
        }
        #expect(done == [["led"]] + Array(repeating: ["outer", "last"], count: 2))
    }

    // MARK: Signs of life

    /// A process that works says so; the others wait on, and then have its result or error.
    @Test(arguments: [false, true]) func othersWaitWhileOneWorks(_ fails: Bool) throws {
        let results = ThreadCollective.run(3) { ranks in
            try ranks.agreeing {
                let heartbeat = Heartbeat(ranks, every: .zero)
                for _ in 0..<(ranks.rank == 1 ? 5 : 0) { try heartbeat.beat() }
                if fails, ranks.rank == 1 { throw Failure() }
            }
            return try ranks.gather([UInt8(ranks.rank)])
        }
        for (rank, result) in results.enumerated() {
            switch result {
            case .success(let bytes): #expect(!fails && bytes == [[0], [1], [2]])
            case .failure(let error):
                #expect(fails && "\(error)" == (rank == 1 ? "" : "process 1: ") + "the disk is full")
            }
        }
    }

    /// A process that works learns of an error of another one.
    @Test func workEndsWithTheErrorOfAnother() throws {
        let results = ThreadCollective.run(2) { ranks in
            var beats = 0
            let error = #expect(throws: (any Error).self) {
                try ranks.agreeing {
                    if ranks.rank == 1 { throw Failure() }
                    let heartbeat = Heartbeat(ranks, every: .zero)
                    while beats < 5 {
                        beats += 1
                        try heartbeat.beat()
                    }
                }
            }
            return "\(beats) \(error.map { "\($0)" } ?? "")"
        }
        #expect(try results.map { try $0.get() } == ["1 process 1: the disk is full", "0 the disk is full"])
    }
}
