import ArgumentParser
import GANCore
import GANMetrics
import GANRecipe
import GANTrain

/// Metrics as the command line names them: `fid`, or with settings, `{type: kid, subsets: 50}`.
enum MetricArguments {
    /// - Parameter words: read as a recipe reads the elements of `evaluate.metrics`.
    /// - Throws: `CommandFailure` that names the option, with similar names.
    static func read(_ words: [String]) throws -> [ComponentReference<any Metric>] {
        let reader = RecipeReader(environment: [:], layout: RecipeLayout(.linked))
        let override = "evaluate.metrics=[\(words.joined(separator: ", "))]"
        let read = reader.read(text: "recipe: 2\n", name: "--metrics", overrides: [override])
        let problems = ProblemCollector(read.found)
        if let root = read.root, problems.count == 0, let section = root["evaluate"] {
            let reader = SettingReader(section, path: "evaluate", catalog: .linked, problems: problems)
            let settings = EvaluateSection.read(section.entries, reader)
            if problems.count == 0 { return settings.metrics }
        }
        throw CommandFailure.wrong(problems.problems.prefix(1).map(message).joined())
    }

    private static func message(_ problem: RecipeProblem) -> String {
        let fix = problem.hint.map { "\n  fix: \($0)" } ?? ""
        let plugin = problem.mayNeedPlugin ? [CommandFailure.words(.loadPlugins([]))] : []
        return "ganzoo: --metrics: \(problem.message)\(fix)" + (problem.notes + plugin).map { "\n  \($0)" }.joined()
    }
}

extension CompletionKind {
    /// Names of a role's components.
    static func components(_ role: ComponentRole) -> CompletionKind {
        .names { _ in ComponentCatalog.linked.entries(role).map(\.name) }
    }
}
