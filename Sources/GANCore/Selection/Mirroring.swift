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
        guard !rows.isEmpty, images.rank == 4 else { return self }
        let (pixels, rows) = (images.converted(to: .float32), Set(rows))
        let isMirrored = (0..<images.shape[0]).map { Float(rows.contains($0) ? 1 : 0) }
        let mask = Tensor(isMirrored, shape: [isMirrored.count, 1, 1, 1])
        return Samples(images: select(mask, pixels.flipped(3), pixels), labels: labels)
    }
}
