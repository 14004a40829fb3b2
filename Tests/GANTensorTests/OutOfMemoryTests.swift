import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct OutOfMemoryTests {
    /// More than any machine has, though the system might promise it: the process ends in words, not in a trap.
    @Test func endsInWords() async {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            _ = CachingAllocator().allocate(1 << 50)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("out of memory: needed 1073741824 MiB more, with 0 MiB in use of the "))
        #expect(message.contains("\n  fix: use a smaller batch, resolution or network\n"))
    }
}
