/// A walk over one tensor's memory in the order of another, contiguous one: permuting, slicing, flipping, repeating.
package struct StridedGeometry: Hashable, Sendable {
    /// The contiguous side's sizes.
    package private(set) var sizes: [Int] = []
    /// Distance between neighbors on the strided side: negative if flipped, 0 if repeated.
    package private(set) var strides: [Int] = []
    /// The index on the strided side of the contiguous side's first element.
    package let offset: Int

    package init(sizes: [Int], strides: [Int], offset: Int) {
        self.offset = offset
        for (size, stride) in zip(sizes, strides) where size != 1 {
            if let last = self.sizes.indices.last, self.strides[last] == stride * size {
                self.sizes[last] *= size
                self.strides[last] = stride
            } else {
                self.sizes.append(size)
                self.strides.append(stride)
            }
        }
        if self.sizes.isEmpty { (self.sizes, self.strides) = ([1], [1]) }
    }
}
