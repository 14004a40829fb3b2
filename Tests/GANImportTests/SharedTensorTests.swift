import GANCore
import GANImport
import GANModule
import Testing

/// Tensors that share their bytes: a file can state more of them than it has.
@Suite struct SharedTensorTests {
    /// A file whose tensors have 4 bytes a value.
    private struct Shared: ForeignCheckpoint {
        let shapes: [String: [Int]]

        var path: String { "a.pth" }
        var format: String { "PyTorch" }
        var names: [String] { shapes.keys.sorted() }
        var sources: [String] { [] }

        func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? { shapes[name].map { (.float32, $0) } }
        func bytes(of name: String) -> [UInt8] { [] }
        func values(at path: String) -> [String: ForeignValue]? { nil }
    }

    private let tooLarge = ImportDefect(problem: "its tensors have more values than the file")

    @Test func everyTensorMayBeUsedTwice() throws {
        let file = Shared(shapes: ["a": [10, 5], "b": [10, 5], "c": [1]])
        try file.check(["a", "b"], fitIn: 200)
        try file.check(["a", "b", "unknown"], fitIn: 200)
        try file.check(["a", "b", "c"], fitIn: 202)
        #expect(throws: tooLarge) { try file.check(["a", "b", "c"], fitIn: 201) }
    }

    @Test(arguments: [["a": [Int.max, 2]], ["a": [Int.max], "b": [Int.max]], ["a": [Int.max, Int.max]]])
    func sizesBeyondEveryNumberAreRefused(_ shapes: [String: [Int]]) {
        let file = Shared(shapes: shapes)
        #expect(throws: tooLarge) { try file.check(file.names, fitIn: 1 << 40) }
    }

    /// Two of them have 2⁶³ bytes.
    @Test func sumsBeyondEveryNumberAreRefused() {
        let file = Shared(shapes: ["a": [1 << 60], "b": [1 << 60]])
        #expect(throws: tooLarge) { try file.check(file.names, fitIn: .max) }
    }
}
