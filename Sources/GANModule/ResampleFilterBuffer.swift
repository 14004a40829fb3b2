import GANTensor

/// A filter is saved as its taps [height, width].
extension ResampleFilter: BufferValue {
    public var stateType: SafetensorsType { .float32 }
    public var stateShape: [Int] { [vertical.count, horizontal.count] }

    public func addState(named name: String, to writer: inout SafetensorsWriter) {
        writer.add(name, shape: stateShape) { taps }
    }

    /// - Throws: also `ShapeError` if the taps in the file are not an outer product.
    public func reading(named name: String, from file: SafetensorsFile) throws -> ResampleFilter {
        let read = try file.values(of: name, as: Float.self)
        // Rounded factors would give other bits after loading than before saving.
        if read == taps { return self }
        let rows = stride(from: 0, to: read.count, by: horizontal.count).map { start in
            read[start..<(start + horizontal.count)].map(Double.init)
        }
        return try ResampleFilter(factoring: rows)
    }

    /// Row by row.
    private var taps: [Float] { vertical.flatMap { y in horizontal.map { Float(y * $0) } } }
}
