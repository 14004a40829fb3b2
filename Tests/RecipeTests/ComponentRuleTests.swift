import GANContractCheck
import GANCore
import GANTestSupport
import Testing

/// The project's own components keep the rules that `ganzoo plugin check` has for plugins.
@Suite struct ComponentRuleTests {
    private static let roles: [ComponentRole] = [
        .conditioner, .head, .augmenter, .loss, .regularizer, .hook, .optimizer, .sampler, .schedule,
        .importer,
    ]

    @Test(arguments: roles) func keepsTheRulesOfItsRole(_ role: ComponentRole) {
        let entries = ComponentCatalog.linked.entries(role)
        #expect(!entries.isEmpty)
        for entry in entries {
            for result in ComponentCheck(entry).results() {
                #expect(result.faults.isEmpty, "\(role.rawValue) \(entry.name), \(result.rule.rawValue)")
            }
        }
    }
}
