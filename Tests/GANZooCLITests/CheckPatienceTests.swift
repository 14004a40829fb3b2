import Testing

@testable import GANZooCLI

@Suite struct CheckPatienceTests {
    private func notes(_ ends: [Bool], _ rules: [String?]) -> [String] {
        var (ends, rules, notes) = (ends[...], rules[...], [String]())
        CheckPatience(component: "mine").wait { seconds in
            #expect(seconds == 60)
            return ends.removeFirst()
        } rule: {
            rules.removeFirst()
        } say: {
            notes.append($0)
        }
        #expect(ends.isEmpty && rules.isEmpty)
        return notes
    }

    @Test func saysEachMinuteWhichRuleRuns() {
        #expect(
            notes([false, false, true], ["training", "threads"]) == [
                "note: `training` of mine has not ended after 60 s; Ctrl-C stops the check",
                "note: `threads` of mine has not ended after 120 s; Ctrl-C stops the check",
            ])
        #expect(
            notes([false, true], [nil]) == [
                "note: `settings` of mine has not ended after 60 s; Ctrl-C stops the check"
            ])
    }

    @Test func saysNothingOfACheckThatEnds() { #expect(notes([true], []).isEmpty) }
}
