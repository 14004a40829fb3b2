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

    private static let components = roles.flatMap { role in
        ComponentCatalog.linked.entries(role).map { (role, $0.name) }
    }

    @Test(arguments: components) func keepsTheRulesOfItsRole(_ role: ComponentRole, _ name: String) throws {
        let entry = try #require(ComponentCatalog.linked.entry(role, name))
        for result in ComponentCheck(entry).results() { #expect(result.faults.isEmpty, "\(result.rule.rawValue)") }
    }

    private static let recomputing = [ComponentRole.generator, .discriminator].flatMap { role in
        ComponentCatalog.linked.entries(role).filter { $0.rules.contains(.recomputation) }.map { (role, $0.name) }
    }

    @Test(arguments: recomputing) func computesItsBlocksAgain(_ role: ComponentRole, _ name: String) throws {
        let entry = try #require(ComponentCatalog.linked.entry(role, name))
        let result = ComponentCheck(entry).results().first { $0.rule == .recomputation }
        #expect(result?.outcome == .passed, "\(result?.faults ?? [])")
    }

    @Test func eachRoleHasComponents() { #expect(Set(Self.components.map(\.0)) == Set(Self.roles)) }
}
