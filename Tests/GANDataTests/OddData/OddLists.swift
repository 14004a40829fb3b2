/// Lists of images: separators, headers, names of classes, quotes, comments and encodings.
extension OddCase {
    static let lists = [
        list("list", "1.png 0\n2.png 1\n", notes: ["columns: path, class by number"]),
        OddCase(
            "list: labels that are no classes, which are not used",
            laid: twoImages + [.text("l.txt", "1.png -1\n2.png 0.5\n")], given: "l.txt", keys: ["labels": "false"],
            expected: .read(.none, .levels([1, 2]), notes: ["columns: path, class by number"])),
        list("byte order mark", "\u{FEFF}1.png 0\n2.png 1\n", notes: ["columns: path, class by number"]),
        list("line ends of Windows", "1.png 0\r\n2.png 1\r\n", notes: ["columns: path, class by number"]),
        list("line ends of old Macs", "1.png 0\r2.png 1\r", notes: ["columns: path, class by number"]),
        OddCase(
            "UTF-16", laid: twoImages + [.bytes("l.txt", utf16("1.png 0\r\n2.png 1\r\n"))], given: "l.txt",
            expected: .read(zeroAndOne, .levels([1, 2]), notes: ["columns: path, class by number; the text is UTF-16"])),
        list("absolute paths", "@/1.png 0\n@/2.png 1\n", notes: ["columns: path, class by number"]),
        list("blanks at the end", "1.png 0 \n2.png 1\t\n  \n", notes: ["columns: path, class by number"]),
        list("points and backslashes", "./1.png 0\n.\\2.png 1\n", notes: ["columns: path, class by number"]),
        list("decimal classes", "1.png 0.0\n2.png 1.0\n", notes: ["columns: path, class by number"]),
        list(
            "commas and a header", "path,label\n1.png,0\n2.png,1\n",
            notes: ["columns: path, class by number; separated by commas, the first line is a header: path,label"]),
        list(
            "commas without a header", "1.png,0\n2.png, 1\n",
            notes: ["columns: path, class by number; separated by commas"]),
        list(
            "semicolons and a header", "Filename;Class\n1.png;0\n2.png;1\n",
            notes: [
                "columns: path, class by number; separated by semicolons, the first line is a header: Filename;Class"
            ]),
        list(
            "semicolons without a header", "1.png;0\n2.png;1\n",
            notes: ["columns: path, class by number; separated by semicolons"]),
        list(
            "header of other words", "photo,animal\n1.png,0\n2.png,1\n",
            notes: ["columns: path, class by number; separated by commas, the first line is a header: photo,animal"]),
        list(
            "header with blanks", "path label\n1.png 0\n2.png 1\n",
            notes: ["columns: path, class by number; the first line is a header: path label"]),
        list(
            "class first", "0,1.png\n1,2.png\n", notes: ["columns: class by number, path; separated by commas"]),
        list(
            "class first and a blank", "0 1.png\n1 2.png\n", notes: ["columns: class by number, path"]),
        list(
            "columns that are not read", "id,filename,label,split\n7,1.png,0,train\n8,2.png,1,val\n",
            notes: [
                "columns: id (not read), path, class by number, split (not read); separated by commas, the first line is a header: id,filename,label,split"
            ]),
        list(
            "names of classes", "1.png dog\n2.png cat\n", .classes([1, 0], names: ["cat", "dog"]),
            notes: ["columns: path, class by name"]),
        list(
            "names of classes with blanks", "1.png polar bear\n2.png cat\n",
            .classes([1, 0], names: ["cat", "polar bear"]), notes: ["columns: path, class by name"]),
        list(
            "names of classes with commas", "path,class\n1.png,\"fox, red\"\n2.png,\"say \"\"a\"\"\"\n",
            .classes([0, 1], names: ["fox, red", "say \"a\""]),
            notes: ["columns: path, class by name; separated by commas, the first line is a header: path,class"]),
        list(
            "comments", "# made by hand\n1.png 0\n#2.png 5\n  # end\n2.png 1 # the second\n",
            notes: ["columns: path, class by number; 3 lines are comments, 1 line ends with a comment"]),
        OddCase(
            "files whose names begin like a comment", laid: [.image("#1.png", 1), .text("l.txt", "#1.png 0\n")],
            given: "l.txt",
            expected: .read(.classes([0], names: ["0"]), .levels([1]), notes: ["columns: path, class by number"])),
        OddCase(
            "quoted paths",
            laid: [.image("a b.png", 1), .image("c,d.png", 2), .text("l.txt", "\"a b.png\" 0\n'c,d.png' 1\n")],
            given: "l.txt", expected: .read(zeroAndOne, .levels([1, 2]), notes: ["columns: path, class by number"])),
        OddCase(
            "quoted paths with commas",
            laid: [.image("a b.png", 1), .image("c,d.png", 2), .text("l.txt", "\"c,d.png\",1\na b.png,0\n")],
            given: "l.txt",
            expected: .read(
                .classes([1, 0], names: ["0", "1"]), .levels([2, 1]),
                notes: ["columns: path, class by number; separated by commas"])),
        OddCase(
            "list in a CSV file", laid: twoImages + [.text("labels.csv", "path,label\n1.png,cat\n2.png,dog\n")],
            given: "labels.csv",
            expected: .read(
                .classes([0, 1], names: ["cat", "dog"]), .levels([1, 2]),
                notes: ["columns: path, class by name; separated by commas, the first line is a header: path,label"])),
        list(
            "classes from 1", "1.png 1\n2.png 2\n", .classes([1, 2], names: ["0", "1", "2"]),
            notes: ["columns: path, class by number", "there is no image of the class 0; labels: compact removes it"]),
        list(
            "classes with gaps", "1.png 0\n2.png 3\n", .classes([0, 3], names: ["0", "1", "2", "3"]),
            notes: [
                "columns: path, class by number", "there is no image of the classes 1, 2; labels: compact removes them",
            ]),
        OddCase(
            "classes with gaps, compact", laid: twoImages + [.text("l.txt", "1.png 7\n2.png 3\n")], given: "l.txt",
            keys: ["labels": "compact"],
            expected: .read(
                .classes([1, 0], names: ["3", "7"]), .levels([1, 2]), notes: ["columns: path, class by number"])),
        list(
            "paths alone", "1.png\n2.png\n", .none, notes: ["columns: path; the list has no classes"]),
        refusal(
            "list without labels in some lines", "1.png 0\n1.png\n",
            ":2: it has no label\n  fix: write `relative/path label`"),
        refusal(
            "numbers and names", "1.png 0\n2.png dog\n",
            ":2: the class is `dog`, but that of line 1 is the number 0\n"
                + "  fix: use either numbers or names in all lines"),
        refusal(
            "lines of other lengths", "path,label\n1.png,0\n2.png,0,1\n",
            ":3: it has 3 fields, but line 1 has 2\n  fix: write the same number of fields in each line; quote a field that contains the separator"
        ),
        refusal(
            "comma at the end of a line", "1.png,0\n2.png,1,\n",
            ":2: there is one comma too many\n  fix: remove it"),
        refusal(
            "comma at the end of each line", "1.png,0,\n2.png,1,\n",
            ":1: there is one comma too many, as in every line\n  fix: remove it in each"),
        refusal(
            "comma at the end of the header", "path,label,\n1.png,0\n2.png,1\n",
            ":1: there is one comma too many\n  fix: remove it"),
        refusal(
            "two commas in a line", "path,label\n1.png,0\n2.png,,1\n",
            ":3: there is one comma too many\n  fix: remove it"),
        refusal(
            "two faults", "1.png 0\n1.png -1\n1.png -2\n",
            ":2: the label is `-1`\n  fix: write a whole number in 0 ... 99999; `ganzoo data check` lists 1 more error"),
        refusal(
            "columns that are not clear", "a,b,c\n1.png,2.png,0\n",
            ": it is not clear which column is the path\n  fix: name the columns `path` and `label` in a first line"),
        refusal(
            "header alone", "path,label\n", ": it lists no image\n  fix: write one line `relative/path label` per image"
        ),
    ]

    /// Lists that look like others.
    static let ambiguousLists = [
        list(
            "names of classes with a mark of comments", "1.png,dog #1\n2.png,dog #2\n",
            .classes([0, 1], names: ["dog #1", "dog #2"]),
            notes: ["columns: path, class by name; separated by commas"]),
        list(
            "comments behind paths", "1.png # first\n2.png\t# second\n", .none,
            notes: ["columns: path; the list has no classes, 2 lines end with a comment"]),
        list(
            "names of classes that end with a number", "1.png,Stage 1\n2.png,Stage 2\n",
            .classes([0, 1], names: ["Stage 1", "Stage 2"]),
            notes: ["columns: path, class by name; separated by commas"]),
        list(
            "names of classes that end with a number behind a blank", "1.png class 1\n2.png class 2\n",
            .classes([0, 1], names: ["class 1", "class 2"]), notes: ["columns: path, class by name"]),
        list(
            "names and numbers of classes between tabs", "path\tname\tlabel\n1.png\tfox\t0\n2.png\towl\t1\n",
            notes: [
                "columns: path, name (not read), class by number; separated by tabs, the first line is a header: path\\tname\\tlabel"
            ]),
        refusal(
            "names and numbers of classes without a header", "1.png\tfox\t0\n2.png\towl\t1\n",
            ": it is not clear which column is the class\n  fix: name the columns `path` and `label` in a first line"),
        list(
            "columns of paths and of others", "image_id,filepath,label\n7,1.png,0\n8,2.png,1\n",
            notes: [
                "columns: image_id (not read), path, class by number; separated by commas, the first line is a header: image_id,filepath,label"
            ]),
        refusal(
            "two columns of paths", "file,path,label\n1.png,2.png,0\n",
            ": it is not clear which column is the path\n  fix: name the columns `path` and `label` in a first line"),
        refusal(
            "header without a class", "image,id\n1.png,3\n2.png,4\n",
            ": it is not clear which column is the class\n  fix: name the columns `path` and `label` in a first line"),
        refusal(
            "header with coordinates", "file,x,y\n1.png,3,4\n2.png,5,6\n",
            ": it is not clear which column is the class\n  fix: name the columns `path` and `label` in a first line"),
        missing("mistyped first image", "3.pgn,dog\n1.png,dog\n2.png,cat\n", "3.pgn"),
        missing("mistyped first image of a class of its own", "3.pgn,owl\n1.png,dog\n2.png,cat\n", "3.pgn"),
        missing("mistyped first image in a folder", "a/3,owl\n1.png,dog\n2.png,cat\n", "a/3"),
        OddCase(
            "list: paths that look like fields",
            laid: [
                .image("smith, john.png", 1), .image("smith, jane.png", 2),
                .text("l.txt", "smith, john.png\nsmith, jane.png\n"),
            ], given: "l.txt",
            expected: .read(.none, .levels([1, 2]), notes: ["columns: path; the list has no classes"])),
        OddCase(
            "list: paths without an ending",
            laid: [.image("one", 1), .image("two", 2), .text("l.txt", "one 0\ntwo 1\n")], given: "l.txt",
            expected: .read(zeroAndOne, .levels([1, 2]), notes: ["columns: path, class by number"])),
    ]

    private static func missing(_ name: String, _ text: String, _ path: String) -> OddCase {
        OddCase(
            "list: \(name)", laid: twoImages + [.text("l.txt", text)], given: "l.txt",
            expected: .refused("path: @/\(path): there is no such file or folder\n  fix: correct the path"))
    }

    private static let twoImages: [OddFile] = [.image("1.png", 1), .image("2.png", 2)]
    private static let zeroAndOne = OddLabels.classes([0, 1], names: ["0", "1"])

    private static func list(
        _ name: String, _ text: String, _ labels: OddLabels = zeroAndOne, notes: [String]
    ) -> OddCase {
        OddCase(
            "list: \(name)", laid: twoImages + [.located("l.txt", text)], given: "l.txt",
            expected: .read(labels, .levels([1, 2]), notes: notes))
    }

    private static func refusal(_ name: String, _ text: String, _ message: String) -> OddCase {
        OddCase(
            "list: \(name)", laid: twoImages + [.text("l.txt", text)], given: "l.txt",
            expected: .refused("path: @/l.txt\(message)"))
    }

    /// Little-endian, with a byte order mark.
    static func utf16(_ text: String) -> [UInt8] {
        ("\u{FEFF}" + text).utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
}
