import Foundation
import GANTensor
import GANTrain
import Synchronization

/// Threads of one process in the place of processes that train together.
package struct ThreadCollective: Collective {
    package let rank: Int
    package var count: Int { meeting.count }
    private let meeting: Meeting

    /// Runs `body` once for each of `count` ranks at the same time, on the caller's backend.
    /// - Returns: the results in the order of ranks.
    package static func run<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (ThreadCollective) throws -> Value
    ) -> [Result<Value, any Error>] {
        let (meeting, backend) = (Meeting(count: count), Backends.current)
        let results = Mutex<[Int: Result<Value, any Error>]>([:])
        for rank in 0..<count {
            let thread = Thread {
                let result = Result {
                    try Backends.with(backend) { try body(ThreadCollective(rank: rank, meeting: meeting)) }
                }
                results.withLock { $0[rank] = result }
                meeting.leave()
            }
            thread.stackSize = 1 << 24
            thread.start()
        }
        meeting.waitForAll()
        return results.withLock { found in (0..<count).compactMap { found[$0] } }
    }

    package func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8] { try gather(bytes)[partner] }

    package func gather(_ bytes: [UInt8]) throws -> [[UInt8]] { try meeting.gather(bytes, rank) }

    /// A thread ended while another waited for it.
    package struct RankEnded: LostProcess {}
}

/// Where all threads wait for each other.
private final class Meeting: @unchecked Sendable {
    let count: Int
    private let condition = NSCondition()
    private var brought: [[UInt8]?]
    private var gathered: [[UInt8]] = []
    private var number = 0
    private var left = 0

    init(count: Int) { (self.count, brought) = (count, Array(repeating: nil, count: count)) }

    func gather(_ bytes: [UInt8], _ rank: Int) throws -> [[UInt8]] {
        condition.lock()
        defer { condition.unlock() }
        let current = number
        brought[rank] = bytes
        if brought.allSatisfy({ $0 != nil }) {
            gathered = brought.compactMap(\.self)
            brought = Array(repeating: nil, count: count)
            number += 1
            condition.broadcast()
        }
        while number == current {
            if left > 0 { throw ThreadCollective.RankEnded() }
            condition.wait()
        }
        return gathered
    }

    func leave() {
        condition.lock()
        left += 1
        condition.broadcast()
        condition.unlock()
    }

    func waitForAll() {
        condition.lock()
        while left < count { condition.wait() }
        condition.unlock()
    }
}
