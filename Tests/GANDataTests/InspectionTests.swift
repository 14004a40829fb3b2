import GANCore
import Testing

@testable import GANData

@Suite struct InspectionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func inspect(_ change: (inout ImageSettings) -> Void = { _ in }) throws -> ImageInspection {
        var settings = ImageFolder.Settings()
        settings.path = folder.path
        change(&settings.images)
        return try ImageInspection(try settings.labeledCollection(), settings.images) { _ in }
    }

    private func names(_ places: [String]) -> [String] { places.map { $0.replacing(folder.path + "/", with: "") } }

    /// What a recipe is advised to take: 8, not 2.
    @Test func oneTinyImageIsNoRule() throws {
        try folder.write("a/1.png", pngBytes(1, width: 2, height: 2))
        for index in 2...5 { try folder.write("a/\(index).png", pngBytes(UInt8(index), width: 8, height: 8)) }
        #expect(try inspect().usualSide == 8)
    }

    @Test func seesSizesChannelsDamageAndCopies() throws {
        try folder.write("a/1.png", pngBytes(1, width: 4, height: 4))
        try folder.write("a/2.png", pngBytes(1, width: 8, height: 4))
        try folder.write("a/3.png", pngBytes(1, width: 4, height: 8))
        try folder.write("a/4.png", text: "no image")
        try folder.write("a/5.png", pngBytes(9, channels: 1))
        try folder.write("b/1.png", pngBytes(1, width: 4, height: 4))
        try folder.write("b/2.png", pngBytes(5, width: 4, height: 4))
        try folder.write("b/3.png", pngBytes(5, width: 4, height: 4))
        try folder.write("b/4.png", text: "")
        let found = try inspect()
        #expect(found.count == 9 && found.oblong == 2 && found.usualSide == 4)
        #expect(found.sizes[.init(width: 4, height: 4)] == 5 && found.sizes.count == 3)
        #expect(found.channels == [1: 1, 3: 6])
        #expect(names(found.damage.map(\.place)) == ["a/4.png", "b/4.png"])
        #expect(found.copies.map { names($0.places) } == [["a/1.png", "b/1.png"], ["b/2.png", "b/3.png"]])
        #expect(found.copies.map(\.labelsDiffer) == [true, false])
        #expect(found.labels.classes == [.init(name: "a", count: 4), .init(name: "b", count: 3)])
    }

    /// An alpha channel that is opaque everywhere is no news.
    @Test func countsWhatIsPassedOver() throws {
        let names = [
            "RGBA", "grey with a transparent level", "RGBA that is opaque", "a damaged profile is not applied",
            "a profile of sRGB", "an animation's first image", "an image beside an animation",
        ]
        for (index, name) in names.enumerated() { try folder.write("\(index).png", OddImage.bytes(name)) }
        let found = try inspect { $0.background = [0, 0, 9] }
        #expect(
            found.notes.map(\.text) == [
                "2 images are partly transparent and composited over data.background: [0, 0, 9]",
                "1 image has a color profile that is damaged or made for other channels, which is not applied",
                "only the first image of 2 files with an animation is used",
            ])
        // Over a color the gray image is one in color.
        #expect(found.damage.isEmpty && found.channels == [3: 7])
    }

    /// Of five images of the same pixels four are copies: two with the label of the first, two with another.
    @Test func copiesWithOtherLabelsAreCountedInImages() throws {
        for name in ["a/1", "a/2", "a/3", "b/1", "c/1", "c/2"] {
            try folder.write("\(name).png", pngBytes(name == "c/2" ? 7 : 1))
        }
        let copies = try #require(try inspect().copies.first)
        #expect(copies.places.count == 5 && copies.relabeled == 2)
    }

    /// What must be put right before training does not keep the rest from being looked at.
    @Test func faultsAreListedBesideTheRest() throws {
        try folder.write("a/1.png", pngBytes(1))
        try folder.write("b/1.png", text: "no image")
        try folder.write("2.png", pngBytes(2))
        try folder.makeFolder("c")
        let found = try inspect()
        #expect(
            found.faults.map { $0.words.replacing(folder.path, with: "@") } == [
                "@: 1 image is not in a class folder: 2.png",
                "@: these classes have no image: c",
            ])
        #expect(found.labels.classes.map(\.name) == ["a", "b"] && names(found.damage.map(\.place)) == ["b/1.png"])
        #expect(
            message { _ = try opened() }.replacing(folder.path, with: "@")
                == "path: @: 1 image is not in a class folder: 2.png\n"
                + "  fix: move each into the folder of its class; `ganzoo data check` lists 1 more error")
    }

    /// A class whose images cannot be read is not left out by `labels: compact`.
    @Test func damagedImagesLeaveNoClassEmpty() throws {
        try folder.write("a/1.png", text: "no image")
        try folder.write("b/1.png", pngBytes(1))
        let found = try inspect()
        #expect(found.notes.isEmpty && names(found.damage.map(\.place)) == ["a/1.png"])
    }

    private func opened() throws -> ImageFolder {
        var settings = ImageFolder.Settings()
        settings.path = folder.path
        return try ImageFolder(settings, emptyContext)
    }

    /// Training says what was left out that could be a class; the rest is for those who ask.
    @Test func trainingSaysWarningsAlone() throws {
        for name in ["a/1.png", "@eaDir/1.png", ".hidden/1.png", "b/2.png"] { try folder.write(name, pngBytes(1)) }
        try folder.write("a/notes.txt", text: "")
        #expect(try opened().source.warnings == ["ignored 1 system folder: @eaDir"])
        #expect(try inspect().notes.map(\.isWarning) == [true, false, false])
    }

    @Test func looksAtWhatTheRecipeChooses() throws {
        for name in ["a/1", "a/2", "b/1"] { try folder.write("\(name).png", pngBytes(1)) }
        let found = try inspect { $0.selection.classes = ["b"] }
        #expect(found.count == 1 && found.collectionCount == 3 && found.copies.isEmpty)
        #expect(found.labels.classes.map(\.name) == ["b"])
    }

    private func summary(_ counts: [Int]) -> LabelSummary {
        let labels = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
        return LabelSummary(.classes(labels, names: counts.indices.map { "\($0)" }))
    }

    @Test func classesGoFromHeadToTail() {
        #expect(summary([5, 9, 9, 1]).classes.map(\.name) == ["1", "2", "0", "3"])
        #expect(summary([3, 12]).ratio == 4 && summary([3, 0]).ratio == nil)
    }

    @Test(
        arguments: [
            ([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50], "exponential"), ([100, 100, 10, 10], "step"),
            ([100, 90, 95], "balanced"), ([100, 99, 98, 2], nil), ([7], nil), ([7, 0], nil),
        ] as [([Int], String?)]) func tellsTheProfile(_ counts: [Int], _ profile: String?)
    {
        #expect(summary(counts).profile == profile)
    }

    /// The bounds themselves are of the middle.
    @Test func groupsAreThoseOfImageNetLT() {
        let groups = summary([500, 101, 100, 20, 19]).groups
        #expect(groups.map(\.classes) == [2, 2, 1] && groups.map(\.images) == [601, 120, 19])
    }

    @Test func attributesAreCounted() {
        let found = LabelSummary(.vectors([[1, 0], [1, 1]]))
        #expect(found.kind == .attributes && found.classes.map(\.count) == [2, 1])
        #expect(LabelSummary(.vectors([[0, 1]]), vectorNames: ["a", "b"]).classes.map(\.name) == ["b", "a"])
        #expect(LabelSummary(.vectors([[0.5, 0]])).kind == .vectors)
    }

    // MARK: What a path leads to

    @Test func pathsAreRecognized() throws {
        try folder.write("cifar/data_batch_1.bin", [])
        try folder.write("cifar100/cifar-100-binary/train.bin", [])
        try folder.write("styles/dataset.json", [])
        try folder.write("photos/a/1.png", [])
        try folder.write("mnist/train-images-idx3-ubyte", [0, 0, 8, 3])
        try folder.write("mnist/train-labels-idx1-ubyte", [])
        try folder.write("mnist/t10k-images-idx3-ubyte.gz", [0x1F, 0x8B, 8])
        try folder.write("list.txt", text: "a.png 0")
        try folder.write("digits.csv.gz", [0x1F, 0x8B, 8, 0])
        try folder.write("a.zip", ZipBuilder([.init(name: "1.png")]).bytes)
        func found(_ name: String) throws -> (String, [String: String]) {
            let found = try DetectedDataset(at: "\(folder.path)/\(name)")
            return (found.type, found.keys.mapValues { $0.replacing(folder.path, with: "@") })
        }
        for (name, type) in [
            ("cifar", "cifar10"), ("cifar100", "cifar100"), ("styles", "image_archive"), ("photos", "image_folder"),
            ("list.txt", "list_file"), ("a.zip", "image_archive"), ("digits.csv.gz", "csv"),
        ] { #expect(try found(name) == (type, ["path": "@/\(name)"])) }
        let labeled = ["path": "@/mnist/train-images-idx3-ubyte", "label_path": "@/mnist/train-labels-idx1-ubyte"]
        #expect(try found("mnist") == ("idx", labeled))
        try folder.write("fashion-mnist/train-images.idx3-ubyte", [0, 0, 8, 3])
        #expect(
            try found("fashion-mnist") == ("idx", ["path": "@/fashion-mnist/train-images.idx3-ubyte"]))
        try folder.write("fashion-mnist/train-images-idx3-ubyte.gz", [])
        #expect(try found("fashion-mnist") == ("fashion_mnist", ["path": "@/fashion-mnist"]))
        #expect(try found("mnist/t10k-images-idx3-ubyte.gz") == ("idx", ["path": "@/mnist/t10k-images-idx3-ubyte.gz"]))
        for (name, text, type) in [
            ("labels.csv", "path,label\na.png,0\n", "list_file"), ("digits.CSV", "label,p0\n1,0\n", "csv"),
            ("list.tsv", "a.png\t0\n", "list_file"),
        ] {
            try folder.write(name, text: text)
            #expect(try found(name) == (type, ["path": "@/\(name)"]))
        }
        #expect(try found("styles/dataset.json") == ("image_archive", ["path": "@/styles"]))
        try folder.write("text.md", text: "# no data")
        #expect(
            message { _ = try DetectedDataset(at: folder.path + "/text.md") }.replacing(folder.path, with: "@")
                == "@/text.md: it is not a zip file, an IDX file of images, a .csv table or a .txt list\n"
                + "  fix: use one of these, a folder of images, or a recipe")
        #expect(
            message { _ = try DetectedDataset(at: folder.path + "/none") }.replacing(folder.path, with: "@")
                == "@/none: there is no such file or folder\n  fix: correct the path")
    }
}
