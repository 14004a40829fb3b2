import Foundation
import GANData

/// Folders of runs that were never trained, for pages about them.
package struct ReportedRun {
    package let place: Workplace
    package let folder: String

    /// A run of 10 images a step and 0.1 kimg, with classes from head to tail.
    package init(
        _ place: Workplace, _ name: String = "mine", classes: [String] = ["cat", "dog"],
        seed: Int = 1, recipe: String = "train: {kimg: 0.1, batch: 10}"
    ) throws {
        (self.place, folder) = (place, place.path(name))
        for part in ["", "/samples", "/evaluation"] {
            try FileManager.default.createDirectory(atPath: folder + part, withIntermediateDirectories: true)
        }
        let data: [String: Any] = [
            "channels": 3, "height": 8, "width": 8, "count": 10 * classes.count, "label_kind": "classes",
            "label_size": classes.count, "label_rows": [String](), "class_names": classes,
            "class_counts": classes.map { _ in 10 },
        ]
        let manifest: [String: Any] = [
            "format": 1, "recipe": "/home/somebody/mine.yaml", "overrides": ["seed=\(seed)"], "seed": seed,
            "processor": "a processor", "threads": 2, "plugins": [String](), "data": data,
        ]
        try write("run.json", String(decoding: JSONSerialization.data(withJSONObject: manifest), as: UTF8.self))
        try write("resolved.yaml", SmallRecipe.text(recipe, "seed: \(seed)"))
    }

    package func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

    /// Lines of metrics, one for each step.
    package func writeMetrics(steps: Int, _ figures: (Int) -> [String: Double]) throws {
        let lines = try (1...steps).map { step in
            let values = figures(step).merging(["step": Double(step), "kimg": Double(step) / 100]) { $1 }
            return String(
                decoding: try JSONSerialization.data(withJSONObject: values, options: .sortedKeys), as: UTF8.self)
        }
        try write("metrics.jsonl", lines.joined(separator: "\n") + "\n")
    }

    /// A sheet of noise, which a PNG file cannot make smaller.
    /// - Returns: its bytes.
    @discardableResult package func writeSheet(step: Int, side: Int = 16) throws -> Data {
        var state = UInt64(step + 1)
        let pixels = (0..<side * side * 3).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let number = String(repeating: "0", count: 6 - "\(step)".count) + "\(step)"
        let image = RasterImage(width: side, height: side, channels: 3, pixels: pixels)
        let bytes = Data(try ImageCodec.encodePNG(image))
        try bytes.write(to: URL(fileURLWithPath: "\(folder)/samples/fakes-\(number).png"))
        return bytes
    }

    /// An evaluation with a score, a table and a matrix of the classes.
    /// - Parameter confused: the numbers beside the diagonal of the matrix.
    package func writeEvaluation(
        _ score: Double, step: Int = 10, classes: [(name: String, value: Double)], confused: Double = 0.25,
        samples: Int = 100
    ) throws {
        let table: [String: Any] = [
            "name": "intra_fd", "title": "FD of each class", "better": "lower",
            "rows": classes.enumerated().map { index, own -> [String: Any] in
                ["name": own.name, "training_images": 100 - index, "value": own.value, "fakes": 50]
            },
        ]
        let shares = classes.indices.map { row in classes.indices.map { $0 == row ? 0.75 : confused } }
        let metric: [String: Any] = [
            "type": "fd", "settings": [String: String](), "scores": [["name": "fd", "better": "lower"]],
        ]
        let matrix: [String: Any] = [
            "name": "confusion", "title": "rows by columns", "classes": classes.map(\.name), "values": shares,
        ]
        let report: [String: Any] = [
            "format": 2, "scores": ["fd": score, "fd_deviation": 0.5], "caveats": ["a caveat"], "metrics": [metric],
            "class_scores": [table], "class_matrices": [matrix], "protocol": Self.measuredBy(step, samples),
        ]
        let text = String(decoding: try JSONSerialization.data(withJSONObject: report), as: UTF8.self)
        try write("evaluation/0000\(step)-net.json", text)
    }

    private static func measuredBy(_ step: Int, _ count: Int) -> [String: Any] {
        let preparation: [String: Any] = [
            "side": 32, "resizer": "clean_lanczos", "clips": true, "centers": [1], "scales": [1],
        ]
        let network: [String: Any] = ["name": "net", "weights": "w", "dimensions": 128, "preparation": preparation]
        let reference: [String: Any] = ["name": "/home/somebody/images", "count": 5]
        let samples: [String: Any] = ["name": "mine · 0.1 kimg", "count": count, "step": step]
        return ["network": network, "reference": reference, "samples": samples, "quantizer": "q", "program": "p"]
    }
}
