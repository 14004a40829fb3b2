import CGANImages

/// Files of images in every format that is read, and PNG files to write.
package enum ImageCodec {
    /// Larger images are refused before memory for their pixels is allocated. Random inputs get a smaller limit, since a few bytes can ask for
    /// so many pixels. A data set decodes images where no limit can be handed to it, and a build with another limit would not be the code that
    /// people run: so the limit goes with the task.
    @TaskLocal package static var mostPixels = 100_000_000

    /// Decodes a file, converts its color profile to sRGB, and turns the image upright.
    ///
    /// The content decides the format, not the name. As in Pillow's `convert("RGB")`, gamma is ignored, an animation gives
    /// its first image, and 16 bits are cut to the upper 8. A color profile is converted as by Pillow's
    /// `ImageCms.profileToProfile` with the relative colorimetric intent. The image is turned upright as by Pillow's `ImageOps.exif_transpose`.
    static func decode(_ bytes: [UInt8]) throws(ImageDefect) -> StoredImage {
        let format = try ImageFormat(of: bytes)
        try format.library?.require("it is \(format.file)")
        let pixels = try pixels(of: bytes, format)
        let metadata = ImageMetadata(bytes, format)
        let orientation = StoredOrientation(metadata, format, own: pixels.orientation)
        let hasMore = pixels.hasMore || metadata.isAnimated
        return try StoredImage(
            pixels, profile: metadata.profile, orientation, hasMore ? ImageTraits(furtherImagesOf: format) : [])
    }

    /// What is wrong with the file of an image, without a full stop; nil if it can be decoded. Of PNG files, which this program writes, every byte
    /// has to be accounted for.
    package static func defect(of bytes: [UInt8]) -> String? {
        do throws(ImageDefect) {
            _ = try decode(bytes)
            return try ImageFormat(of: bytes) == .png ? PNGChunks.defect(of: bytes) : nil
        } catch { return error.problem }
    }

    private static func pixels(of bytes: [UInt8], _ format: ImageFormat) throws(ImageDefect) -> DecodedPixels {
        switch format {
        case .portableMap:
            let image = try PortableMap.decode(bytes)
            return DecodedPixels(
                pixels: image.pixels, width: image.width, height: image.height, channels: image.channels)
        case .bmp: return try BitmapFile.decode(bytes)
        case .webp: return try WebPFile(bytes).firstFrame()
        case .heic, .avif:
            do throws(ImageDefect) {
                return try decoded(bytes, format)
            } catch { throw format.isWithoutCodec ? format.codecMissing : error }
        default: return try decoded(bytes, format)
        }
    }

    private static func decoded(_ bytes: [UInt8], _ format: ImageFormat) throws(ImageDefect) -> DecodedPixels {
        guard let functions = format.functions else { throw ImageDefect(format, "it has no library") }
        return try functions.decode(bytes, format)
    }

    /// - Throws: `ImageDefect` if there are no pixels or too many.
    static func checkSize(width: Int, height: Int) throws(ImageDefect) {
        guard width > 0, height > 0 else { throw .noSize }
        guard width <= mostPixels / height else {
            throw ImageDefect(
                problem: "it has \(width) x \(height) pixels, more than \(mostPixels / 1_000_000) million",
                fix: "shrink or remove it")
        }
    }

    /// Encodes the image as a PNG file.
    package static func encodePNG(_ image: RasterImage) throws -> [UInt8] {
        var info = ganzoo_image_info()
        (info.width, info.height, info.channels) = (UInt32(image.width), UInt32(image.height), Int32(image.channels))
        var problem = ganzoo_image_problem()
        var memory: UnsafeMutablePointer<UInt8>?
        var size = 0
        guard unsafe ganzoo_png_encode(image.pixels, &info, &memory, &size, &problem) == 0 else {
            throw ImageDefect(.png, problem.words)
        }
        defer { unsafe ganzoo_image_free(memory) }
        return unsafe Array(UnsafeBufferPointer(start: memory, count: size))
    }
}

extension ImageFormat {
    /// Whether libheif has no decoder for the format.
    fileprivate var isWithoutCodec: Bool {
        let codecs = ImageLibrary.heifCodecs
        return self == .avif ? !codecs.av1 : !codecs.hevc
    }

    fileprivate var codecMissing: ImageDefect {
        let package = self == .avif ? ImageLibrary.av1Package : ImageLibrary.hevcPackage
        return ImageDefect(
            problem: "it is \(file), and the installed libheif has no decoder for it",
            fix: "install Debian's \(package), or convert the file to PNG in sRGB", cause: .library)
    }
}
