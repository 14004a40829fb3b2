import Foundation
import GANCore

/// Converts a report of format 1 to format 2: no `format`, scores per class under a key for each metric, settings of metrics
/// under `protocol`, British spelling.
struct EvaluationReportMigration {
    private let old: JSONTree

    /// - Parameter old: a report of format 1.
    init(_ old: JSONTree) { self.old = old }

    /// - Throws: `DecodingError` if a value is missing or has another type.
    func report() throws -> EvaluationReport {
        var new = JSONTree.object([:])
        new["format"] = .number(2)
        new["scores"] = old["scores"]
        new["metrics"] = .list(metrics)
        new["class_scores"] = .list(distances + accuracies + diversities)
        new["caveats"] = .list((old["caveats"]?.elements ?? []) + fewImages)
        new["protocol"] = settings
        return try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(new))
    }

    // MARK: Metrics

    /// Every metric of format 1 that has a score, with the scores' names and the settings that it had then.
    private var metrics: [JSONTree] {
        let (distance, suffix) = (Self.distanceName(network), network == "inception" ? "" : "_\(network)")
        let pairs = ["precision", "recall", "density", "coverage"].map { $0 + suffix }
        return [
            metric("fid", [distance], .lower, ["ddof": "ddof"]),
            metric("kid", ["kid\(suffix)"], .lower, ["subsets": "kid_subsets", "subset_size": "kid_subset_size"]),
            metric("is", ["is\(suffix)"], .higher, ["splits": "inception_score_splits"]),
            metric("prdc", pairs, .higher, ["neighbors": "neighbours"]),
            metric("intra_fid", Self.withGroups("intra_\(distance)"), .lower, ["ddof": "ddof"]),
            metric("cas", Self.withGroups("cas"), .higher, [:], ["epochs": .number(5)]),
            metric("diversity", ["cluster_diversity\(suffix)", "nearest_training\(suffix)"], .higher, [:]),
            metric("ppl", ["ppl\(suffix)"], .lower, [:]),
        ].compactMap(\.self)
    }

    private var network: String { old["protocol"]?["network"]?["name"]?.text ?? "" }

    private static func distanceName(_ network: String) -> String {
        switch network {
        case "inception": "fid"
        case "clip": "fid_clip"
        default: "fd_\(network)"
        }
    }

    private static func withGroups(_ score: String) -> [String] {
        [score] + TailGroup.allCases.map { "\(score)_\($0.rawValue)" }
    }

    /// - Parameter keys: keys of `protocol`, by the settings that they are now.
    private func metric(
        _ type: String, _ names: [String], _ better: ScoreDirection, _ keys: [String: String],
        _ constants: [String: JSONTree] = [:]
    ) -> JSONTree? {
        let measured = names.filter { old["scores"]?[$0] != nil }
        guard !measured.isEmpty else { return nil }
        let settings = keys.compactMapValues { old["protocol"]?[$0] }.merging(constants) { $1 }
        return .object([
            "type": .text(type), "settings": .object(settings),
            "scores": .list(measured.map { .object(["name": .text($0), "better": .text(better.rawValue)]) }),
        ])
    }

    // MARK: Scores of classes

    private var distances: [JSONTree] {
        let name = Self.distanceName(network)
        let title = ["fid": "FID", "fid_clip": "FID-CLIP"][name] ?? "FD-\(network)"
        return table("intra_class", "intra_\(name)", "\(title) of each class", .lower, value: "distance", missing: "")
    }

    private var accuracies: [JSONTree] {
        table(
            "classification", "cas", "accuracy on real images of each class", .higher, value: "accuracy",
            missing: "no real image")
    }

    private var diversities: [JSONTree] {
        let suffix = network == "inception" ? "" : "_\(network)"
        return table(
            "cluster_diversity", "cluster_diversity\(suffix)", "distance of images around the same training image",
            .higher, value: "diversity", missing: "no training image is the nearest one of two images")
            + table(
                "cluster_diversity", "nearest_training\(suffix)",
                "distance to the nearest training image, relative to other training images", .higher,
                value: "nearness", missing: "fewer than two different training images")
    }

    /// - Parameters:
    ///   - value: the key of the classes' values.
    ///   - missing: the caveat of a class without a value and a caveat.
    private func table(
        _ key: String, _ name: String, _ title: String, _ better: ScoreDirection, value: String, missing: String
    ) -> [JSONTree] {
        let classes = old[key]?["classes"]?.elements ?? []
        if classes.isEmpty { return [] }
        let rows = classes.map { own -> JSONTree in
            var row = JSONTree.object([:])
            for kept in ["name", "reals", "fakes", "caveat"] { row[kept] = own[kept] }
            (row["training_images"], row["value"]) = (own["trainingImages"], own[value])
            if row["value"] == nil, row["caveat"] == nil { row["caveat"] = .text(missing) }
            return row
        }
        return [
            .object([
                "name": .text(name), "title": .text(title), "better": .text(better.rawValue), "rows": .list(rows),
            ])
        ]
    }

    /// Format 1 left it to readers to find classes whose distances have a caveat.
    private var fewImages: [JSONTree] {
        let classes = old["intra_class"]?["classes"]?.elements ?? []
        let few = classes.filter { $0["distance"] != nil && $0["caveat"] != nil }.compactMap { $0["name"]?.text }
        if few.isEmpty { return [] }
        let words =
            "distances of \(listed(few)): fewer images than dimensions; compare only with scores of the same number of images"
        return [.text(words)]
    }

    // MARK: Settings

    private var settings: JSONTree? {
        guard let own = old["protocol"] else { return nil }
        var new = own
        for key in ["ddof", "kid_subsets", "kid_subset_size", "neighbours", "inception_score_splits", "classifier"] {
            new[key] = nil
        }
        new.rename("quantiser", to: "quantizer")
        new["network"]?["preparation"]?.rename("centres", to: "centers")
        new["reference"]?["images"]?.rename("is_grey", to: "is_gray")
        new["samples"]?["images"]?.rename("is_grey", to: "is_gray")
        return new
    }
}

extension JSONTree {
    fileprivate mutating func rename(_ old: String, to new: String) {
        guard let value = self[old] else { return }
        (self[old], self[new]) = (nil, value)
    }
}
