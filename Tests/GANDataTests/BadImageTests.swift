import Foundation
import GANCore
import Testing

@testable import GANData

/// Damaged images among good ones, and what `on_bad_image` makes of them.
@Suite struct BadImageTests {
    private let folder: TemporaryFolder
    private let cache: TemporaryFolder

    init() throws { (folder, cache) = (try TemporaryFolder(), try TemporaryFolder()) }

    /// In the test's own cache; `@` stands for the folder of the images.
    private func withCache<Value>(_ body: () throws -> Value) rethrows -> Value {
        try CacheFolder.$current.withValue(CacheFolder(path: cache.path), operation: body)
    }

    private func said(_ body: () throws -> Void) -> String {
        withCache { message(body) }.replacing(folder.path, with: "@")
    }

    private func truncated(_ gray: UInt8) throws -> [UInt8] { Array(try pngBytes(gray).dropLast(20)) }

    private let reason = "it cannot be decoded as PNG: the file ends early"

    /// A list of two thousand images, a thousand of each class, in a hundred files; number 700 is cut off.
    private func twoThousand(_ choice: BadImageChoice) throws -> ListFile.Settings {
        for level in 0..<100 { try folder.write("\(level).png", pngBytes(UInt8(level))) }
        try folder.write("bad.png", truncated(9))
        let lines = (0..<2000).map { $0 == 700 ? "bad.png 0" : "\($0 % 100).png \($0 / 1000)" }
        var settings = ListFile.Settings()
        settings.path = try folder.write("list.txt", text: lines.joined(separator: "\n"))
        settings.images.onBadImage = choice
        return settings
    }

    /// What may be read the next time is left out this time, and not for ever.
    @Test func aFileThatCannotBeReadIsNotKeptAsDamaged() throws {
        for level in 0..<3 { try folder.write("\(level).png", pngBytes(UInt8(level))) }
        let link = folder.path + "/3.png"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: link)
        func open() throws -> ImageSource { try withCache { try folder.open { $0.onBadImage = .skip }.source } }
        let source = try open()
        #expect(source.info.count == 3)
        #expect(
            source.warnings.map { $0.replacing(folder.path, with: "@") } == [
                "@/3.png: it cannot be read (Too many levels of symbolic links); the image is skipped",
                "1 image could not be read: nothing is cached, and the next run decodes all images again",
            ])
        #expect(try FolderListing(cache.path + "/ganzoo-images").files.isEmpty)
        try FileManager.default.removeItem(atPath: link)
        try folder.write("3.png", pngBytes(3))
        #expect(try open().levels() == [0, 1, 2, 3])
    }

    /// It will be as large the next time, so the others are cached.
    @Test func aFileThatIsTooLargeIsKeptAsDamaged() throws {
        for level in 0..<2 { try folder.write("\(level).png", pngBytes(UInt8(level))) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: try folder.write("2.png", [])))
        try file.truncate(atOffset: (1 << 28) + 1)
        let problem = "@/2.png: it has 268435457 bytes, more than 256 MiB"
        let source = try withCache { try folder.open { $0.onBadImage = .skip }.source }
        #expect(source.warnings.map { $0.replacing(folder.path, with: "@") } == ["\(problem); the image is skipped"])
        #expect(try FolderListing(cache.path + "/ganzoo-images").files.count == 1)
        #expect(said { _ = try FileBytes.image(folder.path + "/2.png") } == "\(problem)\n  fix: remove it")
    }

    @Test func stopNamesTheOneOfTwoThousand() throws {
        let settings = try twoThousand(.stop)
        let source = try withCache { try ImageSource(settings, emptyContext) }
        #expect(
            said { try source.prepare { _ in } }
                == "@/bad.png: \(reason)\n  fix: download or copy it again, or remove it")
        #expect(try FolderListing(cache.path + "/ganzoo-images").files.isEmpty)
    }

    @Test func skipLeavesTheOneOfTwoThousandOut() throws {
        let settings = try twoThousand(.skip)
        var steps: [PreparationStep] = []
        let source = try withCache {
            try ImageSource(settings.collection(), settings.images) { steps.append($0) }
        }
        #expect(source.info.count == 1999 && source.info.classCounts == [999, 1000])
        #expect(
            source.warnings.map { $0.replacing(folder.path, with: "@") }
                == ["@/bad.png: \(reason); the image is skipped"])
        #expect(try source.levels() == (0..<2000).filter { $0 != 700 }.map { $0 % 100 })
        #expect(source.labels(at: [998, 999]) == [1, 0, 0, 1])
        #expect(steps.last == PreparationStep("decoding images", done: 2000, count: 2000))
        let collection = try settings.collection()
        let reader = CountingReader(collection.reader)
        let again = try withCache {
            try ImageSource(ImageCollection(reader: reader, labels: collection.labels), settings.images)
        }
        #expect(again.info == source.info && again.warnings == source.warnings)
        #expect(try again.batch(at: [700]) == source.batch(at: [700]) && reader.decoded == 0)
    }

    @Test(arguments: [false, true]) func whatOneRunSkippedStopsAnother(diskCache: Bool) throws {
        for index in 10..<30 { try folder.write("\(index).png", index == 17 ? truncated(1) : pngBytes(UInt8(index))) }
        let skipping = try withCache {
            try folder.open { ($0.onBadImage, $0.diskCache) = (.skip, diskCache) }.source
        }
        #expect(try skipping.levels() == (10..<30).filter { $0 != 17 })
        let stopping = try withCache { try folder.open { $0.diskCache = diskCache }.source }
        #expect(said { try stopping.prepare { _ in } }.hasPrefix("@/17.png: \(reason)\n"))
    }

    @Test func theFirstImageMayBeTheBadOne() throws {
        try folder.write("0.png", text: "no image")
        try folder.write("1.png", pngBytes(5, width: 7, height: 6))
        let source = try withCache { try folder.open { $0.onBadImage = .skip }.source }
        #expect((source.info.count, source.info.width, source.info.height) == (1, 7, 6))
    }

    @Test func anotherSizeIsNoDamage() throws {
        for index in 0..<5 { try folder.write("\(index).png", pngBytes(1, width: index == 3 ? 5 : 4)) }
        let text =
            "@/3.png: it has 5 x 4 pixels, but the first image of the set has 4 x 4\n"
            + "  fix: set resolution: to the side of the images in pixels, or to [height, width]"
        #expect(said { _ = try folder.open { $0.onBadImage = .skip } } == text)
        #expect(said { try folder.open().source.prepare { _ in } } == text)
    }

    @Test func aClassWithoutAnyLeftIsAnError() throws {
        try folder.write("cat/1.png", pngBytes(1))
        try folder.write("dog/1.png", text: "no image")
        try folder.write("dog/2.png", text: "")
        #expect(
            said { _ = try folder.open { $0.onBadImage = .skip } }
                == "on_bad_image: no image of the class `dog` can be read; @/dog/1.png: it has the format of no image that is read\n"
                + "  fix: replace the images, or list only the other classes in classes:")
    }

    @Test func noneLeftIsAnError() throws {
        try folder.write("1.png", text: "no image")
        #expect(
            said { _ = try folder.open { $0.onBadImage = .skip } }
                == "@/1.png: it has the format of no image that is read\n  fix: convert it to PNG or JPEG, or remove it"
        )
    }

    /// Only images that the recipe wants are looked at; the long tail is chosen before.
    @Test func countsOfALongTailShrink() throws {
        for index in 0..<20 {
            try folder.write("a/\(index).png", index % 2 == 0 ? pngBytes(1) : truncated(1))
            try folder.write("b/\(index).png", pngBytes(2))
        }
        var settings = LongTailSettings()
        (settings.profile, settings.ratio) = (.step, 4)
        let source = try withCache {
            try folder.open { ($0.onBadImage, $0.selection.longTail) = (.skip, settings) }.source
        }
        #expect(source.info.classCounts == [10, 5] && source.warnings.count == 10)
    }

    @Test func listedImagesMayBeMissing() throws {
        try folder.write("1.png", pngBytes(1))
        try folder.write("l.txt", text: "1.png 0\n2.png 1\n1.png 1\n")
        var settings = ListFile.Settings()
        (settings.path, settings.images.onBadImage) = (folder.path + "/l.txt", .skip)
        let data = try withCache { try ListFile(settings, emptyContext) }
        #expect(data.info.classCounts == [1, 1])
        #expect(
            data.source.warnings.map { $0.replacing(folder.path, with: "@") }
                == ["@/2.png: there is no such file or folder; the image is skipped"])
    }

    @Test func aTailWithoutImagesIsAnError() throws {
        var settings = Shapes.Settings()
        settings.perClass = 50
        settings.images.selection.longTail?.ratio = 1000
        #expect(
            message { _ = try Shapes(settings, emptyContext) }
                == "long_tail: nothing is left of orange square, pink triangle, brown cross, white ring\n  fix: use a lower ratio"
        )
    }

    @Test func emptyClassesOfAListAreAWarning() throws {
        try folder.write("1.png", pngBytes(1))
        try folder.write("l.txt", text: "1.png 0\n1.png 3\n")
        var settings = ListFile.Settings()
        settings.path = folder.path + "/l.txt"
        #expect(
            try ListFile(settings, emptyContext).source.warnings == [
                "there is no image of the classes 1, 2; labels: compact removes them"
            ])
    }
}
