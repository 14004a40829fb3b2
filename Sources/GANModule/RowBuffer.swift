import GANTensor

/// Rows of a batch that are kept between parts of training; their number may change.
public struct RowBuffer: BufferValue {
    /// [N, …], float32; initially no rows.
    public var rows: Tensor

    public init(_ rows: Tensor = .zeros([0])) { self.rows = rows.detached().converted(to: .float32) }

    public var stateType: SafetensorsType { .float32 }
    public var stateShape: [Int] { rows.shape.dimensions }

    public func takes(_ type: SafetensorsType, _ shape: [Int]) -> Bool { type == .float32 }

    public func addState(named name: String, to writer: inout SafetensorsWriter) {
        rows.addState(named: name, to: &writer)
    }

    public func reading(named name: String, from file: SafetensorsFile) throws -> RowBuffer {
        RowBuffer(try file.tensor(name))
    }

    func defect(unlessOf rowShape: Shape) -> String? {
        let found = rows.shape.dimensions
        guard found != [0], found.first == 0 || Array(found.dropFirst()) != rowShape.dimensions else { return nil }
        let sizes = rowShape.dimensions.map(String.init).joined(separator: ", ")
        return "has the shape \(found), which is neither [0] nor [N, \(sizes)] with N above 0"
    }
}
