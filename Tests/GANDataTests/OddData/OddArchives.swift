/// Zip archives, and folders read as one.
extension OddCase {
    static let archives = [
        OddCase(
            "zip with dataset.json",
            laid: [
                .zip(
                    "a.zip",
                    [
                        .image("1.png", 1), .image("b/2.png", 2),
                        .text("dataset.json", #"{"labels": [["b/2.png", 0], ["1.png", 1]]}"#),
                    ])
            ], given: "a.zip", expected: .read(.classes([1, 0], names: ["0", "1"]), .levels([1, 2]))),
        OddCase(
            "zip with labels of some images, which are not used",
            laid: [
                .zip(
                    "a.zip",
                    [.image("1.png", 1), .image("2.png", 2), .text("dataset.json", #"{"labels": [["1.png", 0]]}"#)])
            ], given: "a.zip", keys: ["labels": "false"], expected: .read(.none, .levels([1, 2]))),
        OddCase(
            "zip with two label files, which are not used",
            laid: [
                .zip(
                    "a.zip",
                    [
                        .image("a/1.png", 1), .image("b/2.png", 2), .text("a/dataset.json", "{"),
                        .text("b/dataset.json", "{"),
                    ])
            ], given: "a.zip", keys: ["labels": "false"], expected: .read(.none, .levels([1, 2]))),
        OddCase(
            "zip of class folders", laid: [.zip("a.zip", twoClasses)], given: "a.zip",
            expected: .read(.none, .levels([1, 2]), notes: [withoutLabels])),
        OddCase(
            "zip of class folders, their folders as labels", laid: [.zip("a.zip", twoClasses)], given: "a.zip",
            keys: ["labels": "folders"], expected: .read(catAndDog, .levels([1, 2]))),
        OddCase(
            "zip of a folder of class folders",
            laid: [.zip("a.zip", [.image("data/dog/2.png", 2), .image("data/cat/1.png", 1)])], given: "a.zip",
            keys: ["labels": "folders"], expected: .read(catAndDog, .levels([1, 2]))),
        OddCase(
            "folder as an archive, its folders as labels", laid: twoClasses,
            keys: ["type": "image_archive", "labels": "folders"], expected: .read(catAndDog, .levels([1, 2]))),
        OddCase(
            "image folder, its folders as labels", laid: twoClasses, keys: ["labels": "folders"],
            expected: .read(catAndDog, .levels([1, 2]))),
        OddCase(
            "folders as labels in the place of dataset.json",
            laid: [.zip("a.zip", twoClasses + [.text("dataset.json", #"{"labels": [["cat/1.png", 5]]}"#)])],
            given: "a.zip", keys: ["labels": "folders"],
            expected: .read(catAndDog, .levels([1, 2]), notes: ["dataset.json is ignored because of labels: folders"])),
        OddCase(
            "zip of numbered class folders",
            laid: [.zip("a.zip", [.image("10/1.png", 1), .image("9/2.png", 2)])], given: "a.zip",
            keys: ["labels": "folders"],
            expected: .read(
                .classes([1, 0], names: ["9", "10"]), .levels([1, 2]),
                notes: ["the class folders are whole numbers, so the classes are in numerical order: 9, 10"])),
        OddCase(
            "zip with images beside the class folders", laid: [.zip("a.zip", twoClasses + [.image("3.png", 3)])],
            given: "a.zip", keys: ["labels": "folders"],
            expected: .refused(
                "path: @/a.zip: 1 image is not in a class folder: 3.png\n"
                    + "  fix: move each into the folder of its class")),
        OddCase(
            "zip without folders, its folders as labels", laid: [.zip("a.zip", [.image("1.png", 1)])], given: "a.zip",
            keys: ["labels": "folders"],
            expected: .refused(
                "path: @/a.zip: its images are not in folders\n"
                    + "  fix: pack one folder per class, or remove labels: folders")),
        OddCase(
            "zip of the parts of a data set",
            laid: [.zip("a.zip", [.image("train/1.png", 1), .image("val/2.png", 2)])], given: "a.zip",
            keys: ["labels": "folders"],
            expected: .refused(
                "path: @/a.zip: its folders are splits of a data set, not classes: train, val\n"
                    + "  fix: pack only one of these folders into the archive; if they are classes, list them under `data.classes`"
            )),
        OddCase(
            "zip of the parts of a data set beside another folder",
            laid: [.zip("a.zip", [.image("train/1.png", 1), .image("test/2.png", 2), .image("x/3.png", 3)])],
            given: "a.zip", keys: ["labels": "folders"],
            expected: .refused(
                "path: @/a.zip: its folders are splits of a data set, not classes: test, train; besides them there is x\n"
                    + "  fix: pack only one of these folders into the archive; if they are classes, list them under `data.classes`"
            )),
        OddCase(
            "zip of the parts of a data set, without labels",
            laid: [.zip("a.zip", [.image("d/train/cat/1.png", 1), .image("d/val/cat/2.png", 2)])], given: "a.zip",
            expected: .read(
                .none, .levels([1, 2]),
                notes: [
                    "there is no dataset.json, so the images are unlabeled; its folders are splits of a data set, not classes: train, val; to train on one of them, pack only that folder"
                ])),
        OddCase(
            "zip with class folders that have no image",
            laid: [
                .zip(
                    "a.zip",
                    twoClasses + [
                        .text("owl/", ""), .text("fox/x.txt", ""), .text("cat/more/", ""), .text("__MACOSX/", ""),
                        .text(".git/", ""),
                    ])
            ], given: "a.zip", keys: ["labels": "folders"],
            expected: .refused(
                "path: @/a.zip: these classes have no image: fox, owl\n  fix: add images, or remove the folders")),
        OddCase(
            "zip with a class folder below that has no image",
            laid: [.zip("a.zip", [.image("d/cat/1.png", 1), .text("d/owl/", ""), .text("doc/a.txt", "")])],
            given: "a.zip", keys: ["labels": "folders"],
            expected: .refused(
                "path: @/a.zip: these classes have no image: owl\n  fix: add images, or remove the folders")),
        OddCase(
            "folder as an archive, with a class folder that has no image",
            laid: [.image("d/cat/1.png", 1), .folder("d/owl/more"), .folder("doc")],
            keys: ["type": "image_archive", "labels": "folders"],
            expected: .refused("path: @: these classes have no image: owl\n  fix: add images, or remove the folders")),
        OddCase(
            "zip with folders that have no image, without labels",
            laid: [.zip("a.zip", [.image("1.png", 1), .text("owl/", "")])], given: "a.zip",
            expected: .read(.none, .levels([1]))),
        OddCase(
            "zip whose names begin with a point",
            laid: [.zip("a.zip", [.image("./dog/2.png", 2), .image("./cat/1.png", 1)])],
            given: "a.zip", keys: ["labels": "folders"], expected: .read(catAndDog, .levels([1, 2]))),
        OddCase(
            "zip without labels", laid: [.zip("a.zip", [.image("1.png", 1), .image("2.png", 2)])], given: "a.zip",
            expected: .read(.none, .levels([1, 2]))),
        OddCase(
            "zip that StyleGAN's tool writes without labels",
            laid: [.zip("a.zip", [.image("00000/img00000000.png", 1), .image("00001/img00001000.png", 2)])],
            given: "a.zip", expected: .read(.none, .levels([1, 2]))),
        OddCase(
            "zip with files of systems",
            laid: [
                .zip(
                    "a.zip",
                    [
                        .image("1.png", 1), .image("__MACOSX/._1.png", 9), .image("._1.png", 9),
                        .text("sub/.DS_Store", ""), .text("Thumbs.db", ""), .text("readme.md", ""),
                        .image("@eaDir/1.png/THUMB.png", 9),
                    ])
            ], given: "a.zip",
            expected: .read(
                .none, .levels([1]),
                notes: [
                    "ignored 2 system folders: @eaDir, __MACOSX",
                    "ignored 3 system files: ._1.png, Thumbs.db, sub/.DS_Store",
                    "ignored 1 file that is not an image: readme.md",
                ])),
        OddCase(
            "zip of other endings and none",
            laid: [.zip("a.zip", [.image("a.jfif", 1), .image("b", 2), .text("c", "text")])], given: "a.zip",
            expected: .read(
                .none, .levels([1, 2]),
                notes: [
                    "1 file is an image, but its name has no image extension: b",
                    "ignored 1 file that is not an image: c",
                ])),
        OddCase(
            "list with its folders as labels", laid: [.image("1.png", 1), .text("l.txt", "1.png 0\n")], given: "l.txt",
            keys: ["labels": "folders"],
            expected: .refused(
                "labels: only image_archive and image_folder support classes from folders\n  fix: set labels: true")),
    ]

    private static let withoutLabels =
        "there is no dataset.json, so the images are unlabeled; if its 2 folders are classes (cat, dog), set labels: folders"
}
