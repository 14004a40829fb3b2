import Foundation

extension Error {
    /// The system's message, if the error has one.
    package var systemReason: String {
        switch self as any Error {
        case let error as SystemError: return error.reason
        case SafetensorsDefect.cannotWrite(_, let reason), SafetensorsDefect.notDurable(let reason): return reason
        case SafetensorsDefect.notRegularFile(let kind): return "a \(kind) is at the path of the file"
        default: break
        }
        let inner = (self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        guard let code = (inner as? POSIXError ?? self as? POSIXError)?.code else { return "\(inner ?? self)" }
        return SystemError(code: code.rawValue).reason
    }
}
