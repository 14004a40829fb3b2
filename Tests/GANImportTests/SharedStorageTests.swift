import GANCore
import GANModule
import Testing

@testable import GANImport

/// Tensors that share what a file has once.
@Suite struct SharedStorageTests {
    private struct Stated: ForeignCheckpoint {
        let shapes: [String: [Int]]
        let path = "a.pth"
        let format = "PyTorch"
        let sources: [String] = []
        var names: [String] { shapes.keys.sorted() }

        func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? { shapes[name].map { (.float32, $0) } }
        func bytes(of name: String) -> [UInt8] { [] }
        func values(at path: String) -> [String: ForeignValue]? { nil }
    }

    /// 4 · (2 · 3 + 4) bytes.
    @Test func tensorsAreAddedUp() {
        let stated = Stated(shapes: ["a": [2, 3], "b": [4], "c": [0, 7]])
        #expect(stated.holds(stated.names, in: 40) && !stated.holds(stated.names, in: 39))
        #expect(stated.holds(["b", "missing"], in: 16))
    }

    @Test(arguments: [[1 << 61, 2], [1 << 60]]) func sumsThatDoNotFitAreTooLarge(_ shape: [Int]) {
        let stated = Stated(shapes: ["a": shape, "b": shape, "c": shape])
        #expect(!stated.holds(stated.names, in: .max))
    }
}
