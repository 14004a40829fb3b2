import Foundation
import GANCore
import Testing

/// Rules for what the targets of the library may mention. Comments do not count.
@Suite struct LibraryRuleTests {
    /// A program decides about exit codes and output. One fault leaves no other way out, since operations on tensors cannot throw:
    /// OpenBLAS is missing.
    @Test func theLibraryNeitherExitsNorPrints() throws {
        // A child between fork and exec has no other way out either, and gets its standard output there.
        let exempt = ["Sources/COpenBLAS/openblas.c", "Sources/CGANSupport/child.c"]
        let words = [
            #"\bexit\("#, #"\b_exit\("#, #"\babort\("#, #"\bExitCode\b"#, #"\bexitCode\b"#, #"\bprint\("#,
            #"\bdebugPrint\("#, #"\bfputs\("#,
            #"\bf?printf\("#, #"\bputs\("#, #"FileHandle\.standard"#, #"\bSTDOUT_FILENO\b"#,
        ]
        let files = try Sources.library().filter { !exempt.contains($0.path) }
        #expect(files.count > 200)
        for file in files {
            for word in words where try file.text.firstMatch(of: Regex(word)) != nil {
                Issue.record("\(file.path) mentions \(word)")
            }
        }
    }

    /// A program says which of its options solves a problem; errors of the library carry `RunFix` values.
    @Test func theLibraryNamesNoOptionOfTheCommandLine() throws {
        for file in try Sources.library() where file.path.hasSuffix(".swift") {
            for option in file.text.matches(of: /--[a-z][a-z-]*/) {
                Issue.record("\(file.path) names \(option.0)")
            }
        }
    }

    /// What a backend offers is asked for through `Backends`.
    @Test func nothingAboveTheEngineNamesABackend() throws {
        let folders = try ProjectFiles.files(in: "Sources", ["swift"]) + ProjectFiles.files(in: "Plugins", ["swift"])
        for file in folders.map(Sources.withoutComments) where !file.path.hasPrefix("Sources/GANTensor/") {
            #expect(!file.text.contains("CPUBackend"), "\(file.path) names CPUBackend")
        }
    }

    @Test func theCoreNamesNoPlugin() throws {
        let entries = ComponentRole.allCases.flatMap { ComponentCatalog.linked.entries($0) }
            .filter { $0.module.hasPrefix("GAN") == false }
        let types = Set(
            try ProjectFiles.files(in: "Plugins", ["swift"]).flatMap { file in
                file.text.matches(of: /ComponentCatalog\.register\((\w+)\.self\)/).map { String($0.1) }
            }
        ).filter { $0.count > 3 }  // FID, R1 and ADA are words of the field.
        let names = Set(entries.map(\.name)).filter { $0.contains("_") || Self.telling.contains($0) }
        let keys = Set(entries.flatMap { Self.keys($0.settings) }).filter { $0.contains("_") }
            .subtracting(Self.coreKeys())
        #expect(types.count > 30 && names.count > 15 && keys.count > 20)
        for file in try Sources.library() where Self.isCore(file.path) {
            let words = Set(file.text.matches(of: /[A-Za-z_][A-Za-z0-9_\-]*/).map { String($0.0) })
            let found = words.intersection(types.union(names).union(keys)).subtracting(Self.others[file.path] ?? [])
                .sorted()
            #expect(found.isEmpty, "\(file.path) names \(found.joined(separator: ", ")) of a plugin")
        }
    }

    private static let core = [
        "GANTensor", "GANModule", "GANCore", "GANData", "GANTrain", "GANRecipe", "GANRun", "GANMetrics", "GANTransfer",
        "GANImport",
    ]

    /// Words that a file needs for something else.
    private static let others: [String: Set<String>] = [
        // Reports that were written before metrics were components.
        "Sources/GANMetrics/Evaluation/EvaluationReportMigration.swift": ["intra_fid", "subset_size"],
        // Values of the first recipe language, which had no samplers.
        "Sources/GANRecipe/Upgrade/RenamedKeys.swift": ["class_balanced"],
    ]

    private static func isCore(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" && core.contains(String(parts[1]))
    }

    /// Names of components in one word that mean nothing else.
    private static let telling: Set = [
        "stylegan2", "biggan", "dcgan", "r3gan", "diffaugment", "lecam", "dragan", "ada", "apa", "r1",
    ]

    private static func keys(_ settings: [SettingDescription]) -> [String] {
        settings.flatMap { setting -> [String] in
            if case .group(let inner) = setting.type { return [setting.name] + keys(inner) }
            return [setting.name]
        }
    }

    /// Keys that sections and data sets of the core have too.
    private static func coreKeys() -> [String] {
        let own = ComponentRole.allCases.flatMap { ComponentCatalog.linked.entries($0) }.filter {
            $0.module.hasPrefix("GAN")
        }
        return own.flatMap { keys($0.settings) }
            + ComponentCatalog.linked.sections.values.flatMap { keys($0.descriptions()) }
    }
}

/// Sources without comments.
private enum Sources {
    /// The targets that products of the library are made of: all but the command line.
    static func library() throws -> [TextFile] {
        let command = ["Sources/GANZooCLI/", "Sources/ganzoo/", "Sources/ganzoo-dashboard/"]
        return try
            (ProjectFiles.files(in: "Sources", ["swift", "c", "h", "inc"])
            + ProjectFiles.files(in: "Plugins", ["swift"]))
            .filter { file in !command.contains { file.path.hasPrefix($0) } }.map(withoutComments)
    }

    static func withoutComments(_ file: TextFile) -> TextFile {
        TextFile(path: file.path, text: file.text.replacing(/(?m)(?:^|\s)\/\/.*$/, with: ""))
    }
}
