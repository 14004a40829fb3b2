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

    func ganzoo(_ arguments: String...) throws -> Program { try ganzoo(arguments) }

    func ganzoo(_ arguments: [String]) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["GANZOO_FEATURES": folder, "GANZOO_CACHE": path("cache")])
    }
}

/// The recipes of this project.
enum Recipes {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes").path
    static let tiny = "\(folder)/debug/tiny.yaml"
}
