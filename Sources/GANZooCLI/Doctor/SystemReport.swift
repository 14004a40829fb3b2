import CGANSupport
import CYAML
import CZip
import Foundation
import GANTensor

/// The machine and the libraries that the program runs on, a line each.
enum SystemReport {
    static var lines: [String] {
        [
            ("processors", "\(ganzoo_available_processors()) to use"),
            ("memory", memory),
            (
                "OpenBLAS",
                "\(OpenBLAS.configuration.trimmingCharacters(in: .whitespaces)), kernels for \(OpenBLAS.coreName)"
            ),
            ("libyaml", unsafe text(yaml_get_version_string())),
            ("libzip", unsafe text(zip_libzip_version())),
        ].map { $0.0.padding(to: 22) + $0.1 }
    }

    /// The processor's name for itself.
    static var processor: String {
        let name = processorLine("model name")
        return name.isEmpty ? "unknown" : name
    }

    /// What the system says of the first processor under that name.
    static func processorLine(_ name: String) -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    private static var memory: String {
        let total = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
        return "\((total * 10).rounded() / 10) GiB"
    }

    private static func text(_ string: UnsafePointer<CChar>?) -> String {
        guard let string = unsafe string else { return "unknown" }
        return unsafe String(cString: string).trimmingCharacters(in: .whitespaces)
    }
}
