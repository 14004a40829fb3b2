import GANTensor

extension [Float] {
    /// Mirrors each run of `width` numbers in a range.
    package mutating func mirror(_ range: Range<Int>, width: Int) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: width) {
            self[start..<(start + width)].reverse()
        }
    }
}

extension SampleBatch {
    /// Mirrors the images of some rows. Rows that the batch does not have are ignored.
    package mutating func mirror(_ rows: [Int]) {
        let (width, size) = (shape[3], shape[1] * shape[2] * shape[3])
        for row in rows where row < count { images.mirror((row * size)..<((row + 1) * size), width: width) }
    }
}

extension Samples {
    /// The samples with the images of some rows mirrored.
    package func mirroring(_ rows: [Int]) -> Samples {
        let shape = images.shape
        guard !rows.isEmpty, shape.rank == 4 else { return self }
        var values = images.converted(to: .float32).scalars(as: Float.self)
        let (width, size) = (shape[3], shape[1] * shape[2] * shape[3])
        for row in rows where row < shape[0] { values.mirror((row * size)..<((row + 1) * size), width: width) }
        return Samples(images: Tensor(values, shape: shape), labels: labels)
    }
}
