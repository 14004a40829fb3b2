/// dataset.json beside two images.
extension OddCase {
    static let labelFiles = [
        json("labels", #"{"labels": [["1.png", 0], ["2.png", 1]]}"#),
        json("byte order mark", "\u{FEFF}" + #"{"labels": [["1.png", 0], ["2.png", 1]]}"#),
        OddCase(
            "dataset.json: UTF-16",
            laid: twoImages + [.bytes("dataset.json", utf16(#"{"labels": [["1.png", 0], ["2.png", 1]]}"#))],
            expected: .read(zeroAndOne, .levels([1, 2]))),
        json("null", #"{"labels": null}"#, .none, notes: ["dataset.json states that there are no labels"]),
        json(
            "Labels", #"{"Labels": [["1.png", 0], ["2.png", 1]]}"#,
            notes: ["dataset.json: the key `Labels` is read as `labels`"]),
        refusal(
            "another key", #"{"lables": [["1.png", 0], ["2.png", 1]]}"#,
            ": it has no key `labels`, but `lables`\n  fix: rename it to `labels`"),
        json(
            "no labels", #"{"x": 1}"#, .none, notes: ["dataset.json has no key `labels`, so the images are unlabeled"]),
        json("dictionary", #"{"labels": {"1.png": 0, "2.png": 1}}"#),
        json("dictionary alone", #"{"1.png": 0, "2.png": 1}"#),
        json("points and backslashes", #"{"labels": [["./1.png", 0], [".\\2.png", 1]]}"#),
        json(
            "names of classes", #"{"labels": [["1.png", "dog"], ["2.png", "cat"]]}"#,
            .classes([1, 0], names: ["cat", "dog"]), notes: ["dataset.json: classes are names"]),
        OddCase(
            "dataset.json: numbers in quotes",
            laid: twoImages + [
                .image("3.png", 3),
                .text("dataset.json", #"{"labels": [["1.png", "0"], ["2.png", "10"], ["3.png", "2"]]}"#),
            ],
            expected: .read(
                .classes([0, 2, 1], names: ["0", "2", "10"]), .levels([1, 2, 3]),
                notes: ["dataset.json: classes are names; they are whole numbers, so they are in numerical order"])),
        refusal(
            "two labels of one image", #"{"labels": [["./1.png", 0], [".\\1.png", 1]]}"#,
            ":1:43: `.\\1.png` already has another label\n  fix: list each image once"),
        refusal(
            "two labels of one image in a dictionary", #"{"labels": {"1.png": 2, "./1.png": 1, "2.png": 0}}"#,
            ":1:37: `./1.png` already has another label\n  fix: list each image once"),
        refusal(
            "labels twice", #"{"labels": null, "labels": null}"#,
            ":1:27: it has labels twice\n  fix: remove one of them"),
        refusal(
            "labels and Labels", #"{"labels": [["1.png", 0], ["2.png", 1]], "Labels": [["1.png", 1]]}"#,
            ":1:51: it has labels twice\n  fix: remove one of them"),
        json(
            "names of classes with their order",
            #"{"class_names": ["dog", "cat"], "labels": [["1.png", "dog"], ["2.png", "cat"]]}"#,
            .classes([0, 1], names: ["dog", "cat"]), notes: ["dataset.json: classes are names"]),
        refusal(
            "names of classes that are not listed",
            #"{"class_names": ["dog"], "labels": [["1.png", "dog"], ["2.png", "cat"]]}"#,
            ": class_names does not contain cat\n  fix: name every class, or remove class_names"),
        json(
            "entries without an image", #"{"labels": [["1.png", 0], ["x.png", 2], ["2.png", 1]]}"#,
            notes: ["1 entry of dataset.json names no image: x.png"]),
        refusal(
            "images without a label", #"{"labels": [["3.png", 0]]}"#,
            ": 2 images have no label: 1.png, 2.png\n  fix: add them, or remove the images"),
        refusal(
            "too few names", #"{"class_names": ["a"], "labels": [["1.png", 0], ["2.png", 1]]}"#,
            ": class_names has 1 name, but class number 1 occurs (2 names are needed)\n"
                + "  fix: make class_names 2 names long, or remove it"),
        json(
            "more names than classes", #"{"class_names": ["a", "b", "c"], "labels": [["1.png", 0], ["2.png", 1]]}"#,
            .classes([0, 1], names: ["a", "b", "c"]),
            notes: ["there is no image of the class c; labels: compact removes it"]),
        json(
            "classes from 1", #"{"labels": [["1.png", 1], ["2.png", 2]]}"#, .classes([1, 2], names: ["0", "1", "2"]),
            notes: ["there is no image of the class 0; labels: compact removes it"]),
        json(
            "classes from 1, compact", #"{"labels": [["1.png", 1], ["2.png", 2]]}"#, keys: ["labels": "compact"],
            .classes([0, 1], names: ["1", "2"])),
        refusal(
            "comma after the last label", "{\"labels\": [\n  [\"1.png\", 0],\n  [\"2.png\", 1],\n]}",
            ":3:15: there is one comma too many\n  fix: remove it"),
        refusal(
            "comma after the last key", #"{"labels": [["1.png", 0]],}"#,
            ":1:26: there is one comma too many\n  fix: remove it"),
        refusal(
            "two commas", #"{"labels": [["1.png", 0],, ["2.png", 1]]}"#,
            ":1:26: there is one comma too many\n  fix: remove it"),
        refusal(
            "comma in a label", #"{"labels": [["1.png", 0,], ["2.png", 1]]}"#,
            ":1:24: there is one comma too many\n  fix: remove it"),
        json(
            "one-hot vectors", #"{"labels": [["1.png", [0, 1]], ["2.png", [1, 0]]]}"#, .vectors([[0, 1], [1, 0]]),
            notes: ["all labels are one-hot vectors; set labels: one_hot to use them as classes"]),
        json(
            "one-hot vectors as classes",
            #"{"class_names": ["a", "b"], "labels": [["1.png", [0, 1]], ["2.png", [1, 0]]]}"#,
            keys: ["labels": "one_hot"], .classes([1, 0], names: ["a", "b"])),
        OddCase(
            "dataset.json: vectors that are not one-hot as classes",
            laid: twoImages + [.text("dataset.json", #"{"labels": [["1.png", [1, 1]], ["2.png", [1, 0]]]}"#)],
            keys: ["labels": "one_hot"],
            expected: .refused(
                "labels: the label of @/1.png is not one-hot\n  fix: set labels: true, which uses vectors as attributes"
            )),
    ]

    private static let twoImages: [OddFile] = [.image("1.png", 1), .image("2.png", 2)]
    private static let zeroAndOne = OddLabels.classes([0, 1], names: ["0", "1"])

    private static func json(
        _ name: String, _ text: String, keys: [String: String] = [:], _ labels: OddLabels = zeroAndOne,
        notes: [String] = []
    ) -> OddCase {
        OddCase(
            "dataset.json: \(name)", laid: twoImages + [.text("dataset.json", text)], keys: keys,
            expected: .read(labels, .levels([1, 2]), notes: notes))
    }

    private static func refusal(_ name: String, _ text: String, _ message: String) -> OddCase {
        OddCase(
            "dataset.json: \(name)", laid: twoImages + [.text("dataset.json", text)],
            expected: .refused("path: @/dataset.json\(message)"))
    }
}
