import Foundation
import GANRun

/// The compiler, and the compiled modules that plugins are built against.
struct PluginToolchain {
    private let compiler: String
    /// The folder of compiled Swift modules.
    private let modules: URL
    /// The maps of the C modules that these import.
    private let moduleMaps: [URL]

    /// - Throws: `CommandFailure` that names what is missing.
    init(
        program: URL = URL(fileURLWithPath: "/proc/self/exe"), _ installation: Installation = .current,
        searchPath: String? = ProcessInfo.processInfo.environment["PATH"]
    ) throws {
        let folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
        if let checkout = installation.checkout {
            modules = folder.appending(path: "Modules")
            moduleMaps =
                Self.ownCModules.map { folder.appending(path: "\($0).build/module.modulemap") }
                + Self.systemModules.map { checkout.appending(path: "Sources/\($0)/module.modulemap") }
        } else if let development = installation.development {
            modules = development.appending(path: "modules")
            moduleMaps = (Self.ownCModules + Self.systemModules).map {
                development.appending(path: "\($0)/module.modulemap")
            }
        } else {
            let refusal = installation.developmentRefusal ?? installation.refusal
            throw CommandFailure.failed(
                "plugins are compiled against GANZoo's modules, and this program in \(folder.path) has none"
                    + (refusal?.lines ?? Self.fix))
        }
        compiler = try Self.compiler(in: searchPath ?? "")
        let needed = [modules.appending(path: "GANCore.swiftmodule")] + moduleMaps
        if let missing = needed.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
            throw CommandFailure.failed(
                "plugins are compiled against GANZoo's modules, but \(missing.path) does not exist\(Self.fix)")
        }
    }

    /// C modules of the project that `GANTensor`, `GANModule`, `GANCore` and `GANData` import. `BuildTools/release/development` has the same
    /// two lists.
    private static let ownCModules = ["CGANSupport", "CGANKernels", "COpenBLAS", "CGANImages"]
    /// Libraries of the system that they import.
    private static let systemModules = ["CZlib", "CZip", "CXXHash", "CPNG", "CJPEG"]

    private static let fix =
        "\n  fix: install the development part beside the program, or build GANZoo from its sources (swift build -c release)"
        + " and run .build/release/ganzoo there"

    private static func compiler(in searchPath: String) throws -> String {
        let candidates = searchPath.split(separator: ":").map { "\($0)/swiftc" }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw CommandFailure.failed(
                "swiftc was not found in PATH\n  fix: add the folder usr/bin of the Swift toolchain to PATH")
        }
        return found
    }

    /// Whether the program has a module of that name, which a plugin may import.
    func hasModule(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: modules.appending(path: "\(name).swiftmodule").path)
    }

    /// Compiles `sources` into a library that takes the core's symbols from the program. Equal sources give equal bytes, whatever
    /// folders they lie in.
    /// - Parameters:
    ///   - sources: absolute paths.
    ///   - folders: of the sources; the library names files relative to them.
    /// - Throws: `CommandFailure` after the compiler printed its errors.
    func compile(_ sources: [String], in folders: [String], module: String, to output: String) throws {
        let cFlags = moduleMaps.map { "-fmodule-map-file=\($0.path)" }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: compiler)
        process.arguments =
            ["-emit-library", "-O", "-wmo", "-parse-as-library", "-swift-version", "6", "-module-name", module]
            + Self.diagnosis + Self.reproduction(folders, module)
            + ["-I", modules.path] + cFlags.flatMap { ["-Xcc", $0] } + ["-o", output]
            + sources
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure.failed("the plugin does not compile; see the errors of \(compiler) above")
        }
    }

    private static let diagnosis = [
        // A backtrace needs line tables and frame pointers to reach the plugin's lines and what called them.
        "-gline-tables-only", "-Xcc", "-fno-omit-frame-pointer",
        // A trap says what was wrong, as in a debug build: "Index out of range", or the text of a precondition.
        "-assert-config", "Debug",
    ]

    /// The library must not name folders of this build, or the compiler's cache: a run keeps its checksum.
    private static func reproduction(_ folders: [String], _ module: String) -> [String] {
        let linker = ["-soname", "\(module).so", "--build-id=none"].flatMap { ["-Xlinker", $0] }
        let maps = folders.flatMap { ["-file-prefix-map", "\($0)=."] }
        // The hash of the module would have the folders before they are mapped.
        let frontend = ["-no-clang-module-breadcrumbs", "-disable-incremental-llvm-codegen"].flatMap {
            ["-Xfrontend", $0]
        }
        return linker + maps + ["-file-compilation-dir", "."] + frontend
    }
}
