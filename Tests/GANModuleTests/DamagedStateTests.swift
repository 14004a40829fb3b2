import Foundation
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// Numbers of a stranger's file that no training leaves there.
@Suite(.onChosenBackend) struct DamagedStateTests {
    private final class Net: Module {
        @Buffer(.mean, in: 0...1) var share = 0.5
        @Buffer(.mean, in: 0...(.infinity)) var rate: Float = 1
        @Buffer(.mean, in: -1...1) var signs = Tensor([0, 0] as [Float], shape: [2])
        @Buffer var kept: RowBuffer
        @Buffer(.same) var filter = ResampleFilter.binomial
        @Buffer(.mean) var free = 0.0

        override init() { _kept = Buffer(.gatheredRows, rowShape: [3, 2]) }
    }

    private func refusal(_ change: (Net) -> Void) throws -> String {
        let other = Net()
        change(other)
        return try GANTestSupport.refusal(ofStateOf: other, by: Net())
    }

    @Test func numbersHaveARange() throws {
        let limits = "not in 0.0 ... 1.0"
        #expect(try refusal { $0.share = 1 } == "no error")
        #expect(try refusal { $0.share = 1.25 } == "`share` is 1.25, which is \(limits)")
        #expect(try refusal { $0.share = -.leastNonzeroMagnitude } == "`share` is -5e-324, which is \(limits)")
        #expect(try refusal { $0.share = .nan } == "`share` is nan, which is \(limits)")
        #expect(try refusal { $0.rate = 1e30 } == "no error")
        #expect(try refusal { $0.rate = -1 } == "`rate` is -1.0, which is below 0.0")
        #expect(try refusal { $0.free = -1e300 } == "no error")
    }

    @Test func tensorsHaveARange() throws {
        #expect(try refusal { $0.signs = Tensor([1, -1] as [Float], shape: [2]) } == "no error")
        #expect(
            try refusal { $0.signs = Tensor([1, -2] as [Float], shape: [2]) }
                == "`signs` is -2.0, which is not in -1.0 ... 1.0")
    }

    @Test(arguments: [
        ([0], true), ([1, 3, 2], true), ([9, 3, 2], true), ([0, 3, 2], false), ([1, 2, 3], false), ([6], false),
        ([], false), ([3, 2], false),
    ]) func rowsHaveAShape(_ shape: [Int], _ isTaken: Bool) throws {
        let problem = "`kept` has the shape \(shape), which is neither [0] nor [N, 3, 2] with N above 0"
        #expect(
            try refusal { $0.kept = RowBuffer(.zeros(Shape(shape))) } == (isTaken ? "no error" : problem))
    }

    /// Taps that no filter of rows and columns has.
    @Test func aFilterIsAnOuterProduct() throws {
        let place = try Workplace()
        let path = place.path("state.safetensors")
        final class Filtered: Module { @Buffer(.same) var filter = ResampleFilter.binomial }
        for taps in [[Float](repeating: 0, count: 16), (0..<16).map { Float($0 * $0) }] {
            var writer = SafetensorsWriter()
            writer.add("filter", shape: [4, 4]) { taps }
            try writer.write(to: path)
            let error = try #require(throws: DamagedState.self) {
                try Filtered().loadState(from: SafetensorsFile(path: path))
            }
            #expect(error.description.hasPrefix("\(path) is damaged: `filter` is not a resample filter: "))
            #expect(error.description.hasSuffix("\n  fix: restore it from a copy, or use another checkpoint"))
        }
    }

    /// The square root of it would be NaN, and so would all weights.
    @Test func aNegativeSecondMomentIsRefused() throws {
        let place = try Workplace()
        let path = place.path("state.safetensors")
        final class Line: Module { @Parameter var weight = Tensor([1, 2] as [Float], shape: [2]) }
        for (moment, isTaken) in [(Float(0), true), (-0.5, false)] {
            var writer = SafetensorsWriter()
            writer.add("weight.first_moment", shape: [2]) { [Float](repeating: 0, count: 2) }
            writer.add("weight.second_moment", shape: [2]) { [1, moment] }
            writer.add("weight.steps", shape: []) { [Int64(1)] }
            try writer.write(to: path)
            let adam = Adam(Line().parameters(), AdamSettings(learningRate: 0.1, beta1: 0, beta2: 0.9, epsilon: 1e-8))
            var said = "no error"
            do { try adam.loadState(from: SafetensorsFile(path: path)) } catch let error as DamagedState {
                said = "`\(error.name)` \(error.problem)"
            }
            #expect(said == (isTaken ? "no error" : "`weight.second_moment` is -0.5, which is below 0.0"))
        }
    }

    @Test func aNegativeVarianceIsRefused() throws {
        let statistics = BatchStatistics(2)
        let variance = try #require(statistics.buffers().first { $0.path == "stored_var" }).buffer
        _ = variance.setValue(Tensor([1, -0.25] as [Float], shape: [2]))
        #expect(
            try GANTestSupport.refusal(ofStateOf: statistics, by: BatchStatistics(2))
                == "`stored_var` is -0.25, which is below 0.0")
    }
}
