import CGANSupport
import CYAML
import CZip
import Foundation
import GANCore
import GANData
import GANModule
import GANPictures
import GANRun
import GANTensor

/// The machine and the libraries that the program runs on.
struct SystemReport: Encodable {
    struct BLAS: Encodable {
        let configuration: String
        /// The processor type whose kernels are used.
        let kernels: String
    }

    /// A library that is opened when the first image or film needs it.
    struct ImageReading: Encodable {
        let library: String
        let formats: String
        /// Absent without the library.
        let version: String?
        /// What to install; absent if nothing is missing.
        let missing: String?

        init(_ library: ImageLibrary) {
            (self.library, formats, version) = (library.rawValue, library.use, library.version)
            missing = library.missingPackages.isEmpty ? nil : library.missingPackages.joined(separator: ", ")
        }

        var text: String {
            let found =
                version.map { "\(library) \($0)" }
                ?? (library == ImageLibrary.film.rawValue ? "not written" : "not read")
            return missing.map { "\(found): install Debian's \($0)" } ?? found
        }
    }

    /// The backend that computes.
    let device: String
    /// Empty on the processor.
    let fusedKernels: [FusedKernelReport]
    let processors: Int
    let memoryBytes: UInt64
    let openblas: BLAS
    let libyaml: String
    let libzip: String
    /// Formats that need a library. PNG, JPEG, GIF, BMP, PGM and PPM are always read.
    let imageFormats: [ImageReading]
    /// The path of the program that writes MP4; absent without it.
    let ffmpeg: String?
    let mpi: MPIReport

    init() {
        device = Backends.current.name
        fusedKernels = Device.fusedKernels.map(FusedKernelReport.init)
        processors = Int(ganzoo_available_processors())
        memoryBytes = UInt64(SystemFile.physicalMemory)
        openblas = BLAS(
            configuration: OpenBLAS.configuration.trimmingCharacters(in: .whitespaces), kernels: OpenBLAS.coreName)
        libyaml = unsafe Self.text(yaml_get_version_string())
        libzip = unsafe Self.text(zip_libzip_version())
        imageFormats = ImageLibrary.allCases.map(ImageReading.init)
        ffmpeg = FilmFormat.ffmpeg
        mpi = MPIReport.measured()
    }

    /// The report with one line for each value.
    var lines: [String] {
        let device = [(name: "device", text: device)] + FusedKernelReport.lines(fusedKernels)
        let libraries = [
            ("processors", "\(processors) available"), ("memory", memory),
            ("OpenBLAS", "\(openblas.configuration), kernels for \(openblas.kernels)"), ("libyaml", libyaml),
            ("libzip", libzip),
        ].map { (name: $0.0, text: $0.1) }
        let images =
            [(name: "images", text: "PNG, JPEG, GIF, BMP, PGM and PPM are always read")]
            + imageFormats.map { (name: "  " + $0.formats, text: $0.text) }
            + [(name: "  MP4", text: ffmpeg ?? "not written: install Debian's ffmpeg")]
        return (device + libraries + images).map { $0.name.padding(to: 28) + $0.text } + [mpi.line]
    }

    private var memory: String {
        let total = Double(memoryBytes) / 1_073_741_824
        return "\((total * 10).rounded() / 10) GiB"
    }

    private static func text(_ string: UnsafePointer<CChar>?) -> String {
        guard let string = unsafe string else { return "unknown" }
        return unsafe String(cString: string).trimmingCharacters(in: .whitespaces)
    }
}
