import CGANFont
import CPangoCairo
import Foundation

/// Fonts that text is drawn with: the program's own, which has Latin, Greek and Cyrillic letters, then those that are installed.
@safe final class Fonts: Sendable {
    /// fontconfig lets several threads read a configuration.
    nonisolated(unsafe) let configuration: OpaquePointer?

    /// With the fonts that the system's fontconfig names.
    static let installed = Fonts(withInstalled: true)
    /// The program's own alone.
    static let own = Fonts(withInstalled: false)

    private init(withInstalled: Bool) {
        let configuration = unsafe FcConfigCreate()
        if withInstalled { unsafe Self.addInstalled(to: configuration) }
        unsafe FcConfigBuildFonts(configuration)
        let file = ganzoo_open_font()
        if file >= 0 { unsafe FcConfigAppFontAddFile(configuration, "/proc/self/fd/\(file)") }
        unsafe self.configuration = unsafe configuration
    }

    private static func addInstalled(to configuration: OpaquePointer?) {
        if FileManager.default.fileExists(atPath: settings) {
            unsafe FcConfigParseAndLoad(configuration, settings, FcBool(FcFalse))
        } else {
            unsafe FcConfigParseAndLoadFromMemory(configuration, usualFolders, FcBool(FcFalse))
            // Pango loads the configuration of the process, too, and would print that there is none.
            unsafe FcConfigSetCurrent(configuration)
        }
    }

    /// fontconfig's file. Its own search prints an error where there is none.
    private static var settings: String {
        let variables = ProcessInfo.processInfo.environment
        return variables["FONTCONFIG_FILE"] ?? "\(variables["FONTCONFIG_PATH"] ?? "/etc/fonts")/fonts.conf"
    }

    /// Where fonts lie on a system whose fontconfig has no files, as beside an unpacked archive.
    private static let usualFolders = """
        <fontconfig><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><dir prefix="xdg">fonts</dir>
        <cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
        """
}
