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
        guard let code = (inner as? POSIXError ?? self as? POSIXError)?.code else {
            let error = self as NSError
            return isFoundations ? "the system refused it (\(error.domain) \(error.code))" : "\(inner ?? self)"
        }
        return SystemError(code: code.rawValue).reason
    }

    /// The description. Errors of Foundation, which are no words for people, say the path and the reason instead.
    package var words: String {
        guard isFoundations else { return "\(self)" }
        let path = (self as NSError).userInfo[NSFilePathErrorKey] as? String
        return (path.map { "\($0): " } ?? "") + systemReason
    }

    private var isFoundations: Bool {
        self is CocoaError || self is POSIXError || self is URLError || type(of: self) == NSError.self
    }
}
