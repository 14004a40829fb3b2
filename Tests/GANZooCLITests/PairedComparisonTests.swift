import Foundation
import GANMetrics
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

@Suite struct PairedComparisonTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// What comparisons read of a run: its seed, its recipe and its newest evaluation.
    @discardableResult private func run(
        _ name: String, seed: Int, weight: Double, samples: Int = 10, _ scores: [String: Double]
    ) throws -> String {
        try FileManager.default.createDirectory(
            atPath: place.path("\(name)/evaluation"), withIntermediateDirectories: true)
        try place.write(
            "\(name)/run.json",
            """
            {"format": 1, "seed": \(seed), "plugins": [], "data": {"channels": 1, "class_counts": [5], "class_names": ["a"],
             "count": 5, "height": 16, "label_kind": "classes", "label_rows": [], "label_size": 1, "width": 16}}
            """)
        try place.write(
            "\(name)/resolved.yaml",
            """
            recipe: 2
            seed: \(seed)
            data: {type: shapes, path: /data/\(name), long_tail: {ratio: 10, seed: \(seed)}}
            regularizers: {noisy_twins: {weight: \(weight)}}
            train: {kimg: 1, tick_kimg: \(seed + 1)}

            """)
        let names = scores.keys.sorted()
        let metrics = names.map {
            "{\"type\": \"\($0)\", \"settings\": {}, \"scores\": [{\"name\": \"\($0)\", \"better\": \"lower\"}]}"
        }
        let values = names.map { "\"\($0)\": \(scores[$0] ?? 0)" }
        try place.write(
            "\(name)/evaluation/000010-fmnist.json",
            """
            {"format": 2, "scores": {\(values.joined(separator: ","))}, "caveats": [], "class_scores": [],
             "metrics": [\(metrics.joined(separator: ","))],
             "protocol": {"network": {"name": "fmnist", "weights": "w", "dimensions": 128, "preparation":
               {"side": 32, "resizer": "clean_lanczos", "clips": true, "centers": [1], "scales": [1]}},
               "reference": {"name": "r", "count": 5}, "samples": {"name": "s", "count": \(samples)},
               "quantizer": "q", "program": "p"}}
            """)
        return place.path(name)
    }

    /// Two recipes of four seeds, in any order of the runs.
    private func pairs() throws -> [String] {
        let plain = try [40.0, 10, 20, 30].enumerated().map { seed, score in
            try run("plain-\(seed)", seed: seed, weight: 0, ["fd": score, "kid": 1])
        }
        let twins = try [36.0, 8, 17, 29].enumerated().reversed().map { seed, score in
            try run("twins-\(seed)", seed: seed, weight: 1, ["fd": score, "kid": Double(seed)])
        }
        return plain + twins
    }

    /// By hand: all four signs are negative, which 2 of 16 choices are; Holm doubles the smaller one of two.
    @Test func recipesArePairedBySeed() throws {
        let comparison = try PairedComparison(pairs())
        #expect(comparison.seeds == [0, 1, 2, 3])
        #expect(comparison.arms.map(\.name) == ["plain", "twins"])
        #expect(comparison.rows.map(\.score) == ["fd", "kid"])
        #expect(comparison.rows[0].differences.values == [-4, -2, -3, -1])
        #expect(comparison.rows[0].differences.mean == -2.5)
        #expect(comparison.rows[0].differences.signFlipP == 0.125)
        // -1, 0, 1 and 2: the sum is 2; those of 12 of 16 choices are at least 2 from 0.
        #expect(comparison.rows[1].differences.signFlipP == 0.75)
        #expect(comparison.rows.map(\.correctedP) == [0.25, 0.75])
        #expect(comparison.protocolDifferences.isEmpty)
    }

    @Test func theProgramPrintsATableOrOneObject() throws {
        let runs = try pairs()
        let text = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["compare", "--paired"] + runs + ["--scores", "fd"])
        #expect(text.status == 0, "\(text.errors)")
        let ends = try #require(SeedValues([-4, -2, -3, -1]).interval())
        let lines = text.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "4 pairs, seeds 0, 1, 2, 3")
        #expect(lines[2].split(separator: /\ {2,}/) == ["n", "difference", "95 % interval", "p", "Holm"])
        let interval = "\(digits(ends.lowerBound)) … \(digits(ends.upperBound))"
        let cells = ["fd ↓", "twins - plain", "4", "-2.5", interval, "0.125", "0.125"]
        #expect(lines[3].split(separator: /\ {2,}/).map(String.init) == cells)
        let json = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["compare", "--paired", "--json"] + runs)
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["command"] as? String == "compare --paired" && object["format"] as? Int == 1)
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows[0]["mean"] as? Double == -2.5 && rows[0]["holm_p"] as? Double == 0.25)
        #expect(rows[0]["interval"] as? [Double] == [ends.lowerBound, ends.upperBound])
    }

    @Test func seedsThatDoNotPairAreNamed() throws {
        let runs = try pairs()
        let error = #expect(throws: RunError.self) { try PairedComparison(runs.filter { !$0.hasSuffix("twins-2") }) }
        #expect(
            error?.description == """
                the seeds do not pair: no run with the recipe of \(place.path("twins-0")) has the seed 2
                  first difference: regularizers.noisy_twins.weight: 1.0 → 0.0
                  fix: give runs of all recipes with the same seeds
                """)
    }

    @Test func equalRunsAndEqualRecipesAreRefused() throws {
        let runs = try pairs()
        let twice = #expect(throws: RunError.self) { try PairedComparison(runs + [runs[0]]) }
        #expect(
            twice?.description
                == "\(runs[0]) and \(runs[0]) have the same recipe and the seed 0\n  fix: give one of them")
        let same = #expect(throws: RunError.self) { try PairedComparison(Array(runs.prefix(4))) }
        #expect(same?.description.hasPrefix("all runs have the same recipe, apart from seeds") == true)
    }

    /// What was kept of a run may have no resolved recipe. A link could point to any file.
    @Test func theGivenRecipeIsReadWhereNoOtherIs() throws {
        let runs = try pairs()
        for run in runs {
            try FileManager.default.moveItem(atPath: "\(run)/resolved.yaml", toPath: "\(run)/recipe.yaml")
        }
        #expect(try PairedComparison(runs).arms.count == 2)
        try FileManager.default.moveItem(atPath: "\(runs[0])/recipe.yaml", toPath: place.path("mine.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: "\(runs[0])/recipe.yaml", withDestinationPath: place.path("mine.yaml"))
        let error = #expect(throws: RunError.self) { try PairedComparison(runs) }
        #expect(error?.description.hasPrefix("\(runs[0]): its recipe cannot be read\n  fix: ") == true)
    }

    /// A run keeps its recipe whole. One that extends a file is not read, and neither is the file.
    @Test func aRecipeThatExtendsAFileIsRefused() throws {
        let runs = try pairs()
        try FileManager.default.moveItem(atPath: "\(runs[0])/resolved.yaml", toPath: "\(runs[0])/parent.yaml")
        try place.write("plain-0/resolved.yaml", "recipe: 2\nextends: parent.yaml\n")
        let error = #expect(throws: RunError.self) { try PairedComparison(runs) }
        #expect(error?.description.hasPrefix("\(runs[0]): its recipe cannot be read\n  fix: ") == true)
    }

    @Test func runsOfTheFirstLanguageAreCompared() throws {
        let runs = try pairs()
        for run in runs {
            let path = "\(run)/resolved.yaml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try text.replacing("recipe: 2", with: "recipe: 1").write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try PairedComparison(runs).arms.map(\.name) == ["plain", "twins"])
    }

    @Test func aMissingScoreIsNamed() throws {
        let error = #expect(throws: RunError.self) { try PairedComparison(pairs(), scores: ["fd", "cas"]) }
        #expect(
            error?.description.hasPrefix(
                "the newest evaluation of \(place.path("plain-0")) has no score `cas`; it has fd, kid\n  fix: ") == true
        )
    }

    @Test func otherProtocolsOfAPairAreWarnedOf() throws {
        let runs =
            try pairs() + [run("plain-4", seed: 4, weight: 0, samples: 20, ["fd": 1])]
            + [run("twins-4", seed: 4, weight: 1, ["fd": 1])]
        let lines = PairedText(try PairedComparison(runs)).lines
        #expect(lines[0] == "warning: paired runs were not measured alike; different: number of images")
    }
}
