import Foundation
import GANTestSupport
import Testing

/// What a run records about its plugins, and what a resume compares.
@Suite struct PluginRunTests {
    private let place: Workplace

    /// The plugin of all tests, built once.
    private static let plugin = Result {
        let place = try Workplace()
        try place.write("LogitRange.swift", PluginSource.regularizer("logit_range"))
        let built = try Program.run("plugin", "build", "LogitRange.swift", in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        return try Data(contentsOf: URL(fileURLWithPath: place.path("LogitRange.so")))
    }

    init() throws {
        place = try Workplace()
        try Self.plugin.get().write(to: URL(fileURLWithPath: place.path("LogitRange.so")))
        try place.write(
            "small.yaml", SmallRecipe.text("regularizers: {logit_range: {weight: 0.1}}", "train: {batch: 4}"))
    }

    /// Trains `small.yaml` for some steps.
    private func train(
        steps: Int, run: String = "run", _ more: String..., environment: [String: String] = [:]
    ) throws -> Program {
        let arguments = ["train", "small.yaml", "train.kimg=\(Double(steps) * 0.004)", "--run", run] + more
        return try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments, environment: environment, in: place.folder)
    }

    /// A run of `small.yaml` that loaded the plugin.
    private func begin(steps: Int) throws {
        try SharedFolder.copy(["run with a plugin", "\(steps)"], to: place.path("run")) { folder in
            let begun = try train(steps: steps, run: folder.path, "--plugin", "LogitRange.so")
            try #require(begun.status == 0, "\(begun.errors)")
        }
    }

    private func manifest(_ run: String = "run") throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: place.path("\(run)/run.json")))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func checksum(_ plugin: String, _ run: String = "run") throws -> String {
        let all = try #require(try manifest(run)["plugin_checksums"] as? [String: String])
        return try #require(all[plugin])
    }

    /// Bytes after the end of a library have no effect, so the changed plugin still works.
    private func changePlugin(_ name: String = "LogitRange.so") throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: place.path(name)))
        try file.seekToEnd()
        try file.write(contentsOf: Data("changed".utf8))
        try file.close()
    }

    @Test func aChangedPluginIsNotResumedUnlessAsked() throws {
        try begin(steps: 2)
        let before = try checksum("LogitRange.so")
        #expect(before.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        #expect(try train(steps: 3, "--plugin", "LogitRange.so", "--resume", "auto").status == 0)

        try changePlugin()
        let refused = try train(steps: 4, "--plugin", "LogitRange.so", "--resume", "auto")
        #expect(refused.status == 2)
        #expect(
            refused.errors.replacing(/→ [0-9a-f]{12}:/, with: "→ NEW:") == """
                ganzoo: run was trained with another version of a plugin, and other code would compute the weights from here on; \
                checksum of the run → loaded:
                  LogitRange.so: \(before.prefix(12)) → NEW: the file changed since, for example by a new build
                  fix: put back LogitRange.so as it was in the training, or continue with the changed code with \
                --allow-changed-plugins, or start a new run in another folder with --run

                """)
        #expect(try checksum("LogitRange.so") == before)

        let insisted = try train(
            steps: 4, "--plugin", "LogitRange.so", "--resume", "auto", "--allow-changed-plugins")
        let after = try checksum("LogitRange.so")
        #expect(insisted.status == 0 && after != before)
        #expect(
            insisted.output.contains(
                "warning: a plugin of the run changed: LogitRange.so: \(before.prefix(12)) → \(after.prefix(12))\n"),
            "\(insisted.output)")
        #expect(try train(steps: 5, "--plugin", "LogitRange.so", "--resume", "auto").status == 0)
    }

    /// A plugin that happens to be loaded does not hold up a run that uses nothing of it.
    @Test func aPluginThatTheRunDoesNotUseMayChange() throws {
        try place.write("Other.swift", PluginSource.regularizer("other_term", type: "Other"))
        let built = try Program.run("plugin", "build", "Other.swift", in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        let both = ["GANZOO_PLUGINS": "Other.so"]
        try #require(try train(steps: 2, "--plugin", "LogitRange.so", environment: both).status == 0)
        #expect(
            try manifest()["plugin_uses"] as? [String: [String]] == ["Other.so": [], "LogitRange.so": ["logit_range"]])
        let before = try checksum("Other.so")
        try changePlugin("Other.so")
        let resumed = try train(steps: 3, "--plugin", "LogitRange.so", "--resume", "auto", environment: both)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(
            resumed.output.contains(
                "note: a plugin changed; no weight of the run depends on it: Other.so: \(before.prefix(12)) → "),
            "\(resumed.output)")
        // Without it, nothing is to be said.
        let without = try train(steps: 4, "--plugin", "LogitRange.so", "--resume", "auto")
        #expect(without.status == 0 && !without.output.contains("a plugin"), "\(without.output)\(without.errors)")
        try changePlugin("LogitRange.so")
        let refused = try train(steps: 5, "--plugin", "LogitRange.so", "--resume", "auto", environment: both)
        #expect(refused.status == 2 && refused.errors.contains("\n  LogitRange.so: "), "\(refused.errors)")
        #expect(!refused.errors.contains("Other.so"), "\(refused.errors)")
    }

    /// A metric does not change the weights, so another version of it does not hold up a run.
    @Test func aPluginOfMetricsMayChange() throws {
        try place.write("Zero.swift", PluginSource.metric("zero"))
        let built = try Program.run("plugin", "build", "Zero.swift", in: place.folder)
        try #require(built.status == 0, "\(built.errors)")
        let scored = "evaluate={metrics: [zero], samples: 4, every_kimg: 1, features: pixels}"
        func train(_ steps: Int, _ more: String...) throws -> Program {
            try Program.run(
                Program.products.appending(path: "ganzoo").path,
                ["train", "small.yaml", "train.kimg=\(Double(steps) * 0.004)", "--run", "run", scored]
                    + ["--plugin", "LogitRange.so", "--plugin", "Zero.so"] + more, in: place.folder)
        }
        let first = try train(2)
        try #require(first.status == 0, "\(first.errors)")
        let before = try checksum("Zero.so")
        try changePlugin("Zero.so")
        let resumed = try train(3, "--resume", "auto")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(
            resumed.output.contains(
                "note: a plugin changed; no weight of the run depends on it: Zero.so: \(before.prefix(12)) → "),
            "\(resumed.output)")
    }

    /// Without the plugin, a component is missing.
    @Test func aMissingPluginIsNamed() throws {
        try begin(steps: 1)
        let resumed = try train(steps: 2, "--resume", "auto")
        #expect(resumed.status == 2)
        #expect(resumed.errors.contains("`logit_range`") && resumed.errors.contains("--plugin"), "\(resumed.errors)")
        let pictures = try Program.run("generate", "sheet", "--run", "run", in: place.folder)
        #expect(pictures.status == 2)
        #expect(
            pictures.errors.contains("load the plugins of its training: --plugin LogitRange.so"), "\(pictures.errors)")
    }

    /// Networks of a changed plugin may make other pictures. The weights alone are the same.
    @Test func picturesOfAChangedPluginComeWithAWarning() throws {
        try begin(steps: 1)
        let before = try checksum("LogitRange.so")
        func sheet(_ name: String) throws -> Program {
            try Program.run(
                "generate", "sheet", "--run", "run", "--plugin", "LogitRange.so", "--out", name, in: place.folder)
        }
        let same = try sheet("same.png")
        #expect(same.status == 0 && !same.output.contains("plugin"), "\(same.output)\(same.errors)")
        try changePlugin()
        let changed = try sheet("changed.png")
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(
            changed.output.contains(
                "warning: a plugin changed since the training, so the networks may compute something else: LogitRange.so: "
                    + "\(before.prefix(12)) → "), "\(changed.output)")
    }

    /// The options of a run and of an extractor name the same plugins; each is loaded once.
    @Test func nearestImagesOfARunWithAPlugin() throws {
        try begin(steps: 1)
        let shown = try Program.run(
            Program.products.appending(path: "ganzoo").path,
            [
                "nearest", "--run", "run", "--features", "fmnist", "--seeds", "0", "--neighbors", "2", "--plugin",
                "LogitRange.so", "--out", "near.png",
            ], environment: ["GANZOO_PLUGINS": "LogitRange.so"], in: place.folder)
        #expect(shown.status == 0 && shown.errors == "", "\(shown.errors)")
        #expect(shown.output.contains("distance to the nearest training image"), "\(shown.output)")
        #expect(shown.output.hasSuffix("near.png\n"), "\(shown.output)")
    }

    /// A plugin is recognized by its content; a changed one may have another name, too.
    @Test func aPluginMayMove() throws {
        try begin(steps: 2)
        let before = try checksum("LogitRange.so")
        try FileManager.default.moveItem(atPath: place.path("LogitRange.so"), toPath: place.path("moved.so"))
        #expect(try train(steps: 3, "--plugin", "moved.so", "--resume", "auto").status == 0)
        #expect(try checksum("moved.so") == before)
        try FileManager.default.moveItem(atPath: place.path("moved.so"), toPath: place.path("other.so"))
        try changePlugin("other.so")
        let refused = try train(steps: 4, "--plugin", "other.so", "--resume", "auto")
        #expect(refused.errors.contains("\n  moved.so: \(before.prefix(12)) → other.so: "), "\(refused.errors)")
    }

    /// A run knows all plugins that were loaded, and each of them once.
    @Test func pluginsOfTheEnvironmentAreRecorded() throws {
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: place.path("link.so"), withDestinationPath: place.path("LogitRange.so"))
        try files.linkItem(atPath: place.path("LogitRange.so"), toPath: place.path("hard.so"))
        let trained = try train(
            steps: 1, "--plugin", "./LogitRange.so", "--plugin", "link.so", "--plugin", place.path("hard.so"),
            environment: ["GANZOO_PLUGINS": "LogitRange.so"])
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(try manifest()["plugins"] as? [String] == ["LogitRange.so"])
        #expect(try checksum("LogitRange.so").count == 32)
    }

    /// A run of an older program has no checksums, and one without plugins neither.
    @Test func runsWithoutChecksumsAreResumed() throws {
        try begin(steps: 1)
        var old = try manifest()
        old["plugin_checksums"] = nil
        try JSONSerialization.data(withJSONObject: old).write(to: URL(fileURLWithPath: place.path("run/run.json")))
        try changePlugin()
        #expect(try train(steps: 2, "--plugin", "LogitRange.so", "--resume", "auto").status == 0)
        #expect(try checksum("LogitRange.so").count == 32)

        let without = try train(steps: 1, run: "plain", "~regularizers.logit_range")
        #expect(without.status == 0, "\(without.errors)")
        #expect(try manifest("plain")["plugin_checksums"] == nil)
    }

    @Test func thePermissionNeedsAResume() throws {
        let refused = try train(steps: 1, "--plugin", "LogitRange.so", "--allow-changed-plugins")
        #expect(refused.status != 0)
        #expect(
            refused.errors.contains("--allow-changed-plugins applies to a run that is continued with --resume auto"))
    }
}
