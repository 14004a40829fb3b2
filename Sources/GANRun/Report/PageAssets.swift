import CCrypto
import CGANPage
import Foundation

/// The scripts and the style of pages.
package enum PageAssets {
    /// Chart.js.
    package static let chart = unsafe String(cString: ganzoo_chart_script())
    /// The license of Chart.js, which goes with every copy of it.
    package static let license = unsafe String(cString: ganzoo_chart_license())
    /// Draws curves, and shows the sheet that a slider chooses.
    package static let script = unsafe String(cString: ganzoo_page_script())
    /// Fetches a page of a server again, and puts what changed into the page that is shown.
    package static let refreshing = unsafe String(cString: ganzoo_refreshing_script())
    package static let style = unsafe String(cString: ganzoo_page_style())

    /// The name of a text in a policy (Content Security Policy Level 3, section 2.3.1).
    static func source(_ text: String) -> String {
        "'sha256-\(Data(digest(Array(text.utf8))).base64EncodedString())'"
    }

    /// SHA-256.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        return digest
    }
}
