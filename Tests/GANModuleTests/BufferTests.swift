import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct BufferTests {
    /// `@Buffer var mean = Tensor(0)` does not compile: a rule has no default. Neither does `@Buffer(.mean) var isSeeded = false`.
    private final class Net: Module {
        @Buffer(.mean) var mean = Tensor(0)
        @Buffer(.sumOfChanges) var signs = 0
        @Buffer(.firstSlice) var left = Tensor(1)
        @Buffer(.same, in: 0...1) var share = 0.5
        @Buffer(.anySlice, named: "seeded") var isSeeded = false
        @Buffer var rows: RowBuffer

        override init() { _rows = Buffer(.gatheredRows, rowShape: [2]) }
    }

    @Test func rulesAreReadFromTheModule() {
        let found = Net().buffers().map { "\($0.path) \($0.buffer.rule.rawValue)" }
        #expect(
            found == [
                "mean mean", "signs sumOfChanges", "left firstSlice", "share same", "seeded anySlice",
                "rows gatheredRows",
            ])
    }

    /// A buffer that kept its graph would hold the memory of every step since the start.
    @Test func assignedTensorsBecomeConstants() {
        let net = Net()
        let weight = Tensor([2, 3] as [Float], shape: [2]).requiringGradient()
        net.mean = weight.squared().mean()
        #expect(!net.mean.requiresGradient && net.mean.item() == 6.5)
        #expect(net.$left.setValue(weight * 2) && !net.left.requiresGradient)
        #expect(!Buffer(wrappedValue: weight * 2, .mean).wrappedValue.requiresGradient)
    }

    /// Else a run whose component assigns float64 could not be resumed: the checkpoint would store another type.
    @Test func theElementTypeStays() throws {
        let (net, place) = (Net(), try Workplace())
        net.mean = Tensor(1.5, dtype: .float64)
        #expect(net.mean.dtype == .float32 && net.mean.item() == 1.5)
        #expect(net.$left.setValue(Tensor(2.5, dtype: .float64)) && net.left.dtype == .float32)
        net.rows = RowBuffer(Tensor([1, 2] as [Double], shape: [1, 2]))
        var writer = SafetensorsWriter()
        net.addState(to: &writer)
        try writer.write(to: place.path("net.safetensors"))
        let other = Net()
        try other.loadState(from: SafetensorsFile(path: place.path("net.safetensors")))
        #expect(other.rows.rows.scalars() == [1, 2] as [Float] && other.left.item() == 2.5)
    }

    @Test func indicesStayIndices() {
        let buffer = Buffer(wrappedValue: Tensor([1] as [Int32], shape: [1]), .same)
        buffer.wrappedValue = Tensor([7] as [Int32], shape: [1])
        #expect(buffer.wrappedValue.scalars() == [7] as [Int32])
    }
}
