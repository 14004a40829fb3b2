import GANCore
import GANRun

/// The reason why a plugin cannot be used. The first value of each case is its path.
enum PluginProblem: Error, CustomStringConvertible {
    case missing(String)
    /// The path is a folder, a device or a pipe.
    case notAFile(String)
    case unreadable(String, reason: String)
    case notALibrary(String)
    /// The header names another processor, or another width or order of bytes.
    case otherMachine(String)
    /// The file ends before the parts that its header names.
    case incomplete(String, bytes: Int, expected: Int)
    /// The plugin does not say which core it was compiled against.
    case withoutFingerprint(String)
    /// The plugin was compiled against another version of the core or of GANData.
    case otherVersion(String, its: ABIFingerprint, own: ABIFingerprint)
    /// The plugin contains a core of its own, and would register its components there.
    case bringsCore(String)
    case undefinedSymbol(String, symbol: String)
    /// The system's loader failed, with this reason.
    case notLoaded(String, reason: String)
    case empty(String)
    case rejected(String, RegistrationProblems)
    /// Another user could have written it, or could do so.
    case openToOthers(String, PluginAccess.Problem)
    /// The program does not export its symbols, so no plugin can be used.
    case closedProgram(String)

    var description: String {
        switch self {
        case .missing(let path): "the plugin \(path) does not exist"
        case .notAFile(let path): "the plugin \(path) is not a file"
        case .unreadable(let path, let reason): "the plugin \(path) cannot be read: \(reason)"
        case .notALibrary(let path):
            "the plugin \(path) is not a shared library\n  fix: build it with `ganzoo plugin build FILE.swift`, and give the path that the command prints"
        case .otherMachine(let path):
            "the plugin \(path) was built for another kind of processor\n  fix: build it here with `ganzoo plugin build FILE.swift`"
        case .incomplete(let path, let bytes, let expected):
            "the plugin \(path) is incomplete: it has \(counted(bytes, "byte")), and its header describes at least"
                + " \(grouped(expected))\n  fix: copy it again, or build it again with `ganzoo plugin build FILE.swift`"
        case .withoutFingerprint(let path):
            "the plugin \(path) was not built by `ganzoo plugin build`: it does not say which core it was compiled against"
                + "\n  fix: build it with `ganzoo plugin build FILE.swift`, and give the path that the command prints"
        case .otherVersion(let path, let its, let own):
            "the plugin \(path) was compiled for another version of GANZoo"
                + "\n  plugin:  \(its.description)\n  program: \(own.description)" + rebuild(path)
        case .bringsCore(let path):
            "the plugin \(path) contains a copy of GANCore, so its components would not be found" + rebuild(path)
        case .undefinedSymbol(let path, let symbol):
            "the plugin \(path) uses the symbol `\(symbol)`, which this program does not have"
                + "\n  fix: give all files of the plugin to `ganzoo plugin build`"
        case .notLoaded(let path, let reason): "the plugin \(path) cannot be loaded: \(reason)"
        case .empty(let path):
            "the plugin \(path) registers no component\n  fix: add a record for each component:"
                + "\n    @section(\"ganzoo_components\") @used"
                + "\n    private let record: ComponentRecord = { ComponentCatalog.register(MyRegularizer.self) }"
        case .rejected(let path, let problems):
            "the components of the plugin \(path) cannot be registered: \(problems.description)"
        case .openToOthers(let path, let problem):
            "the plugin \(path) is not loaded, because its code would run with your rights: \(problem.text)\n  fix: \(problem.fix)"
        case .closedProgram(let path):
            "the plugin \(path) cannot be used by this program, which does not export its symbols"
                + "\n  fix: use `ganzoo`, or link this program with -Xlinker --export-dynamic"
        }
    }

    private func rebuild(_ path: String) -> String {
        "\n  fix: build it again with this `ganzoo`: ganzoo plugin build FILE.swift -o \(shellQuoted(path))"
    }
}
