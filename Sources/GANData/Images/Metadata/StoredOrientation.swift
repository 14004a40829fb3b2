/// The orientation that an image file states: in Exif, or in XMP if Exif has no such entry, as in Pillow's
/// `ImageOps.exif_transpose`.
struct StoredOrientation: Equatable {
    /// Exif's value, 1 ... 8.
    let value: Int
    /// Whether it rotates or mirrors the image and is not a SHORT in a JPEG's Exif, the only place where earlier versions
    /// looked. False for formats that they did not read.
    let isUnusual: Bool

    /// - Parameter own: the orientation that the format itself states, which is 1 unless it is TIFF.
    init(_ metadata: ImageMetadata, _ format: ImageFormat, own: Int = 1) {
        let entry = metadata.exif.flatMap { ExifOrientation($0) }
        value = (entry.map(\.value) ?? metadata.xmp.flatMap { XMPOrientation.value(in: $0) }) ?? own
        let isOfEarlierFormat = format == .png || format == .jpeg
        isUnusual = value > 1 && isOfEarlierFormat && !(format == .jpeg && entry?.isShort == true)
    }
}
