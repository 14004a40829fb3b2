import GANContractCheck
import GANCore
import GANTestSupport
import Testing

@Suite struct ImporterCheckTests {
    private func role(_ fault: LayeredImporter.Fault) throws -> CheckResult.Outcome? {
        try check(
            LayeredImporter.self, .importer, ["fault": fault.rawValue], others: [LayeredDiscriminator.self])[.role]
    }

    @Test func findsNothingWrongWithASoundImporter() throws { #expect(try role(.none) == .passed) }

    /// Nothing is said to be right that was not looked at.
    @Test func saysWhatItCannotCheckWithoutAnExample() throws {
        #expect(
            try role(.silent)
                == .skipped(
                    "it leaves empty checkpoints and those of other programs alone; its own are not checked, since it has no"
                        + " `example`"))
    }

    @Test(arguments: [
        (
            LayeredImporter.Fault.everything,
            "it finds 1 network in an empty checkpoint\n  fix: return [] from networks(in:)"
        ),
        (.blind, "it finds no network in its own example\n  fix: let `example` have the names"),
        (
            .prefix,
            "it finds 1 network in its example, but 0 if all names begin with `G.`, as in a file of several networks\n"
        ),
        (.collision, "its names give `first.bias`, `second.bias` the same name `own.first.bias`\n  fix: give each"),
        (.nameless, "its names have none for `unused`, `second.weight`, `second.bias`\n  fix: add a NameRule, or name"),
        (
            .trapless,
            "it throws `Surprise()` for its example that ends before `own.second.weight`\n  fix: throw an ImportDefect"
        ),
        (.settings, "its architecture(of:) does not describe a discriminator of this program: unknown key `breadth`"),
    ]) func findsFaultsOfImporters(_ fault: LayeredImporter.Fault, _ words: String) throws {
        let found = failure(try role(fault))
        #expect(found.hasPrefix(words), "\(found)")
    }
}
