import Testing

@testable import GANZooCLI

@Suite struct ProgressTests {
    /// A run of 8 steps that goes on with a smaller train.kimg.
    @Test func aRunThatIsLongerThanItIsToBeIsWhole() throws {
        var pace = RunPace(steps: 4, batch: 4)
        pace.begin(at: 8)
        #expect(pace.share == 1)
        pace.reach(9)
        #expect(pace.share == 1)
        #expect(try #require(pace.left).hasPrefix("0 "))
    }

    @Test func aShareIsWhatIsDone() {
        var pace = RunPace(steps: 8, batch: 4)
        pace.reach(2)
        #expect(pace.share == 0.25)
        #expect(pace.position == "0.008 of 0.032 kimg")
    }
}
