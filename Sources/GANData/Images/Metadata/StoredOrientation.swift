/// The orientation that an image file states: in Exif, or in XMP if Exif has no such entry, as in Pillow's
/// `ImageOps.exif_transpose`.
struct StoredOrientation: Equatable {
    /// Exif's value, 1 ... 8.
    let value: Int
    /// Whether it rotates or mirrors the image and is not a SHORT in a JPEG's Exif, the only place where earlier versions looked.
    let isUnusual: Bool

    init(_ metadata: ImageMetadata, _ format: ImageCodec.Format) {
        let entry = metadata.exif.flatMap { ExifOrientation($0) }
        value = (entry.map(\.value) ?? metadata.xmp.flatMap { XMPOrientation.value(in: $0) }) ?? 1
        isUnusual = value > 1 && !(format == .jpeg && entry?.isShort == true)
    }
}
