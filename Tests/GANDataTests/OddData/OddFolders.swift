/// Folders of images: which folders are classes, and in which order.
extension OddCase {
    static let folders = [
        OddCase(
            "class folders", laid: [.image("dog/2.png", 2), .image("cat/1.png", 1), .image("dog/10.PNG", 3)],
            expected: .read(.classes([0, 1, 1], names: ["cat", "dog"]), .levels([1, 3, 2]))),
        OddCase(
            "folders of the system beside class folders",
            laid: twoClasses + [
                .image("@eaDir/3.png", 3), .image("__MACOSX/4.png", 4), .image("$RECYCLE.BIN/5.png", 5),
                .image("System Volume Information/6.png", 6), .image("#recycle/7.png", 7), .folder("lost+found"),
            ],
            expected: .read(
                catAndDog, .levels([1, 2]),
                notes: [
                    "ignored 6 system folders: #recycle, $RECYCLE.BIN, @eaDir, System Volume Information, __MACOSX, …"
                ])),
        OddCase(
            "hidden folders beside class folders",
            laid: twoClasses + [
                .image(".thumbnails/3.png", 3), .image(".ipynb_checkpoints/4.png", 4), .image(".git/5.png", 5),
                .image(".Trash-1000/6.png", 6), .image(".AppleDouble/7.png", 7),
            ],
            expected: .read(
                catAndDog, .levels([1, 2]),
                notes: ["ignored 5 hidden folders: .AppleDouble, .Trash-1000, .git, .ipynb_checkpoints, .thumbnails"])),
        OddCase(
            "folders of the system within class folders",
            laid: twoClasses + [.image("cat/@eaDir/1.png/THUMB_M.png", 9), .image("dog/.thumbnails/2.png", 9)],
            expected: .read(
                catAndDog, .levels([1, 2]),
                notes: ["ignored 1 system folder: cat/@eaDir", "ignored 1 hidden folder: dog/.thumbnails"])),
        OddCase(
            "a folder of the system alone beside flat images", laid: [.image("1.png", 1), .image("@eaDir/1.png", 9)],
            expected: .read(.none, .levels([1]), notes: ["ignored 1 system folder: @eaDir"])),
        OddCase(
            "the parts of a data set",
            laid: [.image("val/1.png", 1), .image("train/2.png", 2), .image("test/3.png", 3)],
            expected: .refused(
                "path: @: its folders are splits of a data set, not classes: test, train, val\n"
                    + "  fix: use one of them, such as @/train; if they are classes, list them under `data.classes`")),
        OddCase(
            "parts with numbers and letters", laid: [.image("trainA/1.png", 1), .image("Val2017/2.png", 2)],
            expected: .refused(
                "path: @: its folders are splits of a data set, not classes: Val2017, trainA\n"
                    + "  fix: use one of them, such as @/trainA; if they are classes, list them under `data.classes`")),
        OddCase(
            "parts of classes", laid: [.image("train/cat/1.png", 1), .image("validation/cat/1.png", 1)],
            expected: .refused(
                "path: @: its folders are splits of a data set, not classes: train, validation\n"
                    + "  fix: use one of them, such as @/train; if they are classes, list them under `data.classes`")),
        OddCase(
            "only the part for training", laid: [.image("train/cat/1.png", 1), .image("train/dog/2.png", 2)],
            expected: .refused(
                "path: @: its only folder, train, contains folders of images\n"
                    + "  fix: use @/train, whose folders are the classes; if train is a class, list it under `data.classes`"
            )),
        OddCase(
            "parts that are classes by the recipe", laid: [.image("test/1.png", 1), .image("train/2.png", 2)],
            keys: ["classes": "[train, test]"],
            expected: .read(.classes([1, 0], names: ["train", "test"]), .levels([1, 2]))),
        OddCase(
            "parts without labels", laid: [.image("test/1.png", 1), .image("train/2.png", 2)],
            keys: ["labels": "false"], expected: .read(.none, .levels([1, 2]))),
        OddCase(
            "images beside folders and empty folders, without labels",
            laid: [.image("cat/1.png", 1), .image("2.png", 2), .folder("empty")], keys: ["labels": "false"],
            expected: .read(.none, .levels([1, 2]))),
        OddCase(
            "a class without its label", laid: twoClasses, keys: ["labels": "false", "classes": "[dog]"],
            expected: .read(.none, .levels([2]))),
        OddCase(
            "a class called test beside others", laid: twoClasses + [.image("test/3.png", 3)],
            expected: .read(.classes([0, 1, 2], names: ["cat", "dog", "test"]), .levels([1, 2, 3]))),
        OddCase(
            "the parts of a data set beside another folder",
            laid: [.image("train/1.png", 1), .image("val/2.png", 2), .image("extra/3.png", 3)],
            expected: .refused(
                "path: @: its folders are splits of a data set, not classes: train, val; besides them there is extra\n"
                    + "  fix: use one of them, such as @/train; if they are classes, list them under `data.classes`")),
        OddCase(
            "the parts of a data set beside another folder, one level below",
            laid: [.image("a/train/1.png", 1), .image("a/test/2.png", 2), .image("a/x/3.png", 3)],
            expected: .refused(
                "path: @: its only folder, a, contains the splits of a data set: test, train\n"
                    + "  fix: use one of them, such as @/a/train")),
        OddCase(
            "a class called train beside others", laid: twoClasses + [.image("train/3.png", 3)],
            expected: .read(.classes([0, 1, 2], names: ["cat", "dog", "train"]), .levels([1, 2, 3]))),
        OddCase(
            "a folder one level too high", laid: [.image("animals/cat/1.png", 1), .image("animals/dog/2.png", 2)],
            expected: .refused(
                "path: @: its only folder, animals, contains folders of images\n"
                    + "  fix: use @/animals, whose folders are the classes; if animals is a class, list it under `data.classes`"
            )),
        OddCase(
            "a folder two levels too high", laid: [.image("a/b/cat/1.png", 1), .image("a/b/dog/2.png", 2)],
            expected: .refused(
                "path: @: its only folder, a, contains folders of images\n  fix: use @/a/b, whose folders are the classes; if a is a class, list it under `data.classes`"
            )),
        OddCase(
            "parts one level below", laid: [.image("photos/train/cat/1.png", 1), .image("photos/val/cat/2.png", 2)],
            expected: .refused(
                "path: @: its only folder, photos, contains the splits of a data set: train, val\n"
                    + "  fix: use one of them, such as @/photos/train")),
        OddCase(
            "one class alone", laid: [.image("faces/1.png", 1)],
            expected: .read(
                .classes([0], names: ["faces"]), .levels([1]),
                notes: ["there is only one class, faces; for images without labels use @/faces, or set labels: false"])),
        OddCase(
            "class folders that are whole numbers",
            laid: [
                .image("10/1.png", 10), .image("2/1.png", 2), .image("0/1.png", 0), .image("11/1.png", 11),
                .image("1/1.png", 1),
            ],
            expected: .read(
                .classes([0, 1, 3, 4, 2], names: ["0", "1", "2", "10", "11"]), .levels([0, 1, 10, 11, 2]),
                notes: ["the class folders are whole numbers, so the classes are in numerical order: 0, 1, 2, 10, 11"])),
        OddCase(
            "class folders of numbers with zeros before", laid: [.image("010/1.png", 2), .image("002/1.png", 1)],
            expected: .read(.classes([0, 1], names: ["002", "010"]), .levels([1, 2]))),
        OddCase(
            "numbers and a name", laid: [.image("10/1.png", 1), .image("9/1.png", 2), .image("cat/1.png", 3)],
            expected: .read(.classes([0, 1, 2], names: ["10", "9", "cat"]), .levels([1, 2, 3]))),
        OddCase(
            "class folders without images", laid: twoClasses + [.folder("owl"), .text("fox/x.txt", "")],
            expected: .refused(
                "path: @: these classes have no image: fox, owl\n  fix: add images, or remove the folders")),
    ]

    static let twoClasses: [OddFile] = [.image("cat/1.png", 1), .image("dog/2.png", 2)]
    static let catAndDog = OddLabels.classes([0, 1], names: ["cat", "dog"])
}
