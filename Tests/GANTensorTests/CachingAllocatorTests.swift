import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct CachingAllocatorTests {
    private func requests(_ allocator: CachingAllocator) -> Int { allocator.statistics.systemAllocations }

    @Test func aSizeIsServedFromTheCache() {
        let allocator = CachingAllocator()
        allocator.deallocate(allocator.allocate(1 << 20), byteCount: 1 << 20)
        allocator.deallocate(allocator.allocate(1 << 20), byteCount: 1 << 20)
        #expect(requests(allocator) == 1)
    }

    /// A block that is larger by less than half serves too, counts as what it is, and comes back whole.
    @Test func aLargerBlockServesWhereItWastesLittle() {
        let allocator = CachingAllocator()
        allocator.deallocate(allocator.allocate(1 << 20), byteCount: 1 << 20)
        let lent = allocator.allocate(800_000)
        #expect(requests(allocator) == 1)
        #expect(allocator.statistics.bytesInUse == 1 << 20)
        allocator.deallocate(lent, byteCount: 800_000)
        #expect(allocator.statistics.bytesInUse == 0 && allocator.statistics.bytesCached == 1 << 20)
        allocator.deallocate(allocator.allocate(1 << 20), byteCount: 1 << 20)
        #expect(requests(allocator) == 1)
        let small = allocator.allocate(400_000)
        #expect(requests(allocator) == 2)
        allocator.deallocate(small, byteCount: 400_000)
    }

    /// What was once needed and is not any more does not pile up: at most a quarter more than the most in use is held.
    @Test func sizesThatAreNotAskedForAgainAreGivenBack() {
        let allocator = CachingAllocator()
        for size in stride(from: 64 << 20, through: 512 << 20, by: 64 << 20) {
            allocator.deallocate(allocator.allocate(size), byteCount: size)
        }
        let held = allocator.statistics.bytesInUse + allocator.statistics.bytesCached
        #expect(held <= allocator.statistics.peakBytesInUse * 5 / 4)
    }
}
