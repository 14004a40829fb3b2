import CGANSupport
import CYAML
import CZip
import Foundation
import GANCore
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

    private static var memory: String {
        let total = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
        return "\((total * 10).rounded() / 10) GiB"
    }

    private static func text(_ string: UnsafePointer<CChar>?) -> String {
        guard let string = unsafe string else { return "unknown" }
        return unsafe String(cString: string).trimmingCharacters(in: .whitespaces)
    }
}
