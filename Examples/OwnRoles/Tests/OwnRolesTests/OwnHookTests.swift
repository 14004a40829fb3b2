import GANComponentTesting
import GANCore
import OwnRoles
import Testing

@Suite struct OwnHookTests {
    private func hook() throws -> OwnHook {
        var settings = OwnHook.Settings()
        settings.decay = 0.5
        return try OwnHook(settings, testBuild("hooks.own_hook", .squares(4)))
    }

    /// By hand: half of the mean 3, minus half of the mean -1.
    @Test func reportsTheGap() throws {
        let hook = try hook()
        try hook.observe(discriminated(.real, logits: [2, 4]))
        try hook.observe(discriminated(.fake, logits: [-1]))
        #expect(hook.metrics.map(\.name) == ["gap"])
        #expect(abs(hook.metrics[0].value - 2) < 1e-6)
    }

    @Test func keepsItsStateInCheckpoints() throws {
        let (first, second) = (try hook(), try hook())
        try first.observe(discriminated(.real, logits: [2, 4]))
        try copyState(from: first, to: second)
        #expect(second.metrics[0].value == first.metrics[0].value)
    }
}
