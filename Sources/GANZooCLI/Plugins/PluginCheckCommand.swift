import ArgumentParser
import CGANSupport
import Foundation
import GANContractCheck
import GANCore
import GANModule
import GANRecipe

extension PluginCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks that components do what their roles promise, in a tiny GAN, in seconds.",
            discussion: """
                Each component is made with default settings, or those of a small one that its type states, and trains for a few steps: twice with one seed, with other threads, \
                saved and resumed, and in micro-batches. Its gradients are compared with finite differences. Each component has \
                a process of its own, so one that ends its process does not end the check.

                The exit status is 0 if all rules of all components were checked and kept, 1 if a rule is broken, and 3 if none \
                is broken but some could not be checked.
                """)
        @OptionGroup var plugins: PluginOptions
        @OptionGroup var output: ReportOptions
        @Flag(help: "Check components that the program has without a plugin.") var linked = false
        @Option(name: .customLong("type"), help: "Check only components of this name.") var name: String?
        @Option(help: "Check only components of this role.") var role: ComponentRole?
        @Option(name: .customLong("set"), help: "KEY=VALUE: a value of a setting, as in a recipe; repeatable.")
        var changes: [String] = []
        /// The file to which the process that checks one component writes the results of its rules.
        @Option(help: .hidden) var log: String?
        @Argument(help: "The plugin to check.", completion: .file(extensions: ["so"])) var file: String?

        func validate() throws {
            guard file != nil || linked else {
                throw ValidationError(
                    "there is nothing to check: give the file of a plugin, or --linked for components of this program")
            }
            if let file, linked {
                throw ValidationError(
                    "--linked checks components of this program, so it goes without a plugin's file (`\(file)`); to check one"
                        + " component, give its name with --type")
            }
        }

        func run() throws {
            let entries = try chosen()
            let values = try CheckedSettings(changes)
            if let log {
                ganzoo_end_with_parent()
                return try check(entries, values, log: CheckLog(writing: log))
            }
            try values.checkKeys(for: entries)
            try values.checkValues(for: entries)
            let components = try entries.map { entry in
                let small = ComponentCheck(entry, given: values.entries(of: entry)).small
                let component = PluginCheckReport.Component(entry, small: small, try process(entry).checks())
                if !output.json { printText(component.text(columns: TerminalColumns.of(STDOUT_FILENO)) + "\n") }
                return component
            }
            if output.json { try output.show(PluginCheckReport(components: components)) { "" } }
            try CheckVerdict(components, needValues: entries.contains(where: values.areMissing)).finish()
        }

        private func check(_ entries: [ComponentEntry], _ values: CheckedSettings, log: CheckLog) throws {
            for entry in entries {
                ComponentCheck(entry, given: values.entries(of: entry)).results(log.write)
            }
        }

        private func process(_ entry: ComponentEntry) -> ComponentProcess {
            let settings = changes.flatMap { ["--set", $0] }
            let others = plugins.paths.flatMap { ["--plugin", $0] }
            return ComponentProcess(
                entry: entry, arguments: others + settings + (file.map { ["--", $0] } ?? ["--linked"]))
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
            let ofRole = all.filter { role == nil || $0.role == role }
            let found = ofRole.filter { name == nil || $0.name == name }
            guard found.isEmpty else { return found }
            let owner = file.map { "the plugin \($0)" } ?? "this program"
            let kind = role?.rawValue ?? "component"
            guard let name, !ofRole.isEmpty else {
                let roles = ComponentRole.allCases.filter { role in all.contains { $0.role == role } }.map(\.rawValue)
                throw CommandFailure.wrong("ganzoo: \(owner) has no \(kind)\n  fix: use one of: \(listed(roles))")
            }
            let names = ofRole.map(\.name)
            throw CommandFailure.wrong(
                "ganzoo: \(owner) has no \(kind) `\(name.shortened(to: 60))`\n  fix: "
                    + (suggestion(for: name, among: names) ?? "use one of: \(listed(names))"))
        }
    }
}

extension PluginOptions {
    /// Loads the plugin `file` before all others.
    /// - Returns: the components that it registered.
    /// - Throws: `CommandFailure` if a plugin cannot be used.
    fileprivate func load(checking file: String) throws -> [ComponentEntry] {
        do {
            let own = try PluginLibrary.load([file])
            try PluginLibrary.load(Array(PluginLibrary.distinct([file] + all).dropFirst()))
            return own
        } catch { throw CommandFailure.failed(error.words) }
    }
}

/// Values of settings from the command line.
private struct CheckedSettings {
    private let entries: [RecipeNode.Entry]

    /// - Throws: `CommandFailure` if a value cannot be read.
    init(_ changes: [String]) throws {
        let key = ComponentRole.dataset.section
        let reader = RecipeReader(environment: [:], layout: RecipeLayout(.linked))
        let read = reader.read(text: "recipe: 2\n", name: "--set", overrides: changes.map { "\(key).\($0)" })
        if let problem = read.problems.first {
            throw CommandFailure.wrong("ganzoo: --set: \(problem.message)\n  fix: write --set KEY=VALUE")
        }
        entries = read.root?[key]?.entries ?? []
    }

    /// - Throws: `CommandFailure` if none of the components has a key.
    func checkKeys(for components: [ComponentEntry]) throws {
        let known = Set(components.flatMap { $0.settings.map(\.name) })
        if let unknown = entries.first(where: { !known.contains($0.key) }) {
            throw CommandFailure.wrong(
                "ganzoo: --set: no component that is checked has a setting `\(unknown.key.shortened(to: 60))`\n  fix: "
                    + (suggestion(for: unknown.key, among: known) ?? "use one of: \(listed(known.sorted()))"))
        }
    }

    /// - Throws: `CommandFailure` if a component refuses a value.
    func checkValues(for components: [ComponentEntry]) throws {
        for component in components {
            let refused = ComponentCheck(component, given: entries(of: component)).refusedValues
            if let problem = refused.first { throw CommandFailure.wrong("ganzoo: --set: \(problem)") }
        }
    }

    /// Those that the component has.
    func entries(of component: ComponentEntry) -> [RecipeNode.Entry] {
        entries.filter { entry in component.settings.contains { $0.name == entry.key } }
    }

    /// Whether a required setting of the component has no value.
    func areMissing(of component: ComponentEntry) -> Bool {
        component.settings.contains { setting in
            setting.defaultValue == nil && !entries.contains { $0.key == setting.name }
        }
    }
}
