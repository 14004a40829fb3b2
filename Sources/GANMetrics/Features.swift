import GANModule
import GANTensor

/// What a frozen network says of images.
package struct Features {
    /// [N, D] of float32.
    package let rows: Tensor
    /// Of the network's classes, where it has any: [N, K].
    package let probabilities: Tensor?
    /// The class of each image; empty where there are none.
    package let classes: [Int]

    /// - Parameter name: of the images, for messages: "generated".
    /// - Throws: `MetricError` where something is not finite, naming the first image.
    package init(_ rows: Tensor, probabilities: Tensor? = nil, classes: [Int] = [], name: String) throws(MetricError) {
        precondition(classes.isEmpty || classes.count == rows.shape[0], "a class for each image")
        if !rows.isFinite() {
            let bad = (0..<rows.shape[0]).first { !rows.rows($0..<$0 + 1).isFinite() } ?? 0
            throw MetricError(
                "the features of the \(name) image number \(bad) are not finite",
                fix: "look at that image: a generator that gives numbers that are not finite has no score")
        }
        (self.rows, self.probabilities, self.classes) = (rows, probabilities, classes)
    }

    package var count: Int { rows.shape[0] }
    package var dimension: Int { rows.shape[1] }

    /// The features of one class, [n, D].
    func rows(ofClass number: Int) -> Tensor {
        let own = classes.indices.filter { classes[$0] == number }.map(Int32.init)
        return rows.rows(at: Tensor(own, shape: [own.count]))
    }
}

// MARK: - As a file

extension Features {
    /// `rows`, `probabilities` and `classes` as safetensors, whole or not at all.
    package func write(to path: String, _ metadata: [String: String] = [:]) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        rows.addState(named: "rows", to: &writer)
        probabilities?.addState(named: "probabilities", to: &writer)
        if !classes.isEmpty { writer.add("classes", shape: [classes.count]) { classes.map { Int32($0) } } }
        try writer.write(to: path)
    }

    /// - Throws: `SafetensorsError`; `MetricError` where the file holds something else.
    package init(_ file: SafetensorsFile, name: String) throws {
        let rows = try file.tensor("rows")
        let hasClasses = file.entry(named: "classes") != nil
        let classes = hasClasses ? try file.values(of: "classes", as: Int32.self).map { Int($0) } : []
        guard rows.rank == 2, classes.isEmpty || classes.count == rows.shape[0] else {
            throw MetricError("\(file.path) does not hold features", fix: "give a file of `ganzoo features extract`")
        }
        let probabilities = file.entry(named: "probabilities") == nil ? nil : try file.tensor("probabilities")
        try self.init(rows, probabilities: probabilities, classes: classes, name: name)
    }
}
