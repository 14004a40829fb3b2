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

    /// No value is read before the shapes of all tensors fit each other and the memory.
    /// - Throws: `SafetensorsError`; `MetricError` if the file has other content, or more than the memory has room for.
    package init(_ file: SafetensorsFile, name: String) throws {
        guard let shape = file.entry(named: "rows")?.shape, shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
            throw Self.noFeatures(file)
        }
        let (known, own) = (file.entry(named: "probabilities"), file.entry(named: "classes"))
        let fit = known.map { $0.shape.count == 2 && $0.shape[0] == shape[0] && $0.shape[1] > 0 } ?? true
        let hasClasses = own.map { $0.elementCount > 0 } ?? false
        guard fit, !hasClasses || own?.elementCount == shape[0] else { throw Self.noFeatures(file) }
        if let excess = file.excess(of: ["rows", "probabilities", "classes"]) {
            throw MetricError.tooMany(shape[0], in: file, excess)
        }
        let classes = hasClasses ? try file.values(of: "classes", as: Int32.self).map { Int($0) } : []
        let probabilities = try known.map { try file.tensor($0.name) }
        try self.init(try file.tensor("rows"), probabilities: probabilities, classes: classes, name: name)
    }

    private static func noFeatures(_ file: SafetensorsFile) -> MetricError {
        MetricError(
            "\(file.path) does not contain features", fix: "use a file that `ganzoo features extract` wrote")
    }
}

extension MetricError {
    fileprivate static func tooMany(
        _ images: Int, in file: SafetensorsFile, _ excess: (bytes: Int, limit: Int)
    ) -> MetricError {
        MetricError(
            "\(file.path): features of \(counted(images, "image")) take \(grouped(excess.bytes)) bytes of memory, more than"
                + " half of this machine's, \(grouped(excess.limit))", fix: "use features of fewer images")
    }
}
