import GANCore
import GANRecipe
import Testing

/// Recipes that claim to be published ones say each value that published numbers depend on, as published.
@Suite struct ParityTests {
    private static let names = Recipes.files.map { String($0.dropLast(".yaml".count)) }

    private func check(
        _ name: String, _ overrides: [String] = [], _ tables: ParityTables = .published
    ) throws -> ParityCheck {
        let recipe = try RecipeLoader(.linked).check(
            path: Recipes.path("\(name).yaml"), overrides: Recipes.sources("\(name).yaml") + overrides)
        return ParityCheck(name: name, recipe: recipe, tables: tables)
    }

    @Test(arguments: names) func isAsPublished(_ name: String) throws {
        for problem in try check(name).problems { Issue.record("\(problem)") }
    }

    @Test func tablesAreWellFormed() throws {
        #expect(ParityTables.published.problems == [])
        #expect(ParityTables.published.all.count > 40)
        for name in ParityTables.published.all.keys.sorted() where !name.hasPrefix("shared/") {
            #expect(Self.names.contains(name), "\(name) is no recipe")
        }
    }

    @Test func aChangedValueIsFound() throws {
        #expect(
            try check("cifar10/reacgan", ["train.batch=64"]).problems == [
                "cifar10/reacgan: `train.batch` is 64; published: 128 (POSTECH-CVLab/PyTorch-StudioGAN "
                    + "947b35e9835b67860fdce44d337f6d7fee7c8db3 src/configs/CIFAR10/ReACGAN.yaml:29)"
            ])
        let flipped = try check("imagenet/biggan_128", ["data.mirror=flip", "data.resize=lanczos"]).problems
        #expect(
            flipped.count == 2 && flipped[0].hasPrefix("imagenet/biggan_128: `data.mirror` is flip; published: none ("))
    }

    /// The published program divides by the number of images.
    @Test func aSettingOfAMetricIsCompared() throws {
        let found = try check("few_shot/images_256/ada", ["evaluate.metrics=[fid]"]).problems
        #expect(found.count == 1 && found[0].hasPrefix("few_shot/images_256/ada: `evaluate.metrics` is "), "\(found)")
        #expect(found.first?.contains("ddof: 0") == true)
    }

    @Test func aValueThatIsLeftOutIsFound() throws {
        #expect(
            try check("cifar10/sngan", ["~generator.statistics"]).problems.map { $0.prefix(70) } == [
                "cifar10/sngan: `generator.statistics` is every; published: generator ("
            ])
        #expect(
            try check("cifar10_lt/noisy_twins", ["~generator.z_dim"]).problems == [
                "cifar10_lt/noisy_twins: `generator.z_dim` is left to its default, 512"
            ])
        #expect(
            try check("cifar10/sngan", ["~generator.statistics_batch"]).problems == [
                "cifar10/sngan: `generator.statistics_batch` is left to its default, null"
            ])
        let averaged = try check("cifar10/sngan", ["train.average={kimg: 10}"]).problems
        #expect(averaged.contains("cifar10/sngan: `train.average.ramp_up` has no row"))
        let more = try check("cifar10_lt/diffaugment", ["regularizers.lecam={weight: 0.1, from: 5}"]).problems
        #expect(more.contains("cifar10_lt/diffaugment: `regularizers.lecam.from` has no row"))
        #expect(
            try check("cifar10/sngan", ["about.fixed=[]"]).problems.contains { $0.contains("`fixed` does not say") })
        #expect(
            try check("cifar10_lt/ada", ["about.derived=[]"]).problems == [
                "cifar10_lt/ada: no such configuration is released, and `derived` does not say so"
            ])
    }

    @Test(arguments: [
        ("", "", false), ("A paper", "", false), ("A paper", "[x]", true), ("with the settings of X", "", true),
        ("code released with Y", "", true),
    ])
    func aClaimNeedsATable(_ paper: String, _ fixed: String, _ claims: Bool) throws {
        let overrides = ["about.paper=\"\(paper)\"", "about.fixed=\(fixed.isEmpty ? "[]" : fixed)"]
        let problems = try check("shapes/stylegan2", overrides).problems
        #expect(problems == (claims ? ["shapes/stylegan2: it claims to follow `\(paper)` and has no table"] : []))
    }

    /// The reader of tables says what is wrong with one.
    @Test(arguments: [
        ("rows: {a: [1, X, f.py:1]}", "t: `a` is of `X`, which is no source"),
        ("rows: {a: [1, S, f.py]}", "t: `a` is at `f.py`, which is no file and line"),
        ("rows: {a: 1}", "t: `a` is no [value, source, file:line, note]"),
        ("not_expressible: {a: [1, S, f.py:1]}", "t: `a` does not say which line of `fixed` names it"),
        ("inherits: u", "t: it inherits from `u`, which is no table that can be"),
        ("inherits: t", "t: it inherits from `t`, which is no table that can be"),
    ])
    func aBadTableIsFound(_ table: String, _ problem: String) {
        let text = "sources: {S: owner/name 1}\ntables:\n  t:\n    \(table)\n"
        #expect(ParityTables([RecipeReader(environment: [:]).read(text: text, name: "t.yaml")]).problems == [problem])
    }
}
