import GANContractCheck
import GANCore
import Testing

/// The outcome of each rule.
typealias Outcomes = [ContractRule: CheckResult.Outcome]

/// - Parameter others: are added to the catalog.
func check<C: Component>(
    _ type: C.Type, _ role: ComponentRole, _ settings: KeyValuePairs<String, String> = [:],
    others: [any Component.Type] = []
) throws -> Outcomes {
    var catalog = ComponentCatalog.linked
    for other in others { catalog.add(other) }
    catalog.add(type)
    let entry = try #require(catalog.entry(role, C.name))
    let given = settings.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: .scalar($0.value)) }
    let results = ComponentCheck(entry, given: given, in: catalog).results()
    return Dictionary(uniqueKeysWithValues: results.map { ($0.rule, $0.outcome) })
}

func failure(_ outcome: CheckResult.Outcome?) -> String {
    if case .failed(let faults) = outcome { faults.joined(separator: "\n") } else { "" }
}
