import GANCore
import GANModule
import GANTensor

extension Features {
    /// `rows`, `probabilities` and `classes` as safetensors, written completely or not at all.
    /// - Parameter isPrivate: whether only this user may read the file.
    package func write(to path: String, _ metadata: [String: String] = [:], isPrivate: Bool = false) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        rows.addState(named: "rows", to: &writer)
        probabilities?.addState(named: "probabilities", to: &writer)
        if !classes.isEmpty { writer.add("classes", shape: [classes.count]) { classes.map { Int32($0) } } }
        try writer.write(to: path, isPrivate: isPrivate)
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
