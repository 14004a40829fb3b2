import GANCore
import Testing

@testable import GANData

@Suite struct OddImageTests {
    @Test func thereAreRows() {
        #expect(OddImage.all.count { $0.problem == nil } == 229)
        #expect(OddImage.all.count { $0.problem != nil } == 36)
    }

    /// Whatever becomes of metadata, nothing traps.
    @Test func damagedMetadataIsHarmless() {
        var random = DataRandom(5)
        let rows = OddImage.all.filter { $0.name.contains("XMP") || $0.name.contains("xif") }
        #expect(rows.count > 20)
        for row in rows {
            for _ in 0..<40 {
                var copy = Array(row.file)
                for _ in 0...random.below(4) { copy[random.below(copy.count)] ^= 1 << UInt8(random.below(8)) }
                copy.removeLast(random.below(20))
                _ = StoredOrientation(ImageMetadata(copy, copy[0] == 0xFF ? .jpeg : .png), .png)
            }
        }
    }

    // MARK: Fingerprints

    private func fingerprint(_ name: String, _ change: (inout ImageSettings) -> Void = { _ in }) throws -> String? {
        let folder = try TemporaryFolder()
        for index in 0..<2 { try folder.write("\(index).png", OddImage.bytes(name)) }
        return try CacheFolder.$current.withValue(CacheFolder(path: folder.path + "/.cache")) {
            try folder.open {
                $0.channels = .stored
                change(&$0)
            }.source.fingerprint()
        }
    }

    /// Two copies of an image, and what version 1 of the image cache made of them: the same for images that it read right.
    @Test(
        arguments: [
            ("RGB", "5cbbb7c78f4dccd146d20b6af11c24c3", true),
            ("RGBA that is opaque", "87abe7e19b7b0e0b43f4b59c13064275", true),
            ("RGBA", "d1bf774d78a4d54897be4f36b9e26f66", false),
            ("JPEG, SHORT 6", "3ecbccb8a02cc4d3ef42228a2375c0cb", true),
            ("JPEG, LONG 6", "2201e2e31fe523130070a5d55fd6fd2b", false),
            ("eXIf, SHORT 6", "42ea5e0d169786d7bcfaf2eb8fa56136", false),
            ("eXIf, SHORT 1", "928406f46a9b546a002b66b8b835a918", true),
            ("XMP in JPEG, 6", "58eda8be0595c8b6158992af35482117", false),
        ]) func onlyImagesThatAreReadAnewHaveAnotherFingerprint(_ name: String, _ old: String, _ isKept: Bool) throws
    {
        #expect(try (fingerprint(name) == old) == isKept)
    }

    /// The cache on disk knows what the images were like.
    @Test(arguments: ["RGBA", "JPEG, LONG 6", "RGB"]) func theCacheKnowsTheFingerprint(_ name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("1.png", OddImage.bytes(name))
        try CacheFolder.$current.withValue(CacheFolder(path: folder.path + "/.cache")) {
            let first = try folder.open { $0.channels = .stored }.source.fingerprint()
            let (source, reader) = try folder.open { $0.channels = .stored }
            let before = reader.decoded
            #expect(try source.fingerprint() == first && reader.decoded == before)
        }
    }

    @Test func theBackgroundIsPartOfTheFingerprint() throws {
        #expect(try fingerprint("RGBA") != fingerprint("RGBA") { $0.background = [0, 0, 0] })
    }
}
