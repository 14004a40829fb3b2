import GANCore
import GANTestSupport
import StyleGAN2
import Testing

@Suite(.onChosenBackend) struct RecipeErrorTests {
    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "no error"
    }

    @Test func namesImagesThatDoNotFit() {
        var data = DatasetInfo.squares(50)
        let start = "StyleGAN2 needs a size that is a start, whose shorter side has 3 to 7 pixels, doubled"
        #expect(
            message { _ = try generator(data) } == """
                the images are 50 × 50, but \(start) any number of times
                  fix: set data.resolution to 48 or 56
                """)
        data.width = 64
        #expect(
            message { _ = try discriminator(data) } == """
                the images are 64 × 50, but \(start) once or more
                  fix: set data.resolution to [48, 64] or [56, 64] (height, width)
                """)
        #expect(
            message { _ = try discriminator(.squares(4)) } == """
                the images are 4 × 4, but \(start) once or more
                  fix: set data.resolution to 6 or 8
                """)
        #expect(message { _ = try generator(.squares(0)) }.contains("to 3 or 4"))
    }

    @Test func namesAChannelBaseThatLeavesNoChannel() {
        #expect(
            message { _ = try generator { $0.channelBase = 15 } } == """
                channel_base: with 15 there is no channel at 16 × 16
                  fix: use at least 16
                """)
    }

    @Test func namesDeviationChannelsThatDoNotDivide() {
        #expect(
            message { _ = try discriminator { $0.mbstdChannels = 3 } } == """
                mbstd_channels: the 8 channels at the resolution 4 are not divisible by 3
                  fix: use a divisor of 8, such as 1
                """)
    }

    @Test func everyComponentIsLinked() {
        #expect(ComponentCatalog.linked.entry(.generator, "stylegan2") != nil)
        #expect(ComponentCatalog.linked.entry(.discriminator, "stylegan2") != nil)
        #expect(ComponentCatalog.linked.entry(.conditioner, "embedding") != nil)
    }
}
