import Dispatch
import Foundation
import GANCore
import GANTensor
import Synchronization
import Testing

@testable import GANData

/// Sample i is one pixel pair (i, -i); counts what it is asked for.
private final class Counting: SampleSource {
    let info: DatasetInfo
    let flipsInTraining: Bool
    private let failing: Int?
    private let asked = Mutex(0)
    /// Signaled before a batch is read, and when a thread has ended that read one.
    let asks = DispatchSemaphore(value: 0)
    let ends = DispatchSemaphore(value: 0)

    init(_ count: Int, flips: Bool = false, failing: Int? = nil) {
        info = DatasetInfo(count: count, channels: 1, height: 1, width: 2, labelKind: .none, labelSize: 0)
        (flipsInTraining, self.failing) = (flips, failing)
    }

    var batchesAsked: Int { asked.withLock { $0 } }

    func labels(at indices: [Int]) -> [Float] { [] }

    func batch(at indices: [Int]) throws -> SampleBatch {
        asked.withLock { $0 += 1 }
        asks.signal()
        let kept = Thread.current.threadDictionary
        if kept["end"] == nil { kept["end"] = EndOfThread(signaling: ends) }
        if let failing, indices.contains(failing) { throw DataError("\(failing).png", "it is empty", fix: "remove it") }
        return SampleBatch(
            images: indices.flatMap { [Float($0), -Float($0)] }, shape: [indices.count, 1, 1, 2], labels: [])
    }
}

/// Lies in a thread's dictionary, and signals when that goes.
private final class EndOfThread {
    private let signal: DispatchSemaphore

    init(signaling signal: DispatchSemaphore) { self.signal = signal }

    deinit { signal.signal() }
}

@Suite struct LoaderTests {
    /// The samples of the next batches.
    private func samples(_ loader: Loader, batches: Int) throws -> [Int] {
        var found: [Int] = []
        for _ in 0..<batches {
            let batch = try loader.next().samples
            found += stride(from: 0, to: batch.images.count, by: 2).map { abs(Int(batch.images[$0])) }
        }
        return found
    }

    @Test func everyEpochShowsEachSampleOnce() throws {
        let loader = try Loader(Counting(10), batchSize: 4, seed: 3)
        let shown = try samples(loader, batches: 5)
        let epochs = [Array(shown[..<10]), Array(shown[10...])]
        #expect(epochs.allSatisfy { $0.sorted() == Array(0..<10) } && epochs[0] != epochs[1])
        // The order is part of what a run's bytes depend on.
        #expect(epochs[0] == [6, 1, 2, 7, 0, 3, 8, 5, 4, 9])
    }

    @Test func anotherSeedIsAnotherOrder() throws {
        let orders = try [1, 2, 1].map { seed in
            try samples(Loader(Counting(50), batchSize: 50, seed: seed), batches: 1)
        }
        #expect(orders[0] == orders[2] && orders[0] != orders[1])
    }

    @Test(arguments: [false, true]) func resumesAnywhere(flips: Bool) throws {
        let source = Counting(7, flips: flips)
        let whole = try Loader(source, batchSize: 3, seed: 5)
        for _ in 0..<9 {
            let end = try whole.next().end
            let resumed = try Loader(source, batchSize: 3, seed: 5, from: end, depth: 1)
            let other = try Loader(source, batchSize: 3, seed: 5, from: end, depth: 4)
            #expect(try resumed.next().samples == other.next().samples)
        }
        let batch = try whole.next()
        let again = try Loader(source, batchSize: 3, seed: 5, from: DataPosition(epoch: 3, index: 6))
        #expect(try again.next().samples == batch.samples)
        #expect(batch.end == DataPosition(epoch: 4, index: 2))
    }

    /// A pair that is mirrored begins with the negative number.
    @Test func flipsHalfOfTheImages() throws {
        let images = try Loader(Counting(2000, flips: true), batchSize: 2000, seed: 0).next().samples.images
        let mirrored = stride(from: 0, to: images.count, by: 2).count { images[$0] < 0 }
        #expect((900...1100).contains(mirrored))
    }

    @Test func preparesAheadAndNoFurther() throws {
        let source = Counting(100)
        let loader = try Loader(source, batchSize: 1, seed: 0, depth: 2)
        for _ in 0..<5 { _ = try loader.next() }
        #expect((5...7).contains(source.batchesAsked))
    }

    @Test func beginsBeforeItIsAsked() throws {
        let source = Counting(100)
        let loader = try Loader(source, batchSize: 1, seed: 0, depth: 2)
        source.asks.wait()
        source.asks.wait()
        #expect(source.batchesAsked == 2)
        withExtendedLifetime(loader) {}
    }

    @Test func itsThreadsEndWithIt() throws {
        let source = Counting(100)
        do { _ = try Loader(source, batchSize: 1, seed: 0, depth: 1).next() }
        #expect(source.ends.wait(timeout: .now() + 30) == .success)
    }

    @Test func aBadImageIsNamedInItsBatch() throws {
        let loader = try Loader(Counting(6, failing: 4), batchSize: 2, seed: 0)
        var problems: [String] = []
        for _ in 0..<3 {
            do { _ = try loader.next() } catch { problems.append("\(error)") }
        }
        #expect(problems == ["4.png: it is empty\n  fix: remove it"])
    }

    @Test func refusesAPositionPastTheEnd() {
        #expect(
            message { _ = try Loader(Counting(6), batchSize: 2, seed: 0, from: DataPosition(epoch: 1, index: 6)) }
                == "the checkpoint stopped at sample 6 of an epoch, but the data has only 6 samples\n"
                + "  fix: resume with the data that the run started with")
    }
}
