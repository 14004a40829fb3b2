import Foundation
import GANTestSupport
import Testing

/// `--json`: standard output holds one object, and it says what the text says.
@Suite struct ReportTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func ganzoo(_ words: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, words, in: place.folder)
    }

    /// The whole of standard output as one object.
    private func object(_ program: Program) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any])
    }

    private static let recipe = SmallRecipe.text(
        data: "per_class: 20, long_tail: null", "regularizers: {r1: {weight: 0.1, every: 4}}",
        "train: {kimg: 0.032, batch: 4}")

    @Test func recipeCheck() throws {
        try place.write("a.yaml", Self.recipe)
        let (text, program) = (
            try ganzoo("recipe", "check", "a.yaml"),
            try ganzoo("recipe", "check", "a.yaml", "--measure", "--json")
        )
        #expect(program.status == 0 && program.errors.isEmpty)
        let report = try object(program)
        #expect(report["format"] as? Int == 1 && report["command"] as? String == "recipe check")
        let composition = try #require(report["composition"] as? [String: Any])
        let generator = try #require(composition["generator"] as? [String: Any])
        let parameters = try #require(generator["parameters"] as? Int)
        let written = text.output.firstMatch(of: /generator      (\w+): ([\d,]+) parameters/)
        #expect(written.map { $0.2.replacing(",", with: "") } == "\(parameters)")
        #expect(written.map { String($0.1) } == generator["type"] as? String)
        let data = try #require(composition["data"] as? [String: Any])
        #expect(data["images"] as? Int == 200 && data["label_kind"] as? String == "classes")
        #expect(composition["steps"] as? Int == 8 && composition["images_per_step"] as? Int == 4)
        let regularizers = try #require(composition["regularizers"] as? [[String: Any]])
        #expect(regularizers.map { $0["weight"] as? Double } == [0.1])
        let measurement = try #require(report["measurement"] as? [String: Any])
        #expect(measurement["images_per_second"] is Double)
        let memory = try #require(report["memory"] as? [String: Any])
        let (counted, peak) = (
            try #require(memory["step_bytes"] as? Int), try #require(measurement["peak_bytes"] as? Int)
        )
        #expect(memory["is_whole_step"] as? Bool == true && counted > 0 && counted < peak)
        #expect(try #require(memory["limit_bytes"] as? Int) > peak)
    }

    /// A recipe that is wrong leaves standard output empty.
    @Test func aWrongRecipeLeavesTheOutputEmpty() throws {
        try place.write("a.yaml", Self.recipe.replacing("per_class", with: "per_clas"))
        for command in ["check", "show"] {
            let program = try ganzoo("recipe", command, "a.yaml", "--json")
            #expect(program.status == 2 && program.output.isEmpty)
            #expect(program.errors.contains("unknown key `per_clas` in `data`"))
        }
    }

    /// The recipe in JSON is the recipe that the text shows, with numbers as numbers.
    @Test func recipeShow() throws {
        try place.write("a.yaml", Self.recipe)
        let report = try object(try ganzoo("recipe", "show", "a.yaml", "--json"))
        let recipe = try #require(report["recipe"] as? [String: Any])
        let (data, train) = (recipe["data"] as? [String: Any], recipe["train"] as? [String: Any])
        #expect(data?["type"] as? String == "shapes" && data?["per_class"] as? Int == 20)
        #expect(data?["long_tail"] is NSNull && train?["kimg"] as? Double == 0.032)
        #expect(report["composition"] is [String: Any])
        let refused = try ganzoo("recipe", "show", "a.yaml", "--json", "--origins")
        #expect(refused.status == 2 && refused.errors.contains("--origins writes comments"))
    }

    @Test func whatCannotBeComposedIsShown() throws {
        try place.write("a.yaml", Self.recipe.replacing("per_class: 20", with: "per_class: 20, classes: [99]"))
        let program = try ganzoo("recipe", "show", "a.yaml", "--json")
        let report = try object(program)
        #expect(report["not_composed"] is String && report["composition"] == nil)
    }

    /// Three images, one of them damaged: the report is complete, and the status is that of the text.
    @Test func dataCheck() throws {
        let image = Data("P6\n8 8\n255\n".utf8) + Data(repeating: 9, count: 192)
        for (name, bytes) in [("cat/1.ppm", image), ("cat/2.ppm", image), ("dog/3.ppm", image.prefix(40))] {
            let path = place.folder.appending(path: "images/\(name)")
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: path)
        }
        let (text, program) = (try ganzoo("data", "check", "images"), try ganzoo("data", "check", "images", "--json"))
        #expect(text.status == 1 && program.status == 1)
        #expect(program.errors == text.errors)
        let report = try object(program)
        #expect(report["command"] as? String == "data check" && report["images"] as? Int == 3)
        #expect(report["readable_images"] as? Int == 2)
        #expect(text.output.contains("images    3, 2 of them readable"))
        let damage = try #require(report["damage"] as? [[String: Any]])
        #expect((damage.first?["place"] as? String)?.contains("dog/3.ppm") == true)
        let copies = try #require(report["copies"] as? [[String: Any]])
        #expect((copies.first?["places"] as? [String])?.count == 2)
        let labels = try #require(report["labels"] as? [String: Any])
        let classes = try #require(labels["classes"] as? [[String: Any]])
        #expect(classes.first?["name"] as? String == "cat" && classes.first?["images"] as? Int == 2)
    }

    @Test func componentList() throws {
        let (text, report) = (
            try ganzoo("component", "list", "loss"), try object(try ganzoo("component", "list", "loss", "--json"))
        )
        let components = try #require(report["components"] as? [[String: Any]])
        let names = components.compactMap { $0["name"] as? String }
        let written = text.output.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first }
        #expect(names == written.map(String.init) && names.contains("hinge"))
        #expect(components.allSatisfy { $0["role"] as? String == "loss" && $0["summary"] is String })
    }

    @Test func componentShow() throws {
        let report = try object(try ganzoo("component", "show", "regularizer", "logit_drift", "--json"))
        let settings = try #require(report["settings"] as? [[String: Any]])
        #expect(settings.map { $0["name"] as? String } == ["includes_fakes", "class_weights"])
        #expect(settings[0]["type"] as? String == "boolean" && settings[0]["default_value"] as? Bool == false)
        let shared = try #require(report["keys_of_role"] as? [[String: Any]])
        let weight = try #require(shared.first { $0["name"] as? String == "weight" })
        #expect(weight["minimum"] as? Double == 0 && weight["is_required"] as? Bool == false)
        let until = try #require(shared.first { $0["name"] as? String == "until" })
        #expect(until["is_nullable"] as? Bool == true && until["type"] as? String == "integer")
    }

    @Test func doctor() throws {
        let (text, program) = (try ganzoo("doctor"), try ganzoo("doctor", "--json"))
        #expect(program.status == 0 && text.status == 0)
        let report = try object(program)
        let tests = try #require(report["tests"] as? [[String: Any]])
        #expect(tests.count == 4 && tests.allSatisfy { $0["passed"] as? Bool == true })
        let system = try #require(report["system"] as? [String: Any])
        #expect(text.output.contains("\(try #require(system["processors"] as? Int)) available\n"))
        let openblas = try #require(system["openblas"] as? [String: Any])
        #expect(text.output.contains("kernels for \(try #require(openblas["kernels"] as? String))\n"))
        let images = try #require(system["image_formats"] as? [[String: Any]])
        #expect(
            images.map { $0["library"] as? String } == ["libwebp", "libtiff", "libheif", "Little CMS", "libwebpmux"])
        #expect(images.allSatisfy { ($0["version"] != nil) || ($0["missing"] != nil) })
        #expect(text.output.contains("\n  HEIC and AVIF             "))
        #expect(
            text.output.contains("\n  color profiles            ")
                && text.output.contains("\n  animated WebP             "))
        let ffmpeg = system["ffmpeg"] as? String
        #expect(
            text.output.contains("\n  MP4                       \(ffmpeg ?? "not written: install Debian's ffmpeg")\n"))
    }
}
