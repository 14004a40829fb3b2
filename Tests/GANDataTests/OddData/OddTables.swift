extension OddCase {
    static let tables = [
        OddCase(
            "table of pixels with the class last", laid: [.text("t.csv", "7,7,7,7,1\n9,9,9,9,0\n")], given: "t.csv",
            expected: .read(.classes([1, 0], names: ["0", "1"]), .levels([7, 9])))
    ]
}
