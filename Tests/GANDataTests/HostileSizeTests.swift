import Foundation
import GANCore
import GANModule
import Testing

@testable import GANData

/// Small files that take much memory or time to read.
@Suite struct HostileSizeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func said(_ body: () throws -> Void) -> String { message(body).replacing(folder.path, with: "@") }

    private func bigEndian(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    }

    /// Each of the beginnings was removed by a copy of the rest: minutes for a megabyte, hours for the 256 of a file.
    @Test(.timeLimit(.minutes(10))) func aNameOfAMillionFoldersThatAreNone() throws {
        let name = String(repeating: "./", count: 1 << 21) + "a.png"
        let text = "{\"labels\": [[\"\(name)\", 3]]}"
        let json = try DatasetJSON(Array(text.utf8), place: "dataset.json", imageCount: 1)
        let pixel = RawImages(width: 1, height: 1, channels: 1, parts: [])
        guard case .classes(let classes, _) = try json.collection(pixel, ["a.png"]).labels else {
            Issue.record("no classes")
            return
        }
        #expect(classes == [3])
    }

    @Test func anImageThatIsTooLargeIsNotHashed() throws {
        let path = try folder.write("a.png", [1])
        try SystemFile.updating(path).truncate(to: FileBytes.largestImage + 1)
        #expect(FileHashes(root: folder.path, nil).hash(of: "a.png") == ContentHash("unreadable"))
        try SystemFile.updating(path).truncate(to: 1)
        #expect(FileHashes(root: folder.path, nil).hash(of: "a.png") != ContentHash("unreadable"))
    }

    // MARK: gzip, IDX and tables

    @Test(arguments: ["a.csv.gz", "idx3.gz"]) func aMegabyteThatUnpacksToAGigabyte(_ name: String) throws {
        let packed = GzipBuilder.packed([UInt8](repeating: 0x30, count: 17 << 20))
        let path = try folder.write(name, packed)
        let said = said {
            _ =
                name == "a.csv.gz"
                ? try PixelTable(path, label: .none).side : try IDXFile(path, rank: 3, content: "images").header
        }
        #expect(
            said
                == "@/\(name): its \(packed.count) bytes unpack to more than 16777216, which is not plausible for images\n"
                + "  fix: check the origin of the file")
    }

    /// A thousand black images of MNIST's size.
    @Test func blackImagesAreRead() throws {
        let content = [0, 0, 8, 3] + bigEndian(1000, 28, 28) + [UInt8](repeating: 0, count: 784_000)
        let packed = GzipBuilder.packed(content)
        #expect(packed.count < content.count / 500)
        let file = try IDXFile(folder.write("idx3.gz", packed), rank: 3, content: "images")
        #expect(file.sizes == [1000, 28, 28])
        #expect(try file.content.all() == content)
    }

    @Test func aBillionImagesOfAPixel() throws {
        let path = try folder.write("idx3", [0, 0, 8, 3] + bigEndian(4_194_305, 1, 1))
        #expect(
            said { _ = try IDXFile(path, rank: 3, content: "images") }
                == "@/idx3: its header states 4,194,305 images, more than 4,194,304\n  fix: check the origin of the file"
        )
    }

    @Test func millionsOfLinesOfAPixel() throws {
        let path = try folder.write("a.csv", [UInt8](repeating: 0x0A, count: 1 << 22))
        #expect(
            said { _ = try PixelTable(path, label: .none) }
                == "@/a.csv: it has more than 4,194,304 lines\n  fix: check the origin of the file")
    }

    /// The first line was divided into a billion fields of 16 bytes.
    @Test(arguments: [0x2C, 0x3B, 0x09] as [UInt8]) func aLineOfSeparators(_ separator: UInt8) throws {
        let path = try folder.write("a.csv", [0x30] + [UInt8](repeating: separator, count: 1_048_577))
        #expect(
            said { _ = try PixelTable(path, label: .none) }
                == "@/a.csv:1: it has more than 1048577 numbers\n  fix: check the origin of the file")
    }

    // MARK: Lists

    /// Each separator took 16 bytes, and each blank after an image's name the time of the whole line.
    @Test(arguments: ["\t", ",", ";", " a.png"]) func aLongLineOfAList(_ part: String) throws {
        let line = String(repeating: part, count: 65_536 / part.utf8.count)
        let rest = String(repeating: "x", count: 65_536 - line.utf8.count)
        let lines = try ListLines(Array("a.png 0\n\(rest)\(line)".utf8), root: folder.path, place: "list.txt")
        #expect(lines.faults.isEmpty)
        #expect(
            said { _ = try ListLines(Array("a.png 0\n\(rest)\(line)x".utf8), root: folder.path, place: "list.txt") }
                == "list.txt:2: the line has 65,537 bytes, more than 65,536\n"
                + "  fix: write one line `relative/path label` per image")
    }

    // MARK: dataset.json

    @Test func moreLabelsThanImages() throws {
        #expect(LabelTable.limit(images: 14_000_000) == 16_000_000)
        var scanner = JSONScanner(Array(#"[["1", 0], ["2", 0], ["3", 0], ["4", 0]]"#.utf8), place: "dataset.json")
        #expect(
            said { _ = try LabelTable(&scanner, limit: 3) }
                == "dataset.json:1:39: it has more than 3 labels, far more than there are images\n"
                + "  fix: remove the labels of other images")
    }

    @Test func moreNamesThanClasses() throws {
        let names = (0...100_000).map { "\"\($0)\"" }.joined(separator: ",")
        let said = said {
            _ = try DatasetJSON(Array("{\"class_names\": [\(names)]}".utf8), place: "dataset.json", imageCount: 1)
        }
        #expect(said.hasSuffix("class_names has more than 100,000 names\n  fix: check the labels"), "\(said)")
    }

    // MARK: Folders

    /// The system refuses to list the folder on: it is none any more. The images that are left would be taken for all.
    @Test func anErrorIsNotTheEndOfAFolder() throws {
        try folder.write("1.png", pngBytes(1))
        let opened = try #require(unsafe opendir(folder.path))
        defer { unsafe closedir(opened) }
        let other = try #require(unsafe fopen("/dev/null", "r"))
        defer { unsafe fclose(other) }
        #expect(unsafe dup2(fileno(other), dirfd(opened)) >= 0)
        #expect(
            said { _ = unsafe try FolderListing.entries(of: opened, "photos") }
                == "photos: it cannot be read (Not a directory)\n  fix: correct the path")
    }

    /// Two links from each of 30 folders to the next are a billion paths to one image.
    @Test func aLadderOfLinks() throws {
        for level in 0..<30 {
            try folder.makeFolder("n\(level)")
            for name in ["a", "b"] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder.path)/n\(level)/\(name)", withDestinationPath: "../n\(level + 1)")
            }
        }
        try folder.write("n30/1.png", pngBytes(1))
        let path = "@/n0" + String(repeating: "/a", count: 29)
        #expect(
            said { _ = try ImageScan("\(folder.path)/n0") }
                == "\(path)/b: it is the folder \(path)/a again, so its images would count twice\n"
                + "  fix: remove the symbolic link to it")
    }

    @Test func aLinkToAParent() throws {
        try folder.write("cat/1.png", pngBytes(1))
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/cat/up", withDestinationPath: "..")
        #expect(
            said { _ = try ImageScan(folder.path) }
                == "@/cat/up: it is the folder @ again, so its images would count twice\n  fix: remove the symbolic link to it"
        )
    }

    /// Classes that lie elsewhere.
    @Test func foldersBehindLinksAreRead() throws {
        let other = try TemporaryFolder()
        for name in ["cat", "dog"] {
            try other.write("\(name)s/1.png", pngBytes(1))
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/\(name)", withDestinationPath: "\(other.path)/\(name)s")
        }
        #expect(try ImageScan(folder.path).images == ["cat/1.png", "dog/1.png"])
    }

    // MARK: JPEG and TIFF

    @Test(arguments: [(1024, 60), (5000, 25)]) func scansThatFilesHave(_ side: Int, _ scans: Int) throws {
        let image = try ImageCodec.decode(JPEGBuilder.gray(side: side, scans: scans))
        #expect(image.width == side && image.over(.white).pixels[0] == 128)
    }

    /// 190 scans of 100 million pixels took 10 seconds, of a file of 222 KB.
    @Test func moreScansThanAFileOfItsSizeHas() {
        #expect(
            said { _ = try ImageCodec.decode(JPEGBuilder.gray(side: 5000, scans: 60), place: "1.jpg") }
                == "1.jpg: it cannot be decoded as JPEG: it has more than 40 scans, too many for 5000 x 5000 pixels\n"
                + "  fix: download or copy it again, or remove it")
    }

    /// Each was copied with all before it: 500 gigabytes in a file of 256 MiB.
    @Test func manyBlocksOfExif() {
        let block = [0xFF, 0xE1, 0xFF, 0xFF] + Array("Exif\0\0".utf8) + [UInt8](repeating: 1, count: 65_527)
        let metadata = ImageMetadata(jpeg: [0xFF, 0xD8] + (0..<1000).flatMap { _ in block } + [0xFF, 0xD9])
        #expect(metadata.exif == [UInt8](repeating: 1, count: 65_527_000))
    }

    /// A list of them took 48 bytes for each of 8 bytes.
    @Test func emptyChunksOfWebP() {
        let bytes = Array("RIFF\0\0\0\0WEBP".utf8) + [UInt8](repeating: 0, count: 8 << 16)
        let last = Array("EXIF".utf8) + [1, 0, 0, 0, 7, 0]
        #expect(WebPFile(bytes + last)["EXIF"] == nil)
        #expect(WebPFile(bytes.dropLast(8) + last)["EXIF"] == [7])
    }

    /// Two bytes draw 255 pixels, also where there is no image.
    @Test func runsOfABitmapBesideIt() throws {
        func bitmap(_ runs: Int) -> [UInt8] {
            let header: [UInt8] = [40, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0]
            let rest = [UInt8](repeating: 0, count: 12) + [4, 0, 0, 0, 0, 0, 0, 0]
            let start: UInt8 = 14 + 40 + 16
            return Array("BM".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, start, 0, 0, 0] + header + rest
                + [UInt8](repeating: 0, count: 16) + (0..<runs).flatMap { _ in [255, 0] as [UInt8] } + [0, 1]
        }
        #expect(try ImageCodec.decode(bitmap(257)).width == 4)
        #expect(
            said { _ = try ImageCodec.decode(bitmap(258), place: "1.bmp") }
                == "1.bmp: it cannot be decoded as BMP: it draws far more pixels than it has\n"
                + "  fix: download or copy it again, or remove it")
    }

    /// The brands of a file are a list at its start.
    @Test func manyBrands() throws {
        let start = [0, 1, 0, 0] + Array("ftypmif1".utf8) + [0, 0, 0, 0]
        let brands = [UInt8](repeating: 0x61, count: 65_516) + Array("avif".utf8)
        #expect(try ImageFormat(of: start + brands) == .heic)
        #expect(try ImageFormat(of: start + Array("miafavif".utf8)) == .avif)
    }

    /// 4096 pixels in 256 tiles of a million pixels each, which all lie in one place of the file.
    @Test func tilesThatShowNothing() throws {
        try #require(ImageLibrary.tiff.problem == nil)
        #expect(
            said { _ = try ImageCodec.decode(TIFFBuilder.gray(width: 4096, tileHeight: 65_536), place: "1.tif") }
                == "1.tif: it cannot be decoded as TIFF: its tiles of 16 x 65536 pixels are too large for its size\n"
                + "  fix: download or copy it again, or remove it")
        #expect(try ImageCodec.decode(TIFFBuilder.gray(width: 4096, tileHeight: 4096)).width == 4096)
    }
}

/// Progressive JPEG files (ITU-T T.81) of one gray square, with as many scans as are wanted.
enum JPEGBuilder {
    static func gray(side: Int, scans: Int) -> [UInt8] {
        let blocks = ((side + 7) / 8) * ((side + 7) / 8)
        var bytes: [UInt8] = [0xFF, 0xD8]
        func add(_ marker: UInt8, _ content: [UInt8]) {
            bytes += [0xFF, marker] + big(content.count + 2) + content
        }
        add(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        add(0xC2, [8] + big(side) + big(side) + [1, 1, 0x11, 0])
        // One code of one bit: no difference to the block before; and that up to 32,767 blocks end here.
        add(0xC4, [0x00, 1] + [UInt8](repeating: 0, count: 15) + [0x00])
        add(0xC4, [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0xE0])
        add(0xDA, [1, 1, 0x00, 0, 0, 0x00])
        bytes += [UInt8](repeating: 0, count: (blocks + 7) / 8)
        for scan in 1..<scans {
            // The higher bits of one coefficient after the other, and then their lower bits.
            let (coefficient, low) = (UInt8((scan - 1) % 63 + 1), UInt8(3 - (scan - 1) / 63))
            add(0xDA, [1, 1, 0x00, coefficient, coefficient, (low == 3 ? 0 : low + 1) << 4 | low])
            bytes += runs(blocks)
        }
        return bytes + [0xFF, 0xD9]
    }

    /// Codes that end all blocks: a bit 0, and 14 bits of the number of blocks besides 16,384.
    private static func runs(_ blocks: Int) -> [UInt8] {
        var (bits, left): ([UInt8], Int) = ([], blocks)
        while left >= 16_384 {
            let run = min(left, 32_767)
            // No block remains that a shorter code would have to end.
            let own = left - run > 0 && left - run < 16_384 ? left - 16_384 : run
            bits.append(0)
            for bit in (0..<14).reversed() { bits.append(UInt8((own - 16_384) >> bit & 1)) }
            left -= own
        }
        precondition(left == 0, "an image of so many blocks cannot be written with this one code")
        while bits.count % 8 != 0 { bits.append(1) }
        return stride(from: 0, to: bits.count, by: 8).flatMap { start -> [UInt8] in
            let byte = bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | $1 }
            return byte == 0xFF ? [0xFF, 0] : [byte]
        }
    }

    private static func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
}

/// TIFF files (revision 6.0, sections 2 and 15) of one row of black pixels, in tiles that all lie in one place of the file.
enum TIFFBuilder {
    static func gray(width: Int, tileHeight: Int) -> [UInt8] {
        let tiles = (width + 15) / 16
        let size = 16 * tileHeight
        let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
            (256, 4, 1, width), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (277, 3, 1, 1),
            (322, 4, 1, 16), (323, 4, 1, tileHeight), (324, 4, tiles, 0), (325, 4, tiles, 0),
        ]
        let lists = 8 + 2 + 12 * entries.count + 4
        let data = lists + 8 * tiles
        var bytes = Array("II*\0".utf8) + little(8, 4) + little(entries.count, 2)
        for entry in entries {
            let value = entry.tag == 324 ? lists : entry.tag == 325 ? lists + 4 * tiles : entry.value
            bytes += little(entry.tag, 2) + little(entry.type, 2) + little(entry.count, 4) + little(value, 4)
        }
        bytes += little(0, 4)
        for value in [data, size] { for _ in 0..<tiles { bytes += little(value, 4) } }
        return bytes + [UInt8](repeating: 0, count: size)
    }

    private static func little(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
