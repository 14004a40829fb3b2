import Foundation
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct OutOfMemoryTests {
    private static let needed = "out of memory: needed 1073741824 MiB more for "
    private static let fix = "\n  fix: use a smaller batch, resolution or network"

    /// More than any machine has, though the system might promise it: the process ends in words, and names the tensor.
    @Test func endsInWords() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([1 << 48])
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("\(Self.needed)a tensor of 281474976710656 float32, with 0 MiB in use of the "))
        #expect(message.contains(Self.fix))
    }

    /// A program ends in its own way.
    @Test func callsTheHandler() async {
        let result = await #expect(processExitsWith: .exitCode(7), observing: [\.standardErrorContent]) {
            OutOfMemory.setHandler { problem in
                let text = "mine: \(problem.neededBytes) for \(problem.purpose)"
                write(STDERR_FILENO, text, text.utf8.count)
                exit(7)
            }
            _ = CachingAllocator().allocate(1 << 50)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message == "mine: 1125899906842624 for an operation")
    }
}
