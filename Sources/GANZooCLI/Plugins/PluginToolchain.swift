import Foundation

/// The compiler and the core's compiled modules, which a plugin is built with.
struct PluginToolchain {
    private let compiler: String
    /// Where the program was built: `Modules` and the C targets' module maps.
    private let products: URL
    private let cModules: [URL]

    /// - Throws: `CommandFailure` that says what is missing.
    init(program: String = "/proc/self/exe", searchPath: String? = ProcessInfo.processInfo.environment["PATH"]) throws {
        let products = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        let generated = ["CGANSupport", "CGANKernels", "COpenBLAS"].map {
            products.appending(path: "\($0).build/module.modulemap")
        }
        let system = [Self.package.appending(path: "Sources/CZlib/module.modulemap")]
        let cModules = generated + system
        let needed = [products.appending(path: "Modules/GANCore.swiftmodule")] + cModules
        (self.products, self.cModules) = (products, cModules)
        compiler = try Self.compiler(in: searchPath ?? "")
        if let missing = needed.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
            throw CommandFailure.failed(
                "a plugin is compiled against the modules beside the program, and there is no \(missing.path)"
                    + "\n  fix: build GANZoo from its sources (swift build -c release) and use .build/release/ganzoo"
                    + " where it lies")
        }
    }

    /// The package's folder, where it was when this was compiled.
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func compiler(in searchPath: String) throws -> String {
        let candidates = searchPath.split(separator: ":").map { "\($0)/swiftc" }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw CommandFailure.failed(
                "there is no swiftc in PATH\n  fix: add the Swift toolchain's folder usr/bin to PATH")
        }
        return found
    }

    /// Compiles `sources` into a library that leaves the core's symbols to the program.
    /// - Throws: `CommandFailure` after the compiler said why.
    func compile(_ sources: [String], module: String, to output: String) throws {
        let cFlags = cModules.map { "-fmodule-map-file=\($0.path)" }
        let arguments =
            ["-emit-library", "-O", "-wmo", "-parse-as-library", "-swift-version", "6", "-module-name", module]
            + ["-I", products.appending(path: "Modules").path] + cFlags.flatMap { ["-Xcc", $0] } + ["-o", output]
            + sources
        let process = Process()
        process.executableURL = URL(fileURLWithPath: compiler)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure.failed("the plugin does not compile; \(compiler) says why above")
        }
    }
}
