import Foundation
import GANTestSupport
import Testing

/// `--threads`, in processes of their own: the limit is one of a process.
@Suite struct ThreadsTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private struct Manifest: Decodable {
        let threads: Int
    }

    /// The number of threads that a run wrote down.
    private func train(_ run: String, _ options: String...) throws -> Int {
        let path = try place.write("recipe.yaml", SmallRecipe.text("train: {kimg: 0.016, batch: 4}"))
        let trained = try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["train", path, "--run", place.path(run)] + options)
        #expect(trained.status == 0, "\(trained.errors)")
        let manifest = try Data(contentsOf: place.folder.appending(path: "\(run)/run.json"))
        return try JSONDecoder().decode(Manifest.self, from: manifest).threads
    }

    /// More than there are processors are not made.
    @Test func theNumberIsWrittenAndChangesNothing() throws {
        let all = try train("all")
        #expect(try train("many", "--threads", "1000") == all)
        #expect(try train("one", "--threads", "1") == 1)
        #expect(try weights(of: "one") == weights(of: "all"))
    }

    /// The file of the newest checkpoint's weights.
    private func weights(of run: String) throws -> Data {
        let found = FileManager.default.enumerator(atPath: place.path(run))?.compactMap { $0 as? String } ?? []
        let newest = try #require(found.filter { $0.hasSuffix("weights.safetensors") }.max())
        return try Data(contentsOf: place.folder.appending(path: "\(run)/\(newest)"))
    }

    @Test(arguments: [
        ["train", "recipe.yaml"], ["evaluate", "--run", "run"], ["generate", "sheet", "--run", "run"],
        ["recipe", "check", "recipe.yaml"], ["recipe", "show", "recipe.yaml"], ["doctor"], ["features", "train"],
        ["features", "score", "a", "b"],
    ]) func aNumberBelowOneIsRefused(_ words: [String]) throws {
        let refused = try Program.run(
            Program.products.appending(path: "ganzoo").path, words + ["--threads", "0"], in: place.folder)
        #expect(refused.status != 0)
        #expect(refused.errors.contains("--threads 0 is not above 0"), "\(refused.errors)")
    }
}
