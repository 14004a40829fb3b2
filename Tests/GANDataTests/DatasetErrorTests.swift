import Foundation
import GANCore
import Testing

@testable import GANData

/// A data set that cannot be opened, and the words for it; `@` stands for its folder.
struct DatasetErrorCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let files: [(name: String, bytes: [UInt8])]
    let open: @Sendable (_ folder: String) throws -> any StreamedDataset
    let message: String
}

@Suite struct DatasetErrorTests {
    @Test(arguments: DatasetErrorCase.all) func saysWhatAndWhereAndWhatToDo(_ each: DatasetErrorCase) throws {
        let folder = try TemporaryFolder()
        for file in each.files { try folder.write(file.name, file.bytes) }
        let said = message { _ = try each.open(folder.path) }
        #expect(said.replacing(folder.path, with: "@") == each.message)
    }

    /// The file is named even when it is read in the middle of training, and the first one when all are read before it.
    @Test func theFirstBadFileIsNamed() throws {
        let folder = try TemporaryFolder()
        for name in 10..<40 { try folder.write("\(name).png", pngBytes(1)) }
        try folder.write("27.png", text: "<html>")
        try folder.write("31.png", [])
        var settings = ImageFolder.Settings()
        settings.path = folder.path
        let data = try ImageFolder(settings, emptyContext)
        let expected =
            "@/27.png: it is HTML or XML, which is not read\n  fix: convert it to PNG or JPEG, or remove it"
        #expect(message { _ = try data.samples(at: [3, 17, 21]) }.replacing(folder.path, with: "@") == expected)
        CacheFolder.$current.withValue(nil) {
            #expect(message { try data.source.prepare { _ in } }.replacing(folder.path, with: "@") == expected)
        }
    }

    @Test func imagesMustAgreeWhereNothingIsSaid() throws {
        let folder = try TemporaryFolder()
        try folder.write("0.png", pngBytes(1))
        try folder.write("1.png", pngBytes(1, width: 5))
        try folder.write("2.png", pngBytes(1, channels: 1))
        var settings = ImageFolder.Settings()
        settings.path = folder.path
        settings.images.channels = .stored
        let data = try ImageFolder(settings, emptyContext)
        func said(_ index: Int) -> String {
            message { _ = try data.samples(at: [index]) }.replacing(folder.path, with: "@")
        }
        #expect(
            said(1) == "@/1.png: it has 5 x 4 pixels, but the first image of the set has 4 x 4\n"
                + "  fix: set resolution: to the side of the images in pixels, or to [height, width]")
        #expect(
            said(2)
                == "@/2.png: it is gray, unlike the first image of the set\n  fix: set channels: rgb or channels: gray")
    }
}

extension DatasetErrorCase {
    init(
        _ title: String, _ files: KeyValuePairs<String, [UInt8]>,
        _ open: @escaping @Sendable (_ folder: String) throws -> any StreamedDataset, _ message: String
    ) {
        (testDescription, self.files) = (title, files.map { ($0.key, $0.value) })
        (self.open, self.message) = (open, message)
    }

    static let all = folders + lists + archives + binaries

    private static func folder(_ path: String) throws -> ImageFolder {
        var settings = ImageFolder.Settings()
        settings.path = path
        return try ImageFolder(settings, emptyContext)
    }

    private static let folders = [
        DatasetErrorCase(
            "no folder", [:], { try folder($0 + "/x") },
            "path: @/x: there is no such file or folder\n  fix: correct the path"),
        DatasetErrorCase(
            "a file", ["x": []], { try folder($0 + "/x") },
            "path: @/x: it cannot be read (Not a directory)\n  fix: correct the path"),
        DatasetErrorCase(
            "no image", ["x.txt": []], { try folder($0) },
            "path: @: the folder contains no image\n  fix: use a folder that contains .png or .jpg files"),
        DatasetErrorCase(
            "classes without images", ["a/1.png": [], "b/x.txt": [], "c/y.txt": []], { try folder($0) },
            "path: @: these classes have no image: b, c\n  fix: add images, or remove the folders"),
        DatasetErrorCase(
            "images without a class", ["a/1.png": [], "2.png": [], "3.jpg": []], { try folder($0) },
            "path: @: 2 images are not in a class folder: 2.png, 3.jpg\n"
                + "  fix: move each into the folder of its class"),
        DatasetErrorCase(
            "an empty image", ["1.png": []], { try folder($0) },
            "path: @/1.png: it is empty\n  fix: download or copy it again"),
    ]

    private static func list(_ path: String) throws -> ListFile {
        var settings = ListFile.Settings()
        settings.path = path + "/l.txt"
        return try ListFile(settings, emptyContext)
    }

    private static let lists = [
        ("no label", "a.png 0\nb.png\n", "l.txt:2: it has no label\n  fix: write `relative/path label`"),
        ("only a label", " 1\n", "l.txt:1: it has no label\n  fix: write `relative/path label`"),
        (
            "a label that is no whole number", "a.png 0.5",
            "l.txt:1: the label is `0.5`\n  fix: write a whole number in 0 ... 99999"
        ),
        ("a negative label", "a.png -1", "l.txt:1: the label is `-1`\n  fix: write a whole number in 0 ... 99999"),
        ("an empty list", "\n\n", "l.txt: it lists no image\n  fix: write one line `relative/path label` per image"),
        ("a missing image", "a.png 0", "a.png: there is no such file or folder\n  fix: correct the path"),
    ].map { title, text, message in
        DatasetErrorCase(title, ["l.txt": Array(text.utf8)], { try list($0) }, "path: @/\(message)")
    }

    private static func archive(_ path: String) throws -> ImageArchive {
        var settings = ImageArchive.Settings()
        settings.path = path
        return try ImageArchive(settings, emptyContext)
    }

    private static let archives =
        [
            DatasetErrorCase(
                "no zip file", ["a.zip": Array("PK text".utf8)], { try archive($0 + "/a.zip") },
                "path: @/a.zip: it is not a readable zip file: Not a zip archive\n  fix: download or copy it again"
            ),
            DatasetErrorCase(
                "a folder without images", ["x.txt": []], { try archive($0) },
                "path: @: it contains no image\n  fix: use a file or folder that contains .png or .jpg files"),
            DatasetErrorCase(
                "labels of some images", ["a/1.png": [], "b/2.png": [], "a/dataset.json": []], { try archive($0) },
                "path: @: its a/dataset.json is not in the parent folder of all images\n"
                    + "  fix: put one dataset.json for all images at the root, or remove it for data without labels"),
            DatasetErrorCase(
                "a link that leads nowhere", ["2.png": []],
                { folder in
                    try FileManager.default.createSymbolicLink(
                        atPath: folder + "/1.png", withDestinationPath: folder + "/none")
                    return try archive(folder)
                }, "path: @/1.png: it is a symbolic link without a target\n  fix: restore its target, or remove it"),
        ]
        + [
            DatasetErrorCase(
                "names in Latin-1",
                [
                    "1.png": [],
                    "dataset.json": Array(#"{"labels": [["p"#.utf8) + [0xE8] + Array(#"re.png", 0]]}"#.utf8),
                ],
                { try archive($0) }, "path: @/dataset.json:1:14: the text is not UTF-8\n  fix: save the file as UTF-8")
        ]
        + labelFiles.map { title, text, message in
            DatasetErrorCase(
                title, ["1.png": [], "dataset.json": Array(text.utf8)], { try archive($0) },
                "path: @/dataset.json\(message)")
        }

    private static let labelFiles = [
        (
            "an empty dataset.json", "",
            ":1:1: the end of the file is unexpected\n  fix: expected `{` and the key \"labels\""
        ),
        ("a list", "[]", ":1:1: `[` is unexpected\n  fix: expected `{` and the key \"labels\""),
        (
            "labels that end early", "{\"labels\":\n [[\"1.png\", 0]",
            ":2:15: the end of the file is unexpected\n  fix: expected `,` or `]` after a label"
        ),
        (
            "a label that is a truth value", #"{"labels": [["1.png", true]]}"#,
            ":1:23: `t` is unexpected\n  fix: expected a number, a name in quotes or `[`"
        ),
        (
            "a negative class", #"{"labels": [["1.png", -1]]}"#,
            ":1:23: the label is -1\n  fix: write a whole number in 0 ... 99999"
        ),
        (
            "classes and vectors", #"{"labels": [["1.png", 1], ["2.png", [1]]]}"#,
            ":1:37: the label is a vector of 1 number, but another one is a number\n"
                + "  fix: write only class numbers, only names, or only vectors of one length"
        ),
        (
            "names and classes", #"{"labels": [["1.png", "cat"], ["2.png", 1]]}"#,
            ":1:41: the label is a number, but another one is a name\n"
                + "  fix: write only class numbers, only names, or only vectors of one length"
        ),
        (
            "a label that is half a number", #"{"labels": [["1.png", 0.5]]}"#,
            ":1:23: the label is 0.5\n  fix: write a whole number in 0 ... 99999"
        ),
        (
            "a backslash of Windows", #"{"labels": [["a\q.png", 0]]}"#,
            ":1:16: `\\q` is no escape\n  fix: write a backslash as `\\\\`"
        ),
        (
            "an escape of three digits", #"{"labels": [["a\u00e", 0]]}"#,
            ":1:16: `\\u00e\"` is no escape\n  fix: write four hexadecimal digits after `\\u`"
        ),
        (
            "a label without numbers", #"{"labels": [["1.png", []]]}"#,
            ":1:24: `]` is unexpected\n  fix: expected at least one number in a label"
        ),
        (
            "a number that float32 does not hold", #"{"labels": [["1.png", [1, 1e39]]]}"#,
            ":1:31: 1e+39 is too large a number\n"
                + "  fix: write numbers that float32 holds, at most 100000 for an image"
        ),
        (
            "an image twice", #"{"labels": [["1.png", 1], ["1.png", 1], ["1.png", 2]]}"#,
            ":1:52: `1.png` already has another label\n  fix: list each image once"
        ),
        (
            "a name of two classes", #"{"class_names": ["cat", "dog", "cat"]}"#,
            ":1:37: two classes have the name `cat`\n  fix: give each class a different name"
        ),
        (
            "text after the end", #"{"labels": null} x"#,
            ":1:18: `x` is unexpected\n  fix: expected the end of the file"
        ),
        (
            "an image without a label", #"{"labels": [["2.png", 1]]}"#,
            ": `1.png` has no label\n  fix: add one, or remove the image"
        ),
    ]

    private static func cifar(_ path: String) throws -> CIFAR10 {
        var settings = CIFAR10.Settings()
        (settings.path, settings.split) = (path, .test)
        return try CIFAR10(settings, emptyContext)
    }

    private static func fashion(_ path: String) throws -> FashionMNIST {
        var settings = FashionMNIST.Settings()
        (settings.path, settings.split) = (path, .test)
        return try FashionMNIST(settings, emptyContext)
    }

    private static func hundred(_ path: String) throws -> CIFAR100 {
        var settings = CIFAR100.Settings()
        (settings.path, settings.split) = (path, .test)
        return try CIFAR100(settings, emptyContext)
    }

    private static func idx(_ path: String, _ names: [String]) throws -> IDXDataset {
        var settings = IDXDataset.Settings()
        (settings.path, settings.labelPath, settings.classNames) = ("\(path)/\(images)", "\(path)/\(labels)", names)
        return try IDXDataset(settings, emptyContext)
    }

    private static let (images, labels) = ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    private static let twoImages: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6]

    private static let twoLabels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]

    private static let binaries = [
        DatasetErrorCase(
            "no CIFAR", [:], { try cifar($0) },
            "path: @/test_batch.bin: there is no such file\n"
                + "  fix: unpack cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html and set path to its folder"
        ),
        DatasetErrorCase(
            "half a record", ["test_batch.bin": [UInt8](repeating: 0, count: 3074)], { try cifar($0) },
            "path: @/test_batch.bin: it has 3,074 bytes, not a multiple of 3,073, the size of a record\n"
                + "  fix: unpack cifar-10-binary.tar.gz again"),
        DatasetErrorCase(
            "a class too many",
            ["test_batch.bin": [UInt8](repeating: 0, count: 3073) + [UInt8](repeating: 10, count: 3073)],
            { try cifar($0) },
            "path: @/test_batch.bin: record 1, at byte 3073, has the label 10\n"
                + "  fix: labels are below 10; use the binary version"),
        DatasetErrorCase(
            "names of classes that cannot be read", ["fine_label_names.txt/x": [], "test.bin": []], { try hundred($0) },
            "path: @/fine_label_names.txt: it is a directory, not a file\n  fix: give the path of a file"),
        DatasetErrorCase(
            "too few names of classes", ["fine_label_names.txt": Array("apple\nbear\n".utf8), "test.bin": []],
            { try hundred($0) },
            "path: @/fine_label_names.txt: it has 2 names, not 100\n  fix: unpack the archive again"),
        DatasetErrorCase(
            "a file in place of the folder of CIFAR", ["x": []], { try cifar($0 + "/x") },
            "path: @/x/test_batch.bin: it cannot be read (Not a directory)\n  fix: correct the path"),
        DatasetErrorCase(
            "more classes than names of the recipe", [images: twoImages, labels: twoLabels], { try idx($0, ["a"]) },
            "path: @/\(labels): class_names has 1 name, but class number 1 occurs\n"
                + "  fix: set class_names to 2 names, or to null"),
        DatasetErrorCase(
            "a name of two classes in the recipe", [images: twoImages, labels: twoLabels],
            { try idx($0, ["a", "b", "a"]) },
            "class_names: it names `a` twice\n  fix: name each class once"),
        DatasetErrorCase(
            "no Fashion-MNIST", [:], { try fashion($0) },
            "path: @/t10k-images-idx3-ubyte.gz: there is no such file, with or without .gz\n"
                + "  fix: run `apt install dataset-fashion-mnist`, or set path to the folder of the files"),
        DatasetErrorCase(
            "labels instead of images", [images: [0, 0, 8, 1, 0, 0, 0, 0], labels: []], { try fashion($0) },
            "path: @/\(images): it starts with the bytes 0 0 8 1, not 0 0 8 3\n"
                + "  fix: use the IDX file of the images, plain or gzip-compressed"),
        DatasetErrorCase(
            "missing pixels", [images: [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5], labels: []],
            { try fashion($0) },
            "path: @/\(images): it has 1 byte of images, but its header states [2, 1, 1]\n  fix: download or copy it again"
        ),
        DatasetErrorCase(
            "missing labels", [images: twoImages, labels: [0, 0, 8, 1, 0, 0, 0, 1, 0]], { try fashion($0) },
            "path: @/\(labels): it has 1 label, but @/\(images) has 2 images\n  fix: use the files of the same split"
        ),
        DatasetErrorCase(
            "a wrong label", [images: twoImages, labels: [0, 0, 8, 1, 0, 0, 0, 2, 0, 10]], { try fashion($0) },
            "path: @/\(labels): the label at byte 9 is 10\n  fix: check the file; labels must be below 10"),
        DatasetErrorCase(
            "damaged gzip", ["\(images).gz": [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF], labels: []],
            { try fashion($0) },
            "path: @/\(images).gz: its compressed data are damaged\n  fix: download or copy it again"),
        DatasetErrorCase(
            "gzip that ends early", ["\(images).gz": [0x1F, 0x8B, 8], labels: []], { try fashion($0) },
            "path: @/\(images).gz: the file ends early\n  fix: download or copy it again"),
    ]
}
