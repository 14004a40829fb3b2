import GANCore
import Testing

@testable import GANData

/// Archives made to deceive are refused by the name of the entry, before memory or time is spent.
@Suite struct HostileZipTests {
    private func said(_ entries: [ZipBuilder.Entry]) throws -> String {
        let folder = try TemporaryFolder()
        var settings = ImageArchive.Settings()
        settings.path = try folder.write("a.zip", ZipBuilder(entries).bytes)
        let said = message {
            let data = try ImageArchive(settings, emptyContext)
            _ = try data.samples(at: Array(0..<data.info.count))
        }
        #expect(try FolderListing(folder.path).files == ["a.zip"] && FolderListing(folder.path).folders == [])
        return said.replacing("path: ", with: "").replacing(folder.path, with: "@")
    }

    private func image(_ name: String, _ level: UInt8 = 1) throws -> ZipBuilder.Entry {
        ZipBuilder.Entry(name: name, content: try pngBytes(level))
    }

    private static let out =
        "its name contains `..` and points outside the archive\n"
        + "  fix: pack the files again without `..`; do not use the archive if you do not trust its source"
    private static let notPlain =
        "its name is not a relative path inside the archive\n"
        + "  fix: pack the files again, with `/` between folders and without a leading `/`"

    @Test(
        arguments: [
            ("../1.png", out), ("a/../../1.png", out), ("../evil/", out), ("../1.txt", out), ("/etc/1.png", notPlain),
            ("C:1.png", notPlain), ("..\\1.png", notPlain), ("a\\1.png", notPlain),
        ]) func namesThatLeadElsewhere(_ name: String, _ words: String) throws
    {
        #expect(try said([image("0.png"), image(name)]) == "@/a.zip: \(name): \(words)")
    }

    /// libzip makes signs of Code Page 437 of other control characters.
    @Test func namesOfTwoLines() throws {
        #expect(try said([image("1\n2.png")]) == "@/a.zip: 1\\n2.png: \(Self.notPlain)")
    }

    /// It would be printed as `1gnp.exe`.
    @Test(arguments: ["202E", "2066", "2028"]) func namesThatChangeTheirDirectionOrLine(_ digits: String) throws {
        let control = try #require(UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init))
        #expect(
            try said([image("1\(Character(control))exe.png")])
                == "@/a.zip: 1\\u{\(digits)}exe.png: \(Self.notPlain)")
    }

    @Test func twoEntriesOfOneName() throws {
        #expect(
            try said([image("1.png", 1), image("2.png"), image("1.png", 2)])
                == "@/a.zip: 1.png: there are two entries of this name\n  fix: remove one of them")
    }

    @Test func linksAndEncryptedEntries() throws {
        var link = ZipBuilder.Entry(name: "1.png", content: Array("/etc/passwd".utf8))
        link.mode = 0o120777
        #expect(
            try said([link])
                == "@/a.zip: 1.png: it is a symbolic link, not a file\n  fix: pack the files that the links point to")
        var secret = try image("1.png")
        secret.isEncrypted = true
        #expect(
            try said([secret])
                == "@/a.zip: 1.png: it is encrypted\n  fix: unpack it and pack it without a password")
    }

    @Test func hiddenFilesAreNoImages() throws {
        let entries = try [image("a/1.png"), image(".b/2.png"), image("__MACOSX/a/._1.png")]
        #expect(try said(entries) == "no error")
    }

    /// Each of the folders took memory of its own: 2 GB for one name of 65,535 bytes.
    @Test(arguments: [33, 32_765]) func foldersWithinEachOther(_ depth: Int) throws {
        let name = String(repeating: "a/", count: depth) + "x.png"
        let shown = depth == 33 ? name : String(name.prefix(399)) + "…"
        #expect(
            try said([image(name)])
                == "@/a.zip: \(shown): it is more than 32 folders deep\n"
                + "  fix: pack the files again, in fewer folders within each other")
    }

    @Test func aFolderOfThirtyThreeAndAnImageInThirtyTwo() throws {
        let name = String(repeating: "a/", count: 32)
        #expect(try said([image(name + "1.png")]) == "no error")
        #expect(try said([image("1.png"), ZipBuilder.Entry(name: name + "b/")]).contains("more than 32 folders deep"))
    }

    // MARK: Bombs

    @Test func aClaimOfFourGigabytes() throws {
        var entry = try image("1.png")
        (entry.claim, entry.isDeflated) = (4_000_000_000, true)
        #expect(
            try said([entry])
                == "@/a.zip: 1.png: it has 4000000000 bytes, more than 256 MiB\n  fix: remove it")
    }

    /// Nothing lies in an archive that takes more than the archive does; no memory is asked for it.
    @Test(arguments: [false, true]) func moreThanTheArchive(_ isDeflated: Bool) throws {
        var entry = try image("1.png")
        (entry.isDeflated, entry.storedClaim) = (isDeflated, 3_000_000_000)
        entry.claim = isDeflated ? 100 : 3_000_000_000
        let size = ZipBuilder([entry]).bytes.count
        #expect(
            try said([entry])
                == "@/a.zip: 1.png: its stated size is 3000000000 bytes, but the archive has \(size)\n"
                + "  fix: download or copy it again")
    }

    /// A directory of 46 bytes for each name, and one image that takes a second to decode: each name would take a second.
    @Test func namesThatShareTheirBytes() throws {
        let entries = try (0..<100).map { index in
            var entry = try image("\(100 + index).png")
            entry.sharesFirst = index > 0
            return entry
        }
        let size = ZipBuilder(entries).bytes.count
        #expect(
            try said(entries)
                == "@/a.zip: its entries state more bytes than it has, \(grouped(size)), so some share theirs\n"
                + "  fix: check the origin of the file")
    }

    @Test func aRatioThatNoImageHas() throws {
        var entry = try image("1.png")
        (entry.claim, entry.isDeflated) = (200_000_000, true)
        #expect(
            try said([entry]).hasPrefix(
                "@/a.zip: 1.png: its \(try stored(entry)) bytes unpack to 200000000, which is not plausible for an image"
            )
        )
    }

    private func stored(_ entry: ZipBuilder.Entry) throws -> Int {
        let folder = try TemporaryFolder()
        return try ZipArchive(try folder.write("a.zip", ZipBuilder([entry]).bytes)).entries[0].storedSize
    }

    /// An entry that unpacks to three million bytes and says that it has a hundred.
    @Test func moreThanItSays() throws {
        var entry = ZipBuilder.Entry(name: "1.png", content: [UInt8](repeating: 0, count: 3_000_000))
        (entry.claim, entry.isDeflated) = (100, true)
        #expect(
            try said([entry])
                == "@/a.zip: 1.png: it is damaged or stored in an unknown way\n  fix: download or copy it again"
        )
    }

    /// 1.9 KB that unpack to a PNG of 980 KB, in which compressed texts unpack to a gigabyte. PNG is compressed itself: an honest one
    /// does not shrink by hundreds.
    @Test(arguments: ["1.png", "a/1.JPG", "1.jpeg", "1.jfif"]) func smallEntriesOfCompressedImagesHaveTheRatioToo(
        _ name: String
    ) throws {
        var entry = ZipBuilder.Entry(name: name, content: [UInt8](repeating: 0, count: 980_000))
        entry.isDeflated = true
        #expect(
            try said([entry])
                == "@/a.zip: \(name): its \(try stored(entry)) bytes unpack to 980000, which is not plausible for an image\n"
                + "  fix: check the origin of the file")
    }

    /// A ratio of a thousand is nothing bad where the content is small, or what is packed was not compressed before: a drawing of one
    /// color, a list of labels that are all zero.
    @Test(arguments: [("1.png", 500_000), ("1.pgm", 3_000_000), ("dataset.json", 3_000_000)])
    func aDrawingOfOneColorIsNoBomb(_ name: String, _ size: Int) throws {
        let folder = try TemporaryFolder()
        var entry = ZipBuilder.Entry(name: name, content: [UInt8](repeating: 0, count: size))
        entry.isDeflated = true
        let archive = try ZipArchive(try folder.write("a.zip", ZipBuilder([entry]).bytes))
        #expect(archive.entries[0].storedSize < size / 900)
        #expect(try archive.content(of: archive.entries[0]) == entry.content)
    }
}
