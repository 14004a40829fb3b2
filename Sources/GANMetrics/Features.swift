import GANModule
import GANTensor

/// The outputs of a frozen network for images.
package struct Features {
    /// [N, D] of float32.
    package let rows: Tensor
    /// Class scores, if the network has classes: [N, K].
    package let probabilities: Tensor?
    /// The class of each image; empty if there are none.
    package let classes: [Int]

    /// - Parameter name: of the images, for messages: "generated".
    /// - Throws: `MetricError` that names the first image with a non-finite value.
    package init(_ rows: Tensor, probabilities: Tensor? = nil, classes: [Int] = [], name: String) throws(MetricError) {
        precondition(classes.isEmpty || classes.count == rows.shape[0], "a class for each image")
        if !rows.isFinite() {
            let bad = (0..<rows.shape[0]).first { !rows.rows($0..<$0 + 1).isFinite() } ?? 0
            throw MetricError(
                "the features of the \(name) image number \(bad) have NaN or infinite values",
                fix: "check that image; a generator with NaN or infinite values has no score")
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
    /// `rows`, `probabilities` and `classes` as safetensors, written completely or not at all.
    package func write(to path: String, _ metadata: [String: String] = [:]) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        rows.addState(named: "rows", to: &writer)
        probabilities?.addState(named: "probabilities", to: &writer)
        if !classes.isEmpty { writer.add("classes", shape: [classes.count]) { classes.map { Int32($0) } } }
        try writer.write(to: path)
    }

    /// - Throws: `SafetensorsError`; `MetricError` if the file has other content.
    package init(_ file: SafetensorsFile, name: String) throws {
        let rows = try file.tensor("rows")
        let hasClasses = file.entry(named: "classes") != nil
        let classes = hasClasses ? try file.values(of: "classes", as: Int32.self).map { Int($0) } : []
        guard rows.rank == 2, classes.isEmpty || classes.count == rows.shape[0] else {
            throw MetricError(
                "\(file.path) does not contain features", fix: "use a file that `ganzoo features extract` wrote")
        }
        let probabilities = file.entry(named: "probabilities") == nil ? nil : try file.tensor("probabilities")
        try self.init(rows, probabilities: probabilities, classes: classes, name: name)
    }
}
