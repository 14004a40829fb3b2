import CGANImages
import Synchronization

/// A conversion from a profile to sRGB, by the relative colorimetric intent, with 8 bits.
@safe final class ColorConversion: @unchecked Sendable {
    /// The profile's own name, such as `Display P3`.
    let name: String
    private let channels: Int
    // Little CMS lets any number of threads use a conversion.
    private let conversion: OpaquePointer

    private init?(_ profile: [UInt8], channels: Int) {
        var text = [CChar](repeating: 0, count: 128)
        guard let made = unsafe ganzoo_color_make(profile, profile.count, Int32(channels), &text) else { return nil }
        unsafe conversion = unsafe made
        let own = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        (name, self.channels) = (own.isEmpty ? "without a name" : own, channels)
    }

    deinit { unsafe ganzoo_color_free(conversion) }

    /// Red, green and blue of each pixel.
    func convert(_ pixels: [UInt8]) -> [UInt8] {
        let count = pixels.count / channels
        return unsafe [UInt8](unsafeUninitializedCapacity: 3 * count) { target, initialized in
            unsafe ganzoo_color_convert(conversion, pixels, target.baseAddress, count)
            initialized = 3 * count
        }
    }

    // MARK: Those in use

    /// The conversions of a set's profiles, which are few: making one takes longer than using it on a small image.
    private static let known = Mutex<[ContentHash: ColorConversion?]>([:])
    private static let mostKnown = 64

    /// - Parameters:
    ///   - profile: an ICC profile.
    ///   - channels: 1, gray; 3, red, green and blue; 4, ink.
    /// - Returns: nil if the profile is damaged or describes other channels.
    static func of(_ profile: [UInt8], channels: Int) -> ColorConversion? {
        let key = ContentHash(ContentHash(profile).words + [UInt64(channels)])
        if let found = known.withLock({ $0[key] }) { return found }
        let made = ColorConversion(profile, channels: channels)
        known.withLock { if $0.count < mostKnown { $0[key] = .some(made) } }
        return made
    }
}
