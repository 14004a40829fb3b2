import CGANImages

/// The colors of a file in sRGB.
struct StandardColors {
    /// Gray, or red, green and blue; channels of a pixel adjacent.
    let pixels: [UInt8]
    /// 1 or 3.
    let channels: Int
    /// The name of the profile that was converted; nil if none was.
    var profile: String?
    /// Whether the profile is damaged or describes other channels.
    var isProfileUnusable = false

    /// - Parameters:
    ///   - pixels: gray, or red, green and blue, or ink.
    ///   - channels: 1, 3, or 4 for ink.
    ///   - profile: of the file.
    /// - Throws: `ImageDefect` if the library that converts profiles is missing.
    init(_ pixels: [UInt8], channels: Int, profile: [UInt8]?) throws(ImageDefect) {
        let profile = profile.map { ColorProfile(bytes: $0) }.flatMap { $0.isStandard ? nil : $0 }
        if let profile, profile.describes(colors: channels) {
            try ImageLibrary.color.require("its colors have a profile")
            if let conversion = ColorConversion.of(profile.bytes, channels: channels) {
                let converted = conversion.convert(pixels)
                // Gray in a profile of gray stays gray.
                self.pixels =
                    channels == 1 ? stride(from: 0, to: converted.count, by: 3).map { converted[$0] } : converted
                (self.channels, self.profile) = (channels == 1 ? 1 : 3, conversion.name)
                return
            }
        }
        isProfileUnusable = profile != nil
        (self.pixels, self.channels) = channels == 4 ? (Self.light(ofInk: pixels), 3) : (pixels, channels)
    }

    private static func light(ofInk ink: [UInt8]) -> [UInt8] {
        let count = ink.count / 4
        return unsafe [UInt8](unsafeUninitializedCapacity: 3 * count) { target, initialized in
            unsafe ganzoo_ink_to_light(ink, target.baseAddress, count)
            initialized = 3 * count
        }
    }
}
