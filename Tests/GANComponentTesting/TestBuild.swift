import GANCore

extension DatasetInfo {
    /// Information about square images, with one-hot classes if there are labels.
    public static func squares(_ size: Int, channels: Int = 3, classes: Int = 0) -> DatasetInfo {
        DatasetInfo(
            count: 100, channels: channels, height: size, width: size, labelKind: classes > 0 ? .classes : .none,
            labelSize: classes, classCounts: Array(repeating: 100 / max(classes, 1), count: classes))
    }
}

/// The build context of a recipe with these data.
/// - Parameters:
///   - path: the component's path in the recipe: `regularizers.mine`. It decides the random numbers.
///   - conditioner: the name of a linked conditioner; nil if the recipe has none.
///   - features: F of a conditioner's embeddings or of a head's features [N, F].
public func testBuild(
    _ path: String, _ data: DatasetInfo, conditioner: String? = nil, features: Int = 0, seed: UInt64 = 7,
    precision: NetworkPrecision = .float32
) throws -> BuildContext {
    let choice = try conditioner.map { name in
        let problems = ProblemCollector()
        let reader = SettingReader(.scalar(name), path: path, catalog: .linked, problems: problems)
        guard let choice = reader.component(.conditioner) else { throw RecipeErrors(problems.problems) }
        return choice
    }
    return BuildContext(
        path: path, data: data, seed: seed, conditioner: choice, features: features, precision: precision)
}
