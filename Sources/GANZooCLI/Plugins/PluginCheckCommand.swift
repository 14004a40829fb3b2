import ArgumentParser
import GANContractCheck
import GANCore
import GANRecipe

extension PluginCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks that components do what their roles promise, in a tiny GAN, in seconds.",
            discussion: """
                Each component is made with default settings and trains for a few steps: twice with one seed, saved and \
                resumed, and in micro-batches. The exit status is 1 if a rule is broken.
                """)
        @OptionGroup var plugins: PluginOptions
        @OptionGroup var output: ReportOptions
        @Option(name: .customLong("type"), help: "Check only components of this name.") var name: String?
        @Option(help: "Check components of this name that the program has without a plugin.") var linked: String?
        @Option(name: .customLong("set"), help: "KEY=VALUE: a value of a setting, as in a recipe; repeatable.")
        var changes: [String] = []
        @Argument(help: "The plugin to check.", completion: .file(extensions: ["so"])) var file: String?

        func validate() throws {
            guard file != nil || linked != nil else {
                throw ValidationError(
                    "there is nothing to check: give the file of a plugin, or a component of this program with --linked NAME"
                )
            }
            guard file == nil || linked == nil else {
                throw ValidationError("--linked checks a component of this program, so it goes without a plugin's file")
            }
        }

        func run() throws {
            let entries = try chosen()
            let values = try CheckedSettings(changes, for: entries)
            let report = PluginCheckReport(
                components: entries.map { entry in
                    PluginCheckReport.Component(
                        entry, ComponentCheck(entry, given: values.entries(of: entry)).results())
                })
            try output.show(report) { report.text }
            let broken = report.components.count { !$0.keepsAllRules }
            guard broken == 0 else {
                throw CommandFailure.failed("\(broken) of \(counted(entries.count, "component")) broke a rule")
            }
        }

        /// The components to check.
        private func chosen() throws -> [ComponentEntry] {
            let all: [ComponentEntry]
            if let file {
                all = try plugins.load(checking: file)
            } else {
                try plugins.load()
                all = ComponentRole.allCases.flatMap(ComponentCatalog.linked.entries)
            }
            guard let wanted = linked ?? name else { return all }
            let found = all.filter { $0.name == wanted }
            guard found.isEmpty else { return found }
            let names = all.map(\.name)
            let owner = file.map { "the plugin \($0)" } ?? "this program"
            throw CommandFailure.wrong(
                "ganzoo: \(owner) has no component `\(wanted.shortened(to: 60))`\n  fix: "
                    + (suggestion(for: wanted, among: names) ?? "use one of: \(listed(names))"))
        }
    }
}

extension PluginOptions {
    /// Loads the plugin `file` before all others.
    /// - Returns: the components that it registered.
    /// - Throws: `CommandFailure` if a plugin cannot be used.
    fileprivate func load(checking file: String) throws -> [ComponentEntry] {
        func entries() -> [ComponentEntry] { ComponentRole.allCases.flatMap(ComponentCatalog.linked.entries) }
        let before = Set(entries().map { "\($0.role) \($0.name)" })
        do {
            try PluginLibrary.load([file])
            let own = entries().filter { !before.contains("\($0.role) \($0.name)") }
            try PluginLibrary.load(Array(PluginLibrary.distinct([file] + all).dropFirst()))
            return own
        } catch { throw CommandFailure.failed("\(error)") }
    }
}

/// Values of settings from the command line.
private struct CheckedSettings {
    private let entries: [RecipeNode.Entry]

    /// - Throws: `CommandFailure` if a value cannot be read, or no component has its key.
    init(_ changes: [String], for components: [ComponentEntry]) throws {
        let key = ComponentRole.dataset.section
        let reader = RecipeReader(environment: [:], layout: RecipeLayout(.linked))
        let read = reader.read(text: "recipe: 2\n", name: "--set", overrides: changes.map { "\(key).\($0)" })
        if let problem = read.problems.first {
            throw CommandFailure.wrong("ganzoo: --set: \(problem.message)\n  fix: write --set KEY=VALUE")
        }
        entries = read.root?[key]?.entries ?? []
        let known = Set(components.flatMap { $0.settings.map(\.name) })
        if let unknown = entries.first(where: { !known.contains($0.key) }) {
            throw CommandFailure.wrong(
                "ganzoo: --set: no component that is checked has a setting `\(unknown.key.shortened(to: 60))`\n  fix: "
                    + (suggestion(for: unknown.key, among: known) ?? "use one of: \(listed(known.sorted()))"))
        }
    }

    /// Those that the component has.
    func entries(of component: ComponentEntry) -> [RecipeNode.Entry] {
        entries.filter { entry in component.settings.contains { $0.name == entry.key } }
    }
}
