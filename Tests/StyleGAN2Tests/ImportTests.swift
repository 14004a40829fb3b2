import GANCore
import Testing

@testable import StyleGAN2

/// What widths and names show.
@Suite struct ImportTests {
    /// Every rule's widths are found again, and by a rule that gives the same ones.
    @Test func channelsFollowARule() throws {
        for (base, maximum) in [(100, 25), (64, 8), (32_768, 512), (600, 64), (255, 255), (127, 3), (999, 16)] {
            for sides in [[4, 8], [4, 8, 16, 32], [4, 8, 16, 32, 64]] {
                let widths = Dictionary(uniqueKeysWithValues: sides.map { ($0, min(base / $0, maximum)) })
                let rule = try ChannelRule(widths)
                #expect(rule.base <= base && rule.maximum <= maximum, "\(base) \(maximum) \(sides)")
                #expect(sides.allSatisfy { min(rule.base / $0, rule.maximum) == widths[$0] }, "\(base) \(maximum)")
            }
        }
        #expect(throws: ImportDefect.self) { try ChannelRule([4: 8, 8: 8, 16: 9]) }
        #expect(throws: ImportDefect.self) { try ChannelRule([4: 20, 8: 8, 16: 6]) }
    }

    /// A layer that no published network has gets none of its names.
    @Test func otherLayersHaveNoPublishedName() {
        for name in [
            "synthesis.b4.const", "mapping.fc7.weight", "mapping.w_avg", "mapping.embed.bias", "b16.skip.weight",
        ] {
            #expect(TensorNames.nvlabsStyleGAN2.published(name)?.name == name)
        }
        for name in ["head.weight", "mapping.embed.table", "mapping.average", "b5.weight", "embed.weight"] {
            #expect(TensorNames.nvlabsStyleGAN2.published(name) == nil, "\(name)")
        }
    }
}
