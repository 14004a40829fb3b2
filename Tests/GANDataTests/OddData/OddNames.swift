extension OddCase {
    static let names = [
        OddCase(
            "names in other scripts", laid: [.image("chat/é.png", 1), .image("犬/ 1 .png", 2)],
            expected: .read(.classes([0, 1], names: ["chat", "犬"]), .levels([1, 2])))
    ]
}
