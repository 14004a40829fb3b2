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
            ], given: "a.zip", expected: .read(.classes([1, 0], names: ["0", "1"]), .levels([1, 2])))
    ]
}
