extension OddCase {
    static let lists = [
        OddCase(
            "list without labels in some lines", laid: [.image("1.png", 1), .text("l.txt", "1.png 0\n1.png\n")],
            given: "l.txt",
            expected: .refused("path: @/l.txt:2: it has no label\n  fix: write `relative/path label`"))
    ]
}
