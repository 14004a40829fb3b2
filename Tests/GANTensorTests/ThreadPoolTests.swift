import GANTensor
import Synchronization
import Testing

@Suite struct ThreadPoolTests {
    @Test(arguments: [1, 2, 3, 8]) func everyIndexIsVisitedOnce(threads: Int) {
        let pool = ThreadPool(threads: threads)
        for count in [0, 1, 2, 7, 100, 1000] {
            for _ in 0..<50 {
                let visits = (0..<count).map { _ in Counter() }
                pool.run(count) { visits[$0].add() }
                #expect(visits.allSatisfy { $0.value == 1 })
            }
        }
    }

    @Test func piecesCoverTheRange() {
        let pool = ThreadPool(threads: 3)
        let covered = Mutex<[Range<Int>]>([])
        pool.pieces(of: 10, size: 4) { range in covered.withLock { $0.append(range) } }
        #expect(covered.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<4, 4..<8, 8..<10])
    }

    @Test func aRunInsideARunIsSerial() {
        let pool = ThreadPool(threads: 3)
        let sum = Counter()
        pool.run(10) { _ in pool.run(10) { _ in sum.add() } }
        #expect(sum.value == 100)
    }

    @Test func callersFromSeveralThreadsDoNotDisturbEachOther() async {
        let pool = ThreadPool(threads: 2)
        let sum = Counter()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<200 { pool.run(5) { _ in sum.add() } } }
            }
        }
        #expect(sum.value == 8000)
    }

    @Test func poolsComeAndGo() {
        for _ in 0..<50 {
            let sum = Counter()
            ThreadPool(threads: 4).run(20) { _ in sum.add() }
            #expect(sum.value == 20)
        }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        var value: Int { count.load(ordering: .relaxed) }
        func add() { count.wrappingAdd(1, ordering: .relaxed) }
    }
}
