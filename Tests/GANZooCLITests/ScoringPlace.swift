import Foundation
import GANModule
import GANTestSupport
import ImageMetrics

/// A folder for the length of a test, with a classifier that has learned nothing, and a `ganzoo` that takes its features from it.
struct ScoringPlace {
    private let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        var writer = SafetensorsWriter()
        SmallClassifier.fashion(seed: 3).addState(to: &writer)
        try writer.write(to: path("fmnist.safetensors"))
    }

    var folder: String { workplace.folder.path }

    func path(_ name: String) -> String { workplace.path(name) }

    @discardableResult func write(_ name: String, _ text: String) throws -> String { try workplace.write(name, text) }

    /// Puts a network with the shapes of EfficientNet-Lite0, and small numbers for weights, among the features.
    func writeEfficientNet() throws {
        var writer = SafetensorsWriter()
        func add(_ name: String, _ shape: [Int]) {
            let count = shape.reduce(1, *)
            let values = (0..<count).map { index -> Float in
                let step = (index * 37 + 11) % 19 - 9
                return 0.1 + 0.05 * Float(step)
            }
            writer.add(name, shape: shape) { values }
        }
        func add(_ convolution: String, _ normalization: String, _ shape: [Int]) {
            add("\(convolution).weight", shape)
            for part in ["weight", "bias", "running_mean", "running_var"] {
                writer.add("\(normalization).\(part)", shape: [shape[0]]) {
                    [Float](repeating: part == "running_mean" || part == "bias" ? 0 : 1, count: shape[0])
                }
            }
        }
        add("_conv_stem", "_bn0", [32, 3, 3, 3])
        var (number, inputs) = (0, 32)
        for (count, kernel, expansion, outputs) in [
            (1, 3, 1, 16), (2, 3, 6, 24), (2, 5, 6, 40), (3, 3, 6, 80), (3, 5, 6, 112), (4, 5, 6, 192), (1, 3, 6, 320),
        ] {
            for _ in 0..<count {
                let (name, inner) = ("_blocks.\(number)", inputs * expansion)
                if expansion > 1 { add("\(name)._expand_conv", "\(name)._bn0", [inner, inputs, 1, 1]) }
                add("\(name)._depthwise_conv", "\(name)._bn1", [inner, 1, kernel, kernel])
                add("\(name)._project_conv", "\(name)._bn2", [outputs, inner, 1, 1])
                (number, inputs) = (number + 1, outputs)
            }
        }
        add("_conv_head", "_bn1", [1280, 320, 1, 1])
        add("_fc.weight", [1000, 1280])
        add("_fc.bias", [1000])
        try writer.write(to: path("efficientnet_lite0.safetensors"))
    }

    func ganzoo(_ arguments: String...) throws -> Program { try ganzoo(arguments) }

    func ganzoo(_ arguments: [String]) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: [
                "GANZOO_FEATURES": folder, "GANZOO_CACHE": path("cache"), "XDG_DATA_HOME": path("data"),
            ])
    }
}

/// The recipes of this project.
enum Recipes {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes").path
    static let tiny = "\(folder)/debug/tiny.yaml"
}
