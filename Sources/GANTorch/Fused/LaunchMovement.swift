import CGANTorch
import GANTensor

extension FusedLaunch {
    /// - Returns: nil if the walk has more axes than a kernel takes.
    package static func gather(
        _ x: DeviceAddress, _ geometry: StridedGeometry, into y: DeviceAddress, _ dtype: ElementType
    ) -> FusedLaunch? { walk(.gather, x, geometry, y, dtype) }

    /// Writes the elements that the walk visits; the others must be zeros before.
    /// - Returns: nil if the walk has more axes than a kernel takes.
    package static func embed(
        _ x: DeviceAddress, _ geometry: StridedGeometry, into y: DeviceAddress, _ dtype: ElementType
    ) -> FusedLaunch? { walk(.embed, x, geometry, y, dtype) }

    private static func walk(
        _ kernel: FusedKernel, _ x: DeviceAddress, _ geometry: StridedGeometry, _ y: DeviceAddress, _ dtype: ElementType
    ) -> FusedLaunch? {
        guard geometry.sizes.count <= GT_MOST_AXES else { return nil }
        var arguments = gt_walk()
        (arguments.x, arguments.y) = (x, y)
        let count = geometry.sizes.reduce(1, *)
        (arguments.count, arguments.axes) = (Int32(count), Int32(geometry.sizes.count))
        arguments.offset = Int32(geometry.offset)
        fill(&arguments.size, geometry.sizes.map(Int32.init))
        fill(&arguments.stride, geometry.strides.map(Int32.init))
        return FusedLaunch(kernel, dtype, threads: count, arguments)
    }

    /// Planes of `xPlane` elements and indices, added to planes of `yPlane` elements.
    package static func scatterInPlanes(
        _ x: DeviceAddress, _ indices: DeviceAddress, planes: Int, xPlane: Int, yPlane: Int, into y: DeviceAddress,
        _ dtype: ElementType
    ) -> FusedLaunch? {
        // Enough threads for a GPU. More of them read the indices more often.
        var lanes = 32
        while planes * lanes < 65_536, lanes < min(yPlane, 1024) { lanes *= 2 }
        var arguments = gt_scatter()
        (arguments.x, arguments.indices, arguments.y) = (x, indices, y)
        (arguments.planes, arguments.lanes) = (Int32(planes), Int32(lanes))
        (arguments.x_plane, arguments.y_plane) = (Int32(xPlane), Int32(yPlane))
        return FusedLaunch(.scatterInPlanes, dtype, threads: planes * lanes, arguments)
    }
}
