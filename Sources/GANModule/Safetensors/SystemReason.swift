import Foundation

extension Error {
    /// In the system's own words, where it carries them.
    package var systemReason: String {
        switch self as any Error {
        case let error as SystemError: return error.reason
        case SafetensorsDefect.cannotWrite(_, let reason), SafetensorsDefect.notDurable(let reason): return reason
        case SafetensorsDefect.notRegularFile(let kind): return "a \(kind) lies where the file would"
        default: break
        }
        let inner = (self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        guard let code = (inner as? POSIXError ?? self as? POSIXError)?.code else { return "\(inner ?? self)" }
        return SystemError(code: code.rawValue).reason
    }
}
