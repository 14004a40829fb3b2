import GANCore
import GANRun

/// Why a plugin cannot be used; the first value of each is its path.
enum PluginProblem: Error, CustomStringConvertible {
    case missing(String)
    /// A folder, a device, a pipe.
    case notAFile(String)
    case unreadable(String, reason: String)
    case notALibrary(String)
    /// It does not say which core it was compiled against.
    case unstamped(String)
    case otherCore(String, its: CoreStamp, own: CoreStamp)
    /// It brings a core of its own, and would register its components there.
    case bringsCore(String)
    case undefinedSymbol(String, symbol: String)
    /// The system's loader says why.
    case notLoaded(String, reason: String)
    case empty(String)
    case rejected(String, RegistrationProblems)
    case givenTwice(String)
    /// No plugin can be used.
    case closedProgram(String)

    var description: String {
        switch self {
        case .missing(let path): "there is no plugin \(path)"
        case .notAFile(let path): "the plugin \(path) is not a file"
        case .unreadable(let path, let reason): "the plugin \(path) cannot be read: \(reason)"
        case .notALibrary(let path):
            "the plugin \(path) is not a shared library\n  fix: ganzoo plugin build FILE.swift makes one; give the path that it prints"
        case .unstamped(let path):
            "the plugin \(path) was not built by `ganzoo plugin build`: it does not say which core it was compiled against"
                + "\n  fix: ganzoo plugin build FILE.swift makes one; give the path that it prints"
        case .otherCore(let path, let its, let own):
            "the plugin \(path) was compiled against another core, and would read wrong values"
                + "\n  plugin:  \(its.description)\n  program: \(own.description)" + rebuild(path)
        case .bringsCore(let path):
            "the plugin \(path) brings a core of its own, where its components would stay unseen" + rebuild(path)
        case .undefinedSymbol(let path, let symbol):
            "the plugin \(path) needs `\(symbol)`, which is not in this program"
                + "\n  fix: give `ganzoo plugin build` every file that the plugin is made of"
        case .notLoaded(let path, let reason): "the plugin \(path) cannot be loaded: \(reason)"
        case .empty(let path):
            "the plugin \(path) contains no component\n  fix: leave a record beside each, as in"
                + "\n    @section(\"ganzoo_components\") @used"
                + "\n    private let record: ComponentRecord = { ComponentCatalog.register(MyRegularizer.self) }"
        case .rejected(let path, let problems):
            "the components of the plugin \(path) are not taken: \(problems.description)"
        case .givenTwice(let path):
            "the plugin \(path) is given twice\n  fix: name it once, with --plugin or in GANZOO_PLUGINS"
        case .closedProgram(let path):
            "the plugin \(path) cannot be used by this program, which keeps the core to itself"
                + "\n  fix: use `ganzoo`, or link this program with -Xlinker --export-dynamic"
        }
    }

    private func rebuild(_ path: String) -> String {
        "\n  fix: ganzoo plugin build FILE.swift -o \(shellQuoted(path)), with this `ganzoo`"
    }
}
