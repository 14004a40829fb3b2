import GANRecipe

import struct GANCore.RecipeNode

/// Compares a recipe that claims to be a published one with what is published.
struct ParityCheck {
    /// Relative to the folder of recipes, without `.yaml`.
    let name: String
    let recipe: CheckedRecipe
    let tables: ParityTables

    /// Whether a recipe says that its values are someone's.
    static func claims(_ about: AboutSettings) -> Bool {
        let words = ["settings of", "released with"]
        let text = "\(about.paper) \(about.summary)"
        return (!about.paper.isEmpty && !(about.parity.isEmpty && about.fixed.isEmpty))
            || words.contains { text.contains($0) }
    }

    /// What is wrong, one line each.
    var problems: [String] {
        let about = recipe.top.about
        guard let table = tables.all[name] else {
            return Self.claims(about) ? ["\(name): it claims to follow `\(about.paper)` and has no table"] : []
        }
        var found = table.rows.sorted { $0.key < $1.key }.compactMap { problem(of: $0.key, $0.value) }
        found += needed.filter { table.rows[$0] == nil && !table.unused.contains($0) }.map {
            "\(name): `\($0)` has no row"
        }
        for (key, difference) in table.differences where !about.fixed.contains(difference.fixed) {
            found.append("\(name): `\(key)` differs, and `fixed` does not say: \(difference.fixed)")
        }
        if !table.hasReleasedConfiguration, about.derived.isEmpty {
            found.append("\(name): no such configuration is released, and `derived` does not say so")
        }
        return found
    }

    private func problem(of key: String, _ row: ParityTable.Row) -> String? {
        let source = row.source == "ours" ? "ours: \(row.place)" : "\(tables.sources[row.source] ?? "") \(row.place)"
        let expected = row.value.isNull ? "nothing" : row.value.inlineText
        let own = resolved(key).map { row.value.entries.isEmpty ? $0["type"] ?? $0 : $0 }
        guard let own, !own.isNull || row.value.isNull else {
            return row.value.isNull ? nil : "\(name): `\(key)` is missing; published: \(expected) (\(source))"
        }
        guard Self.isSame(own, row.value) else {
            return "\(name): `\(key)` is \(own.inlineText); published: \(expected) (\(source))"
        }
        return own.mark == nil ? "\(name): `\(key)` is left to its default, \(own.inlineText)" : nil
    }

    private func resolved(_ key: String) -> RecipeNode? {
        key.split(separator: ".").reduce(recipe.resolved as RecipeNode?) { $0?[String($1)] }
    }

    private static func isSame(_ a: RecipeNode, _ b: RecipeNode) -> Bool {
        if a.isNull || b.isNull { return a.isNull && b.isNull }
        return switch (a.content, b.content) {
        // A bare name is short for a component with its default settings.
        case (.map, .scalar): a["type"].map { isSame($0, b) } ?? false
        case (.map, .map(let stated)): stated.allSatisfy { b in a[b.key].map { isSame($0, b.value) } ?? false }
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy(isSame)
        case (.scalar(let a, _), .scalar(let b, _)):
            Double(a).flatMap { a in Double(b).map { a == $0 } } ?? (a == b)
        default: false
        }
    }

    // MARK: Keys that published numbers depend on

    /// Keys that have to have a row.
    private var needed: [String] {
        let sections = ["generator", "discriminator", "conditioner", "augment", "loss", "regularizers", "hooks"]
        let parts = recipe.resolved.entries.filter { sections.contains($0.key) }.flatMap { leaves($0.value, $0.key) }
        let choices = options.filter { resolved($0)?.isNull == true }
        return parts.filter(counts) + trainKeys + dataKeys + evaluateKeys + choices
    }

    private var trainKeys: [String] {
        let others = [
            "tick_kimg", "sample_kimg", "checkpoint_minutes", "checkpoint_kimg", "keep.last", "keep.every_kimg",
            "keep.best",
        ]
        return leaves("train").filter { key in !others.contains { key == "train.\($0)" } && !isUsualType(key) }
    }

    /// Adam and shuffled epochs need no words; another optimizer or sampler does. Float32 is said under `fixed` where
    /// it differs. Keeping all activations changes no number.
    private func isUsualType(_ key: String) -> Bool {
        switch key {
        case "train.precision": resolved(key)?.inlineText == "float32"
        case "train.recompute": resolved(key)?.inlineText == "none"
        case "train.sampler.type": resolved(key)?.inlineText == "shuffled"
        case "train.generator_optimizer.type", "train.discriminator_optimizer.type":
            resolved(key)?.inlineText == "adam"
        default: false
        }
    }

    private var dataKeys: [String] {
        let isResized = resolved("data.resolution").map { !$0.isNull } ?? false
        let names = isResized ? ["resolution", "resize", "channels", "mirror"] : ["mirror"]
        return names.map { "data.\($0)" } + leaves("data.long_tail")
    }

    private var metrics: [RecipeNode] {
        guard case .list(let metrics)? = resolved("evaluate.metrics")?.content else { return [] }
        return metrics
    }

    private var evaluateKeys: [String] {
        guard !metrics.isEmpty else { return ["evaluate.metrics"] }
        let isByClass = metrics.contains { ["intra_fid", "cas", "diversity"].contains(($0["type"] ?? $0).inlineText) }
        let keys = leaves("evaluate").map { $0 == "evaluate.features.type" ? "evaluate.features" : $0 }
        return keys.filter { isByClass || $0 != "evaluate.samples_per_class" }
    }

    /// The type of a regularizer or hook is its name; each step from the first on needs no words, and neither does a hook's empty
    /// list.
    private func counts(_ key: String) -> Bool {
        let parts = key.split(separator: ".").map(String.init)
        guard parts.count == 3, ["regularizers", "hooks"].contains(parts[0]) else { return true }
        if parts[0] == "hooks", resolved(key)?.inlineText == "[]" { return false }
        switch parts[2] {
        case "type": return false
        case "every": return resolved(key)?.inlineText != "1"
        case "from": return resolved(key)?.inlineText != "0"
        default: return true
        }
    }

    /// Keys for which published programs have an option, so that null is a choice. Of other keys null says that there is nothing, and
    /// no published file has a line for that.
    private var options: [String] {
        let statistics = ["generator.statistics_batch"] + (metrics.isEmpty ? [] : ["evaluate.standing_statistics"])
        return ["train.average.ramp_up"] + (resolved("generator.statistics") == nil ? [] : statistics)
    }

    private func leaves(_ key: String) -> [String] { resolved(key).map { leaves($0, key) } ?? [] }

    /// Paths of what is no map and not null.
    private func leaves(_ node: RecipeNode, _ path: String) -> [String] {
        guard case .map(let entries) = node.content else { return node.isNull ? [] : [path] }
        return entries.flatMap { leaves($0.value, "\(path).\($0.key)") }
    }
}
