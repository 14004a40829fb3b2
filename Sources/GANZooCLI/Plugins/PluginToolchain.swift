import Foundation

/// The compiler, and the compiled modules that plugins are built against.
struct PluginToolchain {
    private let compiler: String
    /// The build folder of the program, with `Modules` and the C targets' module maps.
    private let products: URL
    private let cModules: [URL]

    /// - Throws: `CommandFailure` that names what is missing.
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
                "plugins are compiled against the modules beside the program, but \(missing.path) does not exist"
                    + "\n  fix: build GANZoo from its sources (swift build -c release), and use .build/release/ganzoo"
                    + " in its place")
        }
    }

    /// The package's folder at the time of compilation.
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func compiler(in searchPath: String) throws -> String {
        let candidates = searchPath.split(separator: ":").map { "\($0)/swiftc" }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw CommandFailure.failed(
                "swiftc was not found in PATH\n  fix: add the folder usr/bin of the Swift toolchain to PATH")
        }
        return found
    }

    /// Compiles `sources` into a library that takes the core's symbols from the program.
    /// - Throws: `CommandFailure` after the compiler printed its errors.
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
            throw CommandFailure.failed("the plugin does not compile; see the errors of \(compiler) above")
        }
    }
}
