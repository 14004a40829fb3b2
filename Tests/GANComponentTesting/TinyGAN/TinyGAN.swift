import GANCore

extension ComponentCatalog {
    /// The catalog with the tiny components, which have no records.
    package func addingTinyGAN() -> ComponentCatalog {
        var catalog = self
        catalog.add(TinyDataset.self)
        catalog.add(TinyGenerator.self)
        catalog.add(TinyDiscriminator.self)
        catalog.add(TinyConditioner.self)
        catalog.add(TinyLoss.self)
        return catalog
    }
}

/// A component of `type` with settings as in a recipe: `["sigma": "0.5"]`.
package func choose<C: Component>(
    _ type: C.Type, as role: ComponentRole, _ settings: KeyValuePairs<String, String> = [:]
) -> ComponentChoice {
    var catalog = ComponentCatalog()
    catalog.add(type)
    let entries = ([("type", C.name)] + settings.map { ($0.key, $0.value) }).map { key, value in
        RecipeNode.Entry(key: key, keyMark: nil, value: .scalar(value))
    }
    let problems = ProblemCollector()
    let reader = SettingReader(RecipeNode(.map(entries)), path: role.section, catalog: catalog, problems: problems)
    guard let choice = reader.component(role) else {
        preconditionFailure("\(C.name): \(problems.problems.map(\.message))")
    }
    return choice
}

/// A composition of the tiny components.
/// - Parameter change: changes the default settings of the data.
package func tinyComposition(
    conditioner: ComponentChoice? = nil, regularizers: [RegularizerSlot] = [], seed: UInt64 = 1,
    _ change: (inout TinyDataset.Settings) -> Void = { _ in }
) throws -> Composition {
    var settings = TinyDataset.Settings()
    change(&settings)
    func build(_ path: String, _ info: DatasetInfo) -> BuildContext {
        BuildContext(path: path, data: info, seed: seed, conditioner: conditioner)
    }
    let unknown = DatasetInfo(count: 0, channels: 0, height: 0, width: 0, labelKind: .none, labelSize: 0)
    let data = TinyDataset(settings, build("data", unknown))
    return Composition(
        data: data, generator: try TinyGenerator(.init(), build("generator", data.info)),
        discriminator: try TinyDiscriminator(.init(), build("discriminator", data.info)),
        loss: TinyLoss(.init(), build("loss", data.info)), regularizers: regularizers, seed: seed)
}
