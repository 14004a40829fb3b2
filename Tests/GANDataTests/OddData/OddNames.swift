/// Names of files and folders: endings, none, other scripts, and bytes that are no text.
extension OddCase {
    static let names = [
        OddCase(
            "names in other scripts", laid: [.image("chat/é.png", 1), .image("犬/ 1 .png", 2)],
            expected: .read(.classes([0, 1], names: ["chat", "犬"]), .levels([1, 2]))),
        OddCase(
            "files of the system",
            laid: twoClasses + [
                .text("cat/._1.png", "x"), .text("Thumbs.db", "x"), .text("cat/desktop.ini", "x"),
                .text("dog/.DS_Store", "x"),
            ],
            expected: .read(
                catAndDog, .levels([1, 2]),
                notes: ["ignored 4 system files: Thumbs.db, cat/._1.png, cat/desktop.ini, dog/.DS_Store"])),
        OddCase(
            "files that are no images", laid: twoClasses + [.text("cat/notes.txt", "x"), .text("labels.csv", "x")],
            expected: .read(
                catAndDog, .levels([1, 2]), notes: ["ignored 2 files that are not images: labels.csv, cat/notes.txt"])
        ),
        OddCase(
            "other endings of JPEG",
            laid: ["a.jfif", "b.jpe", "c.pjpeg", "d.JFIF", "e.jif"].map { .fixture("cat/\($0)", "decode/rgb-444.jpg") }
                + [.fixture("dog/f.pjp", "decode/rgb-444.jpg")],
            expected: .read(
                .classes([0, 0, 0, 0, 0, 1], names: ["cat", "dog"]),
                .fixtures([String](repeating: "decode/rgb-444.ppm", count: 6)))),
        OddCase(
            "images without an ending",
            laid: [
                .image("cat/1", 1), .image("cat/2.png_large", 2), .image("dog/3.jpg?w=5", 3), .text("dog/4", "text"),
            ],
            expected: .read(
                .classes([0, 0, 1], names: ["cat", "dog"]), .levels([1, 2, 3]),
                notes: [
                    "3 files are images, but their names have no image extension: cat/1, cat/2.png_large, dog/3.jpg?w=5",
                    "ignored 1 file that is not an image: dog/4",
                ])),
        OddCase(
            "flat images without an ending", laid: [.image("a", 1), .image("b", 2)],
            expected: .read(
                .none, .levels([1, 2]), notes: ["2 files are images, but their names have no image extension: a, b"])),
        OddCase(
            "a photograph of another format without an ending",
            laid: [.image("a.png", 1), .bytes("b", Array("GIF89a".utf8))],
            expected: .refused(
                "@/b: it cannot be decoded as GIF: No screen descriptor detected\n"
                    + "  fix: download or copy it again, or remove it")),
        OddCase(
            "graymap and pixmap",
            laid: [.fixture("cat/1.pgm", "decode/grey.pgm"), .fixture("dog/2.ppm", "decode/rgb.ppm")],
            keys: ["classes": "[dog]"],
            expected: .read(.classes([0], names: ["dog"]), .fixtures(["decode/rgb.ppm"]))),
        OddCase(
            "graymap", laid: [.fixture("1.pgm", "decode/grey.pgm")], keys: ["channels": "stored"],
            expected: .read(.none, .fixtures(["decode/grey.pgm"]))),
        OddCase(
            "graymap with a comment and other levels",
            laid: [.bytes("1.pgm", Array("P5 # made by hand\n3 1\n15\n".utf8) + [0, 7, 15])],
            keys: ["channels": "stored"], expected: .read(.none, .fixtures(["decode/levels15.pgm"]))),
        OddCase(
            "graymap in letters", laid: [.text("1.pgm", "P2 1 1 255 7")],
            expected: .refused(
                "path: @/1.pgm: it is a PGM or PPM file of a kind that is not read\n"
                    + "  fix: convert it to PNG, or to P5 or P6 with levels up to 255")),
        OddCase(
            "graymap that ends early", laid: [.bytes("1.pgm", Array("P5 2 2 255\n".utf8) + [1, 2, 3])],
            expected: .refused(
                "path: @/1.pgm: it cannot be decoded as PGM: the file ends early\n"
                    + "  fix: download or copy it again, or remove it")),
        OddCase(
            "class folder whose name is Latin 1",
            laid: twoClasses + [.raw([0x70, 0xE8, 0x72, 0x65, 0x2F, 0x31, 0x2E, 0x70, 0x6E, 0x67], content: [])],
            expected: .refused(
                "path: @: 1 name is not UTF-8: p\\xE8re\n"
                    + "  fix: rename it; convmv -r -f latin1 -t utf8 renames whole folders")),
        OddCase(
            "image whose name is Latin 1",
            laid: twoClasses + [
                .raw(Array("cat/".utf8) + [0xE9, 0x2E, 0x70, 0x6E, 0x67], content: []),
                .raw(Array("dog/".utf8) + [0xE9, 0x2E, 0x4A, 0x50, 0x47], content: []),
                .raw(Array("dog/".utf8) + [0xE9, 0x2E, 0x74, 0x78, 0x74], content: []),
            ],
            expected: .refused(
                "path: @: 2 names are not UTF-8: cat/\\xE9.png, dog/\\xE9.JPG\n"
                    + "  fix: rename them; convmv -r -f latin1 -t utf8 renames whole folders")),
        OddCase(
            "text file whose name is Latin 1",
            laid: twoClasses + [.raw(Array("dog/".utf8) + [0xE9, 0x2E, 0x74, 0x78, 0x74], content: [])],
            expected: .read(
                catAndDog, .levels([1, 2]), notes: ["ignored 1 file that is not an image: dog/\\xE9.txt"])),
        OddCase(
            "class with a line end in its name",
            laid: [.image("ca\nt/1.png", 1), .image("dog/2.png", 2), .text("ca\nt/a\tb.txt", "")],
            expected: .read(
                .classes([0, 1], names: ["ca\nt", "dog"]), .levels([1, 2]),
                notes: ["ignored 1 file that is not an image: ca\\nt/a\\tb.txt"])),
        OddCase(
            "damaged image in a class with a line end in its name",
            laid: [.image("dog/1.png", 1), .text("ca\nt/2.png", "")],
            expected: .refused("path: @/ca\\nt/2.png: it is empty\n  fix: download or copy it again")),
    ]
}
