import Foundation
import GANCore
import GANZooCLI

extension FuzzedParser {
    /// What is read of a plugin before it is loaded.
    static let plugins = [
        FuzzedParser("plugin-stamp") { _ in
            { input in
                let bytes = Data(input)
                let fingerprint = PluginLibrary.fingerprint(of: .core, in: bytes)
                _ = PluginLibrary.foreignPart(in: bytes).map { [$0.its.description, $0.own.description] }
                if bytes.starts(with: ELFLayout.mark) {
                    _ = (ELFLayout.isSameMachine(bytes, bytes), ELFLayout.size(of: bytes))
                }
                guard fingerprint != nil else { throw Refusal(description: "no fingerprint is in it") }
            }
        }
    ]
}
