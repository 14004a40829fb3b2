import GANTensor

/// The outputs of a feature network for a set of images.
public struct Features {
    /// [N, D] of float32.
    public let rows: Tensor
    /// Class probabilities [N, K]; nil if the network knows no classes.
    public let probabilities: Tensor?
    /// The class of each image; empty if the images have none.
    public let classes: [Int]
    /// The rows of each group of images, if groups are not the classes: images with an attribute, or in a bin of a label vector.
    private var members: [[Int]] = []

    /// Features of images that messages call by `name`: "generated".
    /// - Throws: `MetricError` that names the first image with a non-finite value.
    public init(_ rows: Tensor, probabilities: Tensor? = nil, classes: [Int] = [], name: String) throws(MetricError) {
        precondition(classes.isEmpty || classes.count == rows.shape[0], "a class for each image")
        if !rows.isFinite() {
            let bad = (0..<rows.shape[0]).first { !rows.rows($0..<$0 + 1).isFinite() } ?? 0
            throw MetricError(
                "the features of the \(name) image number \(bad) have NaN or infinite values",
                fix: "check that image; a generator with NaN or infinite values has no score")
        }
        (self.rows, self.probabilities, self.classes) = (rows, probabilities, classes)
    }

    public var count: Int { rows.shape[0] }
    public var dimension: Int { rows.shape[1] }

    /// Whether `rows(ofClass:)` has an answer: the images have classes, attributes or label vectors.
    public var hasGroups: Bool { !classes.isEmpty || !members.isEmpty }

    /// The features of one class, [n, D]; or of the images with one attribute, or in one bin of a label vector (`MetricNeeds.groups`).
    public func rows(ofClass number: Int) -> Tensor {
        let own =
            members.isEmpty ? classes.indices.filter { classes[$0] == number } : members[number]
        return rows.rows(at: Tensor(own.map(Int32.init), shape: [own.count]))
    }

    /// The same features with these groups.
    /// - Parameter members: the rows of each group.
    package func grouped(_ members: [[Int]]) -> Features {
        var grouped = self
        grouped.members = members
        return grouped
    }
}
