import GANCore
import Testing

@Suite struct NearestNamesTests {
    private static let names = ["lecam", "noisy_twins", "path_length", "r1", "consistency"]

    @Test(arguments: [
        ("noisy_twin", ["noisy_twins"]), ("noisytwins", ["noisy_twins"]), ("twins_noisy", ["noisy_twins"]),
        ("NoisyTwins", ["noisy_twins"]), ("noisy-twins", ["noisy_twins"]), ("lecma", ["lecam"]), ("r2", ["r1"]),
        ("R1", ["r1"]), ("pathlength", ["path_length"]), ("gradient_penalty", []), ("", []),
    ])
    func findsWhatWasMeant(_ typed: String, _ expected: [String]) {
        #expect(nearestNames(to: typed, among: Self.names) == expected)
    }

    @Test func asksWithAtMostTwo() {
        #expect(suggestion(for: "conv", among: ["conv1", "conv2", "conv3"]) == "did you mean `conv1` or `conv2`?")
        #expect(suggestion(for: "zzzzzz", among: Self.names) == nil)
    }

    /// Long garbage costs nothing.
    @Test func shortensWhatIsTyped() {
        #expect(nearestNames(to: String(repeating: "x", count: 1_000_000), among: Self.names).isEmpty)
    }
}
