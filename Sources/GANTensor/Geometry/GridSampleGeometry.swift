/// Bilinear sampling of images[N, C, inHeight, inWidth] at grid[N, outHeight, outWidth, (x, y)], zero outside.
///
/// Grid coordinates are in [-1, 1]; -1 and 1 are the outer edges of the border pixels (align_corners false).
package struct GridSampleGeometry: Hashable, Sendable {
    package var batch: Int
    package var channels: Int
    package var inHeight: Int
    package var inWidth: Int
    package var outHeight: Int
    package var outWidth: Int
}
