/// CSV tables of pixels.
extension OddCase {
    static let tables = [
        table(
            "class last", "7,7,7,7,1\n9,9,9,9,0\n",
            notes: [
                "columns: 4 pixels, class by number; there is no header, so the class is taken from the last number (set label: first or label: none to change this)"
            ]),
        table(
            "class last, said by the recipe", "7,7,7,7,1\n9,9,9,9,0\n", keys: ["label": "last"],
            notes: ["columns: 4 pixels, class by number"]),
        table(
            "class first by the header", "label,1x1,1x2,2x1,2x2\n1,7,7,7,7\n0,9,9,9,9\n",
            notes: ["columns: class by number, 4 pixels; with a header"]),
        table(
            "class last by the header", "1x1,1x2,2x1,2x2,label\n7,7,7,7,1\n9,9,9,9,0\n",
            notes: ["columns: 4 pixels, class by number; with a header"]),
        table(
            "byte order mark and quoted header",
            "\u{FEFF}\"label\",\"p1\",\"p2\",\"p3\",\"p4\"\r\n1,7,7,7,7\r\n0,9,9,9,9\r\n",
            notes: ["columns: class by number, 4 pixels; with a header"]),
        table(
            "semicolons", "label;p1;p2;p3;p4\n1;7;7;7;7\n0;9;9;9;9\n",
            notes: ["columns: class by number, 4 pixels; separated by semicolons, with a header"]),
        table(
            "names of classes", "class,p1,p2,p3,p4\ndog,7,7,7,7\ncat,9,9,9,9\n",
            .classes([1, 0], names: ["cat", "dog"]), notes: ["columns: class by name, 4 pixels; with a header"]),
        table(
            "no class", "7,7,7,7\n9,9,9,9\n", .none, notes: ["columns: 4 pixels; without classes"]),
        table(
            "classes from 1", "label,p1,p2,p3,p4\n1,7,7,7,7\n2,9,9,9,9\n", .classes([1, 2], names: ["0", "1", "2"]),
            notes: [
                "columns: class by number, 4 pixels; with a header",
                "there is no image of the class 0; labels: compact removes it",
            ]),
        refusal(
            "class that is not clear", "1,7,7,7,0\n2,9,9,9,0\n3,9,9,9,0\n",
            ": each line ends with 0, and the first numbers of the lines differ: it is not clear which column is the class\n"
                + "  fix: set label: first or label: last"),
        refusal(
            "class that is not clear, with gaps", "0,7,7,7,9\n1,9,9,9,3\n2,5,5,5,9\n",
            ": the last numbers of the lines have gaps, and the first numbers are 0 ... 2 without gaps: it is not clear which column is the class\n"
                + "  fix: set label: first or label: last"),
        refusal(
            "comma at the end of a line", "7,7,7,7,1\n9,9,9,9,0,\n", ":2: there is one comma too many\n  fix: remove it"
        ),
        refusal(
            "comma at the end of each line", "7,7,7,7,\n9,9,9,9,\n", ":1: there is one comma too many\n  fix: remove it"
        ),
        refusal(
            "comma at the end of the header", "label,p1,p2,p3,p4,\n1,7,7,7,7\n",
            ":1: there is one comma too many\n  fix: remove it"),
        refusal("two commas", "7,7,7,7,1\n9,9,,9,9,0\n", ":2: there is one comma too many\n  fix: remove it"),
        refusal("two semicolons", "7;7;7;7;1\n9;9;;9;9;0\n", ":2: there is one semicolon too many\n  fix: remove it"),
        refusal(
            "a number that is missing", "7,7,7,7,1\n9, ,9,9,0\n",
            ":2: number 2 is missing\n  fix: add it between the commas, or remove one of them"),
        refusal(
            "one number in a line", "7,7,7,7,1\n9\n",
            ":2: it has 1 number, but the lines before have 5\n  fix: write the same number in each line"),
        refusal(
            "list of names without an ending", "id,label\na,cat\n",
            ":2: number 1 is `a`\n  fix: write whole numbers separated by commas; for a list of images use type: list_file"
        ),
        OddCase(
            "table: header against the recipe", laid: [.text("t.csv", "label,p1,p2,p3,p4\n1,7,7,7,7\n")],
            given: "t.csv",
            keys: ["label": "last"],
            expected: .refused(
                "path: @/t.csv:1: the header calls column 1 `label`, but the recipe says label: last\n"
                    + "  fix: remove label:")),
    ]

    private static func table(
        _ name: String, _ text: String, keys: [String: String] = [:],
        _ labels: OddLabels = .classes([1, 0], names: ["0", "1"]), notes: [String]
    ) -> OddCase {
        OddCase(
            "table: \(name)", laid: [.text("t.csv", text)], given: "t.csv", keys: keys,
            expected: .read(labels, .levels([7, 9]), notes: notes))
    }

    private static func refusal(_ name: String, _ text: String, _ message: String) -> OddCase {
        OddCase(
            "table: \(name)", laid: [.text("t.csv", text)], given: "t.csv",
            expected: .refused("path: @/t.csv\(message)"))
    }
}
