import Foundation
import GANCore
import Testing

@testable import GANData

/// The rows of the table of odd files that need a library. They are skipped, with the package that is missing, where it is
/// not installed.
@Suite struct OddFormatTests {
    private static func rows(_ library: ImageLibrary) -> [OddCase] {
        OddImage.all.filter { $0.library == library.rawValue }.map(OddCase.init)
    }

    @Test func thereAreRows() {
        #expect(ImageLibrary.allCases.map { Self.rows($0).count } == [13, 39, 13, 11, 0])
        let formats = OddImage.all.filter { image in
            ["GIF", "BMP"].contains { image.name.hasPrefix($0) } || image.library != nil
        }
        #expect(formats.count == 101)
    }

    @Test(.needs(.webp, .color), arguments: rows(.webp)) func webP(_ odd: OddCase) throws {
        try OddDataTests.check(odd)
    }

    @Test(.needs(.tiff, .color), arguments: rows(.tiff)) func tiff(_ odd: OddCase) throws {
        try OddDataTests.check(odd)
    }

    @Test(.needs(.heif, .color), arguments: rows(.heif)) func heif(_ odd: OddCase) throws {
        try OddDataTests.check(odd)
    }

    @Test(.needs(.color), arguments: rows(.color)) func profiles(_ odd: OddCase) throws { try OddDataTests.check(odd) }

    // MARK: Damage

    /// Nothing traps, and memory stays bounded. Sizes that damage made large are refused, since
    /// such pictures would take minutes.
    @Test(arguments: ["WebP", "TIFF", "HEIC", "AVIF", "GIF", "BMP", "PNG, Display P3", "JPEG, CMYK with a profile"])
    func damagedFilesAreHarmless(_ format: String) {
        var random = DataRandom(11)
        let rows = OddImage.all.filter { $0.name.hasPrefix(format) && $0.problem == nil }
        #expect(!rows.isEmpty)
        for row in rows {
            for _ in 0..<25 {
                var copy = Array(row.file)
                for _ in 0...random.below(4) { copy[random.below(copy.count)] = UInt8(random.below(256)) }
                copy.removeLast(random.below(3) == 0 ? random.below(copy.count) : 0)
                _ = ImageCodec.$mostPixels.withValue(1 << 18) { try? ImageCodec.decode(copy) }
            }
        }
    }

    /// Pixels are refused before there is memory for them.
    @Test func hugePicturesAreRefused() throws {
        let gif =
            Array("GIF89a".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 9, 9, 9]
            + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
        let bmp =
            Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0] + [0x40, 0x9C, 0, 0, 0x40, 0x9C, 0, 0]
            + [1, 0, 24, 0] + [UInt8](repeating: 0, count: 24)
        #expect(problem(gif) == "it has 65535 x 65535 pixels, more than 100 million")
        #expect(problem(bmp) == "it has 40000 x 40000 pixels, more than 100 million")
    }

    private func problem(_ bytes: [UInt8]) -> String {
        do {
            _ = try ImageCodec.decode(bytes)
            return "decoded"
        } catch { return error.problem }
    }

    // MARK: Missing libraries

    @Test(
        arguments: [
            ("WebP, without loss", .webp, "it is a WebP file, and libwebp, which reads WebP,", "libwebp7"),
            ("TIFF, RGB", .tiff, "it is a TIFF file, and libtiff, which reads TIFF,", "libtiff6"),
            ("AVIF, 4:4:4", .heif, "it is an AVIF file, and libheif, which reads HEIC and AVIF,", "libheif1"),
            (
                "PNG, Display P3", .color, "its colors have a profile, and Little CMS, which reads color profiles,",
                "liblcms2-2"
            ),
        ] as [(String, ImageLibrary, String, String)])
    func aMissingLibraryTakesItsFormatWithIt(
        _ name: String, _ library: ImageLibrary, _ problem: String, _ package: String
    ) {
        ImageLibrary.$hidden.withValue([library]) {
            do {
                _ = try ImageCodec.decode(OddImage.bytes(name), place: "photos/1")
                Issue.record("decoded")
            } catch {
                #expect(
                    "\(error)" == "photos/1: \(problem) cannot be opened (it is hidden)\n"
                        + "  fix: install Debian's \(package), or convert the file to PNG in sRGB")
            }
            #expect(throws: Never.self) { try ImageCodec.decode(OddImage.bytes("PNG, Pillow's profile of sRGB")) }
            #expect(throws: Never.self) { try ImageCodec.decode(OddImage.bytes("GIF, palette")) }
            #expect(library.missingPackages == [package] && library.version == nil)
        }
    }

    /// `on_bad_image: skip` skips damaged images, and not all images of a format.
    @Test func imagesOfAMissingLibraryAreNotSkipped() throws {
        let folder = try TemporaryFolder()
        try folder.write("1.png", OddImage.bytes("RGB"))
        try folder.write("2.png", OddImage.bytes("WebP, without loss"))
        let reader = FolderImages(root: folder.path, paths: ["1.png", "2.png"])
        let fitting = ImageFitting(ImageSettings(channels: .rgb), first: try reader.image(at: 0))
        let decoder = ImageDecoder(reader: reader, positions: [0, 1], fitting: fitting)
        ImageLibrary.$hidden.withValue([.webp]) {
            guard case .unfit(let error) = decoder.outcome(of: 1) else {
                Issue.record("skipped")
                return
            }
            #expect("\(error)".contains("libwebp7"))
        }
    }

    // MARK: Fingerprints

    /// Images that are converted now have another fingerprint; all others keep theirs.
    @Test(
        .needs(.color),
        arguments: [
            ("PNG, Display P3", [3]), ("PNG, transparent, Adobe RGB", [2, 3]), ("JPEG, CMYK with a profile", [3]),
            ("PNG, Pillow's profile of sRGB", []), ("a damaged profile is not applied", []), ("JPEG, CMYK", []),
            ("RGB", []),
        ] as [(String, [UInt64])])
    func convertedProfilesChangeTheFingerprint(_ name: String, _ words: [UInt64]) throws {
        #expect(StoredFacts(try ImageCodec.decode(OddImage.bytes(name))).decodingWords == words)
    }

    /// Version 2 of the cache may have images without their profile applied, and version 3 those in linear sRGB.
    @Test(arguments: [2, 3] as [UInt8]) func cachesOfEarlierVersionsAreMadeAgain(_ version: UInt8) throws {
        let folder = try TemporaryFolder()
        try folder.write("1.png", OddImage.bytes("RGB"))
        let cache = try TemporaryFolder()
        try CacheFolder.$current.withValue(CacheFolder(path: cache.path)) {
            let first = try folder.open { $0.channels = .stored }.source.fingerprint()
            let name = try #require(try FolderListing(cache.path + "/ganzoo-images").files.first)
            var bytes = try FileBytes.read("\(cache.path)/ganzoo-images/\(name)")
            // The second word of the header.
            bytes[8] = version
            try cache.write("ganzoo-images/\(name)", bytes)
            let (source, reader) = try folder.open { $0.channels = .stored }
            let before = reader.decoded
            #expect(try source.fingerprint() == first && reader.decoded > before)
        }
    }

    @Test func countsProfilesByName() throws {
        let folder = try TemporaryFolder()
        let names = ["PNG, Display P3", "JPEG, Adobe RGB", "PNG, palette, Display P3", "PNG, Pillow's profile of sRGB"]
        for (index, name) in names.enumerated() { try folder.write("\(index).png", OddImage.bytes(name)) }
        var settings = ImageFolder.Settings()
        settings.path = folder.path
        let found = try ImageInspection(try settings.labeledCollection(), settings.images) { _ in }
        #expect(
            found.notes.map(\.text) == [
                "3 images are converted to sRGB from their color profiles: Display P3 (2), Adobe RGB (1998) (1)"
            ])
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, with the missing packages, unless the libraries are installed.
    fileprivate static func needs(_ libraries: ImageLibrary...) -> ConditionTrait {
        let missing = libraries.flatMap(\.missingPackages)
        return .enabled(
            if: missing.isEmpty, "NOT TESTED: install Debian's \(missing.joined(separator: ", "))")
    }
}
