/// Which way up an image is, as its file says: in Exif, or in XMP where Exif has no such entry. So does Pillow's
/// `ImageOps.exif_transpose`.
struct StoredOrientation: Equatable {
    /// Exif's, 1 ... 8.
    let value: Int
    /// Whether it turns the image and stands elsewhere than as SHORT in a JPEG's Exif, where alone earlier versions looked.
    let isUnusual: Bool

    init(_ metadata: ImageMetadata, _ format: ImageCodec.Format) {
        let entry = metadata.exif.flatMap { ExifOrientation($0) }
        value = (entry.map(\.value) ?? metadata.xmp.flatMap { XMPOrientation.value(in: $0) }) ?? 1
        isUnusual = value > 1 && !(format == .jpeg && entry?.isShort == true)
    }
}
