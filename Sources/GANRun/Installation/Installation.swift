import Foundation
import GANCore

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
///
/// What is found by where the program lies may hold code, and others may be able to write there: in a folder such as /tmp, above the program or
/// beside it. `ProgramTrust` says what is believed. What the user names by a variable is his choice.
package struct Installation: Sendable {
    /// The folder with `recipes` and `features`; nil if there is none.
    package let home: URL?
    /// A checkout of GANZoo with its sources; nil for an installed program.
    package let checkout: URL?
    /// The compiled modules that plugins are built against: `PREFIX/lib/ganzoo/development`; nil if they are not installed.
    package let development: URL?
    /// Why a checkout or a folder of files that was found is not among these; nil if none was refused.
    package let refusal: Refusal?
    /// The same for `development`.
    package let developmentRefusal: Refusal?

    /// The installation of this program, with links resolved.
    package static let current = Installation(
        program: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath(),
        environment: ProcessInfo.processInfo.environment)

    /// - Parameter program: the executable, without links.
    package init(program: URL, environment: [String: String]) {
        let folder = program.deletingLastPathComponent()
        let named = environment["GANZOO_HOME"].flatMap {
            $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true)
        }
        let trust = ProgramTrust(program: program.path, accepted: named?.path)
        let prefix = folder.deletingLastPathComponent()
        let modules = prefix.appending(path: "lib/ganzoo/development", directoryHint: .isDirectory)
        developmentRefusal = Self.isFolder(modules) ? trust.refusal(of: modules.path, as: .modules) : nil
        development = Self.isFolder(modules) && developmentRefusal == nil ? modules : nil
        let shared = prefix.appending(path: "share/ganzoo", directoryHint: .isDirectory)
        if Self.isFolder(shared.appending(path: Self.recipes)) {
            refusal = trust.refusal(of: shared.path, [Self.recipes, Self.features], as: .files)
            checkout = nil
            home = named ?? (refusal == nil ? shared : nil)
        } else {
            let search = CheckoutSearch(above: folder, trust)
            // A record that is not believed names no checkout, so the user may.
            let own = search.refusal?.kind == .record ? named.flatMap { CheckoutSearch.isCheckout($0) ? $0 : nil } : nil
            (checkout, refusal) = (search.checkout ?? own, search.refusal)
            home = named ?? checkout
        }
    }

    private static let recipes = "recipes"
    private static let features = "features"

    /// The folder of recipes; it may be missing.
    package var recipes: URL? { home?.appending(path: Self.recipes, directoryHint: .isDirectory) }
    /// The folder of weights of feature networks; it may be missing.
    package var features: URL? { home?.appending(path: Self.features, directoryHint: .isDirectory) }

    /// Why there are no recipes and features, if they were found where others could have written them.
    package var homeRefusal: Refusal? { home == nil ? refusal : nil }

    /// The sources of a module that plugins import, which say what it offers: those of the checkout, or copies in an installed program's
    /// folder.
    package func sources(of module: String) -> URL? {
        let folders = [
            checkout?.appending(path: "Sources/\(module)", directoryHint: .isDirectory),
            home?.appending(path: module, directoryHint: .isDirectory),
        ]
        return folders.compactMap(\.self).first(where: Self.isFolder)
    }

    static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }
}

extension Installation {
    /// Something that was found, and is not used because others could have written it.
    package struct Refusal: Hashable, Sendable {
        enum Kind { case files, modules, record }

        let kind: Kind
        let found: String
        /// What others own or may write: what was found, a part of it, or a folder above.
        package let path: String
        package let isForeign: Bool
        /// Whether it is a folder that is meant for all, such as /tmp.
        let isSticky: Bool

        package var text: String {
            "\(found) is not used, because others could have written it: \(path) "
                + (isForeign ? "belongs to another user" : "can be written by other users")
        }

        package var fix: String {
            let isPart = path == found || path.hasPrefix(found + "/")
            let closing = shellCommand(isPart ? ["chmod", "-R", "go-w", found] : ["chmod", "go-w", path])
            return isForeign || isSticky ? choice : "close it with \(closing), or \(choice)"
        }

        private var choice: String {
            switch kind {
            case .files where isSticky: "set GANZOO_HOME to a folder of yours with `recipes` and `features`"
            case .files: "set GANZOO_HOME=\(shellQuoted(found)) if you trust those who may write there"
            case .modules: "install the development part of GANZoo in a folder that only you or root may write to"
            case .record: "set GANZOO_HOME to the checkout of GANZoo"
            }
        }

        /// Lines for the end of an error.
        package var lines: String { "\n  \(text)\n  fix: \(fix)" }
    }
}
