import Foundation

/// Where the files lie that come with GANZoo: recipes, weights of feature networks, and what a plugin is compiled against.
///
/// The program decides, and the working folder does not. In this order:
/// 1. `GANZOO_HOME` names a folder with `recipes` and `features`.
/// 2. A program in `PREFIX/bin` uses `PREFIX/share/ganzoo`.
/// 3. A program in a build folder uses the checkout of GANZoo that the folder lies in.
/// 4. A program of a package that depends on GANZoo uses the checkout that the package was built with: SwiftPM's own, or the folder
///    that the manifest names by path. The build folder says which.
///
/// `GANZOO_RECIPES` and `GANZOO_FEATURES` go before all of these, each for its own folder.
package struct Installation: Sendable {
    /// The folder with `recipes` and `features`; nil if there is none.
    package let home: URL?
    /// A checkout of GANZoo with its sources; nil for an installed program.
    package let checkout: URL?
    /// The compiled modules that plugins are built against: `PREFIX/lib/ganzoo/development`; nil if they are not installed.
    package let development: URL?

    /// The installation of this program, with links resolved.
    package static let current = Installation(
        program: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath(),
        environment: ProcessInfo.processInfo.environment)

    /// - Parameter program: the executable, without links.
    package init(program: URL, environment: [String: String]) {
        let folder = program.deletingLastPathComponent()
        checkout = Self.checkout(above: folder)
        let named = environment["GANZOO_HOME"].flatMap {
            $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true)
        }
        let prefix = folder.deletingLastPathComponent()
        let shared = prefix.appending(path: "share/ganzoo", directoryHint: .isDirectory)
        let modules = prefix.appending(path: "lib/ganzoo/development", directoryHint: .isDirectory)
        development = Self.isFolder(modules) ? modules : nil
        home = named ?? (Self.isFolder(shared.appending(path: Self.recipes)) ? shared : checkout)
    }

    private static let recipes = "recipes"
    private static let features = "features"

    /// The folder of recipes; it may be missing.
    package var recipes: URL? { home?.appending(path: Self.recipes, directoryHint: .isDirectory) }
    /// The folder of weights of feature networks; it may be missing.
    package var features: URL? { home?.appending(path: Self.features, directoryHint: .isDirectory) }

    /// The sources of a module that plugins import, which say what it offers: those of the checkout, or copies in an installed program's
    /// folder.
    package func sources(of module: String) -> URL? {
        let folders = [
            checkout?.appending(path: "Sources/\(module)", directoryHint: .isDirectory),
            home?.appending(path: module, directoryHint: .isDirectory),
        ]
        return folders.compactMap(\.self).first(where: Self.isFolder)
    }

    /// GANZoo's own checkout, or the one that SwiftPM made in the build folder of a package that depends on it.
    private static func checkout(above start: URL) -> URL? {
        var folder = start
        while true {
            if isCheckout(folder) { return folder }
            if let found = dependencies(of: folder).first(where: isCheckout) { return found }
            let parent = folder.deletingLastPathComponent()
            if parent.path == folder.path { return nil }
            folder = parent
        }
    }

    /// Folders of the packages that a build folder was made with; none for any other folder.
    private static func dependencies(of folder: URL) -> [URL] {
        guard let data = try? Data(contentsOf: folder.appending(path: "workspace-state.json")),
            let state = try? JSONDecoder().decode(WorkspaceState.self, from: data)
        else { return [] }
        return state.object.dependencies.flatMap { dependency in
            let location = dependency.packageRef.location
            return [folder.appending(path: "checkouts/\(dependency.subpath)")]
                + (location.hasPrefix("/") ? [URL(fileURLWithPath: location)] : [])
        }
    }

    /// The parts of SwiftPM's description of a build folder that are read here.
    private struct WorkspaceState: Decodable {
        struct Object: Decodable { let dependencies: [Dependency] }
        struct Dependency: Decodable {
            let packageRef: PackageReference
            let subpath: String
        }
        struct PackageReference: Decodable { let location: String }

        let object: Object
    }

    private static func isCheckout(_ folder: URL) -> Bool {
        isFolder(folder.appending(path: recipes)) && isFolder(folder.appending(path: "Sources/GANRun"))
            && FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
    }

    private static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }
}
