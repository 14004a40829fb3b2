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
        guard let shape = file.entry(named: "rows")?.shape, shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
            throw Self.noFeatures(file)
        }
        let rows = try file.tensor("rows")
        let hasClasses = file.entry(named: "classes") != nil
        let classes = hasClasses ? try file.values(of: "classes", as: Int32.self).map { Int($0) } : []
        let probabilities = file.entry(named: "probabilities") == nil ? nil : try file.tensor("probabilities")
        let fit = probabilities.map { $0.rank == 2 && $0.shape[0] == shape[0] && $0.shape[1] > 0 } ?? true
        guard fit, classes.isEmpty || classes.count == shape[0] else { throw Self.noFeatures(file) }
        try self.init(rows, probabilities: probabilities, classes: classes, name: name)
    }
    private static func noFeatures(_ file: SafetensorsFile) -> MetricError {
        MetricError(
            "\(file.path) does not contain features", fix: "use a file that `ganzoo features extract` wrote")
    }
}
