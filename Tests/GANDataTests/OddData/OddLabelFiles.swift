extension OddCase {
    static let labelFiles = [
        OddCase(
            "labels: null", laid: [.image("1.png", 1), .text("dataset.json", #"{"labels": null}"#)],
            expected: .read(.none, .levels([1])))
    ]
}
