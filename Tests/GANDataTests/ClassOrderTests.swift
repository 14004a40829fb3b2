import GANCore
import Testing

@testable import GANData

/// Classes keep the order of a run that exists, whatever order a folder gives them today.
@Suite struct ClassOrderTests {
    private let folder: TemporaryFolder
    private static let byBytes = ["0", "1", "10", "11", "2"]

    init() throws {
        folder = try TemporaryFolder()
        for (level, name) in Self.byBytes.enumerated() {
            for image in 0...1 { try folder.write("\(name)/\(image).png", pngBytes(UInt8(10 * level + image))) }
        }
    }

    private func open(_ order: [String], _ change: (inout ImageSettings) -> Void = { _ in }) throws -> any SampleSource
    {
        var settings = ImageFolder.Settings()
        settings.path = folder.path
        change(&settings.images)
        let info = emptyContext.data
        return try ImageFolder(settings, BuildContext(path: "data", data: info, seed: 0, classOrder: order)).source
    }

    /// The same data as they were read when folders were sorted by their names alone: labels and fingerprint agree.
    @Test(arguments: [false, true]) func aRunSortedByNameGoesOn(hasSubset: Bool) throws {
        func change(_ settings: inout ImageSettings) {
            settings.selection.subset = hasSubset ? SubsetSettings() : nil
            settings.selection.subset?.perClass = 1
        }
        let paths = Self.byBytes.flatMap { ["\($0)/0.png", "\($0)/1.png"] }
        let classes = (0..<5).flatMap { [Int32($0), Int32($0)] }
        var settings = ImageSettings()
        change(&settings)
        let before = try ImageSource(
            ImageCollection(
                reader: FolderImages(root: folder.path, paths: paths), labels: .classes(classes, names: Self.byBytes)),
            settings)
        let now = try open(Self.byBytes, change)
        #expect(now.info == before.info)
        #expect(try now.fingerprint() == before.fingerprint())
        let all = Array(0..<now.info.count)
        #expect(try now.batch(at: all) == before.batch(at: all))
        #expect(now.warnings == ["the classes have the order of the run: 0, 1, 10, 11, 2"])
        #expect(try open([], change).fingerprint() != before.fingerprint())
    }

    /// Other classes than the run's are not brought into an order.
    @Test(arguments: [["0", "1", "2"], ["0", "1", "10", "11", "3"], ["0", "1", "2", "10", "11"]])
    func otherClassesStayAsTheyAre(_ order: [String]) throws {
        let source = try open(order)
        #expect(source.info.classNames == ["0", "1", "2", "10", "11"] && source.warnings.isEmpty)
    }

    /// A stranger's run can name the same set of classes with another of them twice.
    @Test func repeatedNamesAreNoOrder() throws {
        var collection = ImageCollection(
            reader: FolderImages(root: folder.path, paths: ["0/0.png"]), labels: .classes([2], names: ["a", "b", "b"]))
        collection.order(as: ["a", "a", "b"])
        guard case .classes(let classes, let names) = collection.labels else {
            Issue.record("the classes are gone")
            return
        }
        #expect(classes == [2] && names == ["a", "b", "b"])
    }
}
