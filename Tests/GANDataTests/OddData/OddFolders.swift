extension OddCase {
    static let folders = [
        OddCase(
            "class folders", laid: [.image("dog/2.png", 2), .image("cat/1.png", 1), .image("dog/10.PNG", 3)],
            expected: .read(.classes([0, 1, 1], names: ["cat", "dog"]), .levels([1, 3, 2])))
    ]
}
