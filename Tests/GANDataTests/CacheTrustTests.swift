import Foundation
import GANCore
import GANModule
import Testing

@testable import GANData

/// The name of a file in the cache follows from public content, so that another user who may write to the folder could choose what is
/// trained on.
@Suite struct CacheTrustTests {
    private let folder: TemporaryFolder
    private let cache: TemporaryFolder
    private let count = 6

    init() throws {
        (folder, cache) = (try TemporaryFolder(), try TemporaryFolder())
        for index in 0..<count { try folder.write("\(10 + index).png", pngBytes(UInt8(index), width: 9, height: 9)) }
    }

    private func prepare(_ change: (inout ImageSettings) -> Void = { _ in }) throws -> (levels: [Int], decoded: Int) {
        let (source, decoded) = try open(change)
        return (try source.levels(), decoded)
    }

    private func open(_ change: (inout ImageSettings) -> Void = { _ in }) throws -> (source: ImageSource, decoded: Int)
    {
        try CacheFolder.$current.withValue(CacheFolder(path: cache.path)) {
            let (source, reader) = try folder.open(change)
            let before = reader.decoded
            try source.prepare { _ in }
            return (source, reader.decoded - before)
        }
    }

    private var images: String { cache.path + "/ganzoo-images" }

    private var file: String {
        get throws { "\(images)/\(try #require(try FileManager.default.contentsOfDirectory(atPath: images).first))" }
    }

    /// Replaces the file in the cache by one of gray images, with checksums of its own.
    private func poison(_ form: ImageForm, _ findings: PreparationFindings = PreparationFindings()) throws {
        let path = try file
        let words = try SystemFile.reading(path).read(8, at: 0, as: UInt64.self)
        SystemFile.remove(path)
        let file = try SystemFile.creating(path)
        let writer = ImageFileWriter(file, form, key: ContentHash(low: words[2], high: words[3]))
        for _ in 0..<form.count { writer.append([UInt8](repeating: 128, count: form.size)) }
        try writer.finish(findings)
    }

    private var form: ImageForm { ImageForm(count: count, channels: 3, height: 9, width: 9) }
    private var levels: [Int] { Array(0..<count) }

    /// The folder was made with the process's mask, which lets others look into it.
    @Test(arguments: ["/new/ganzoo", "/new/ganzoo/"]) func itsFolderIsPrivate(_ name: String) throws {
        let top = CacheFolder(path: cache.path + name)
        #expect(top.prepare(for: top.path + "/ganzoo-images/0", bytes: 1) == nil)
        for folder in [top.path, top.path + "/ganzoo-images"] {
            let access = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
            #expect(access == 0o700, "\(folder)")
        }
    }

    /// The other tests are worth nothing without this.
    @Test func aFileOfOursIsBelieved() throws {
        _ = try prepare()
        try poison(form)
        #expect(try prepare() == (Array(repeating: 128, count: count), 0))
    }

    @Test(arguments: [0o666, 0o602] as [mode_t]) func aFileThatOthersMayWriteIsNot(_ mode: mode_t) throws {
        _ = try prepare()
        try poison(form)
        #expect(chmod(try file, mode) == 0)
        #expect(try prepare() == (levels, count))
        #expect(try prepare() == (levels, 0))
    }

    @Test(arguments: [0o777, 0o1777, 0o703] as [mode_t]) func aFolderThatOthersMayWriteIsNot(_ mode: mode_t) throws {
        _ = try prepare()
        try poison(form)
        #expect(chmod(images, mode) == 0)
        let (source, decoded) = try open()
        #expect(try source.levels() == levels && decoded == count)
        let advice = mode == 0o1777 ? "" : ", as `chmod go-w` would change"
        #expect(
            source.warnings == [
                "decoded images cannot be cached in \(cache.path) (other users may write to \(images)\(advice)): every run decodes"
                    + " them again; set another folder in GANZOO_CACHE, or set disk_cache: false"
            ])
    }

    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away"), arguments: ["top", "images", "file"])
    func whatAnotherUserMadeIsNotBelieved(_ kind: String) throws {
        _ = try prepare()
        try poison(form)
        let path = kind == "top" ? cache.path : kind == "images" ? images : try file
        #expect(chown(path, 65_534, 65_534) == 0)
        #expect(try prepare() == (levels, count))
        let warning = try open().source.warnings.first
        #expect(
            kind == "file" ? warning == nil : warning?.contains("(\(path) belongs to another user)") == true,
            "\(warning ?? "none")")
    }

    /// Behind it could lie a file of ours with another content.
    @Test func aLinkIsNotFollowed() throws {
        _ = try prepare()
        try poison(form)
        let path = try file
        try FileManager.default.moveItem(atPath: path, toPath: cache.path + "/mine")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: cache.path + "/mine")
        #expect(try prepare() == (levels, count))
    }

    @Test func onlyThisUserLooksIn() throws {
        _ = try prepare()
        #expect(try SystemFile.status(of: images).access.isPrivate)
        #expect(try SystemFile.status(of: file).access.isPrivate)
        // The mode of a folder that is there is the user's choice.
        #expect(chmod(images, 0o755) == 0)
        try FileManager.default.removeItem(atPath: file)
        _ = try prepare()
        #expect(try !SystemFile.status(of: images).access.isPrivate)
        #expect(try SystemFile.status(of: file).access.isPrivate)
    }

    // MARK: What could lead to another place

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// The target was made private, an old file in it removed, and files of the cache were written there.
    @Test(arguments: ["ganzoo-images", "ganzoo-hashes", "ganzoo-features", "ganzoo-kernels"])
    func aSubfolderThatIsALinkIsNotFollowed(_ name: String) throws {
        let theirs = try TemporaryFolder()
        let old = try theirs.write(String(repeating: "a", count: 32), text: "GANZOOI1")
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: old)
        #expect(chmod(theirs.path, 0o755) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: "\(cache.path)/\(name)", withDestinationPath: theirs.path)
        let reason = "\(cache.path)/\(name) is a symbolic link, not a folder"
        #expect(CacheFolder(path: cache.path).prepare(for: "\(cache.path)/\(name)/0", bytes: 1) == reason)
        let (source, decoded) = try open()
        #expect(try source.levels() == levels && decoded == count)
        #expect(name != "ganzoo-images" || source.warnings.first?.contains("(\(reason))") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: theirs.path).count == 1)
        #expect(try mode(theirs.path) == 0o755)
    }

    /// Who may write to the cache's folder, or to one above it, could exchange the folders in it. Others cannot do that in a sticky folder:
    /// GANZOO_CACHE may be /tmp.
    @Test(arguments: [(0o777, "top"), (0o1777, "top"), (0o777, "above"), (0o1777, "above")] as [(mode_t, String)])
    func foldersAboveAreClosed(_ mode: mode_t, _ kind: String) throws {
        try cache.makeFolder("above/top")
        let (above, top) = ("\(cache.path)/above", "\(cache.path)/above/top")
        let open = kind == "top" ? top : above
        #expect(chmod(open, mode) == 0)
        let reason = CacheFolder(path: top).prepare(for: top + "/ganzoo-images/0", bytes: 1)
        let isUsed = mode == 0o1777
        #expect(reason == (isUsed ? nil : "other users may write to \(open), as `chmod go-w` would change"))
        #expect(FileManager.default.fileExists(atPath: top + "/ganzoo-images") == isUsed)
    }

    /// In a sticky folder, anybody may have made the subfolder before.
    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away"))
    func aSubfolderOfAnotherUserInAStickyFolderIsNotUsed() throws {
        #expect(chmod(cache.path, 0o1777) == 0)
        try cache.makeFolder("ganzoo-images")
        #expect(chown(images, 65_534, 65_534) == 0)
        let reason = CacheFolder(path: cache.path).prepare(for: images + "/0", bytes: 1)
        #expect(reason == "\(images) belongs to another user")
    }

    /// Nothing is made where others could lead it elsewhere.
    @Test func nothingIsMadeBelowAnOpenFolder() throws {
        try cache.makeFolder("above")
        #expect(chmod(cache.path + "/above", 0o777) == 0)
        let top = cache.path + "/above/new/ganzoo"
        #expect(CacheFolder(path: top).prepare(for: top + "/ganzoo-images/0", bytes: 1) != nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/above").isEmpty)
    }

    /// The user may keep the cache on another disk. The link is followed once.
    @Test func aLinkToTheCacheIsTheUsersChoice() throws {
        try cache.makeFolder("disk")
        let link = cache.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: cache.path + "/disk")
        let folder = CacheFolder(path: link)
        #expect(folder.prepare(for: folder.place + "/ganzoo-images/0", bytes: 1) == nil)
        #expect(FileManager.default.fileExists(atPath: cache.path + "/disk/ganzoo-images"))
        try FileManager.default.moveItem(atPath: cache.path + "/disk", toPath: cache.path + "/moved")
        try FileManager.default.createSymbolicLink(
            atPath: cache.path + "/disk", withDestinationPath: cache.path + "/moved")
        #expect(
            folder.prepare(for: folder.place + "/ganzoo-images/0", bytes: 1)
                == "\(cache.path)/disk is a symbolic link, not a folder")
    }

    /// Links may lead to links, up, and into the working folder's neighbors, as for the system.
    @Test func linksAreFollowedAsTheSystemDoes() throws {
        try cache.makeFolder("disk/deep")
        let links = [("one", "two/deep"), ("two", "\(cache.path)/disk"), ("up", "disk/deep/.."), ("self", "self")]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(atPath: "\(cache.path)/\(name)", withDestinationPath: target)
        }
        for name in ["one", "two", "up", "one/new", "disk/deep", "new/ganzoo", "one/.."] {
            let path = "\(cache.path)/\(name)"
            #expect(CacheFolder(path: path).place == PathText.withoutLinks(path), "\(name)")
        }
        let endless = CacheFolder(path: cache.path + "/self")
        #expect(endless.prepare(for: endless.place + "/ganzoo-images/0", bytes: 1) != nil)
    }

    /// A stranger made /tmp/ganzoo a link to a folder of this user, before he set GANZOO_CACHE=/tmp/ganzoo.
    @Test(.enabled(if: geteuid() == 0, "needs the right to give files away"))
    func aLinkOfAnotherUserIsNotFollowed() throws {
        #expect(chmod(cache.path, 0o1777) == 0)
        try cache.makeFolder("private")
        let link = cache.path + "/ganzoo"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: cache.path + "/private")
        #expect(lchown(link, 65_534, 65_534) == 0)
        let top = CacheFolder(path: link)
        #expect(
            top.prepare(for: top.place + "/ganzoo-images/0", bytes: 1)
                == "\(link) is a symbolic link of another user, not a folder")
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/private").isEmpty)
    }

    /// These ended the process.
    @Test(arguments: [(1, 4), (3, 4), (0, 9), (2, 9), (3, 0)]) func anotherFormIsNotBelieved(
        _ channels: Int, _ side: Int
    ) throws {
        let settings: (inout ImageSettings) -> Void = { $0.resolution = 9 }
        _ = try prepare(settings)
        try poison(ImageForm(count: count, channels: channels, height: side, width: side))
        #expect(try prepare(settings) == (levels, count))
        #expect(try prepare(settings) == (levels, 0))
    }

    /// The text is that of an error, and the index that of an image.
    @Test(arguments: [[999_999_999], [-1], [6], [3, 3], [3, 2]]) func damageThatNoImageHasIsNotBelieved(
        _ indices: [Int]
    ) throws {
        for choice in [BadImageChoice.stop, .skip] {
            _ = try prepare { $0.onBadImage = choice }
            let damage = indices.map { ImageDamage(index: $0, problem: "x", fix: "y", isOfContent: true) }
            try poison(form, PreparationFindings(damage: damage))
            #expect(try prepare { $0.onBadImage = choice }.levels == levels)
        }
    }
}
