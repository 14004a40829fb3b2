import GANCore

/// The rule for the number of channels: base / resolution, limited by a maximum (METHODS §1.8).
struct ChannelRule {
    let base: Int
    let maximum: Int

    /// - Parameter widths: by resolution.
    /// - Throws: `ImportDefect` if no such rule gives these widths.
    init(_ widths: [Int: Int]) throws {
        maximum = widths.values.max() ?? 1
        // A width is rounded down, so no product exceeds the base, and the largest product is the smallest possible base.
        base = widths.map { $0.key * $0.value }.max() ?? 1
        let rule = (base, maximum)
        guard widths.allSatisfy({ min(rule.0 / $0.key, rule.1) == $0.value }) else {
            throw ImportDefect(
                problem:
                    "its channel counts are not min(channel_base / resolution, channel_max) for any `channel_base` and `channel_max`"
            )
        }
    }

    var settings: [ForeignSetting] {
        [ForeignSetting("channel_base", base), ForeignSetting("channel_max", maximum)]
    }
}
