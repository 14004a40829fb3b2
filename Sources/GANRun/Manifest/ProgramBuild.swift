import CGANSupport
import Foundation
import GANCore
import GANTensor
import GANTorch

/// Which build of the program runs, and on which processor. Results are bit-identical on the same type of processor only.
package enum ProgramBuild {
    /// 40 hexadecimal digits, followed by ` modified` if the sources differed from the commit; `unknown` without git.
    package static var commit: String { unsafe String(cString: ganzoo_commit()) }

    /// The processor's model name in /proc/cpuinfo, or `unknown`.
    package static let processor: String = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.splitAtLineFeeds().first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        return name.isEmpty ? "unknown" : name
    }()

    /// The backend that computes; nil for this program's own kernels on the processor.
    package static var device: String? { Backends.foreignName }

    /// What computes; equal on two machines, or on two GPUs of one, if they compute the same bits.
    package static var computer: String {
        guard let backend = Backends.current as? TorchBackend else { return device ?? processor }
        return "\(backend.kind), \(processor)"
    }

    /// Commit, core and compiler, processor.
    package static var description: String {
        "commit \(commit), \(ABIFingerprint.own.description), on \(processor.onOneLine)"
    }
}
