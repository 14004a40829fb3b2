import GANCore
import GANModule

/// A checkpoint of another program with names and shapes, whose values are zeros.
public struct ShapesOnlyCheckpoint: ForeignCheckpoint {
    public let path = "model.safetensors"
    public let format = "safetensors"
    public let names: [String]
    public let sources: [String] = []
    private let shapes: [String: [Int]]

    /// - Parameter shapes: by name, in the order of the file.
    public init(_ shapes: KeyValuePairs<String, [Int]>) { self.init(shapes.map { ($0.key, $0.value) }) }

    package init(_ shapes: [(name: String, shape: [Int])]) {
        names = shapes.map(\.name)
        self.shapes = Dictionary(shapes.map { ($0.name, $0.shape) }) { first, _ in first }
    }

    public func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? {
        shapes[name].map { (.float32, $0) }
    }

    public func bytes(of name: String) -> [UInt8] {
        Array(repeating: 0, count: 4 * (shapes[name] ?? []).reduce(1, *))
    }

    public func values(at path: String) -> [String: ForeignValue]? { nil }
}
