import Foundation
import GANCore
import GANTrain

/// What a run trained on: data, program and machine.
struct ReportFacts {
    private let digest: RunDigest

    init(_ digest: RunDigest) { self.digest = digest }

    var markup: Markup {
        let manifest = digest.manifest
        let info = manifest.data.info
        let size = "\(info.width) × \(info.height) pixels, \(counted(info.channels, "channel"))"
        let known: [(String, String?)] = [
            ("recipe", manifest.recipe.map { ReportRecipe.name($0) }), ("seed", manifest.seed.map(String.init)),
            ("training images", "\(grouped(info.count)) of \(size)"),
            ("classes", info.labelKind == .classes ? grouped(info.labelSize) : nil),
            ("data", manifest.dataFingerprint), ("processor", manifest.processor), ("device", manifest.device),
            ("threads", manifest.threads.map(String.init)), ("program", manifest.program), ("commit", manifest.commit),
            ("plugins", manifest.plugins.isEmpty ? nil : listed(manifest.plugins.map(\.lastPathPart))),
        ]
        let facts = known.compactMap { term, text in text.map { (term: term, text: "\($0.onOneLine)" as Markup) } }
        return .facts(facts + times)
    }

    // MARK: Times

    private struct Line: Decodable {
        let seconds: Double?
        let imagesPerSecond: Double?
        let peakMemory: Double?

        private enum CodingKeys: String, CodingKey {
            case seconds
            case imagesPerSecond = "images_per_second"
            case peakMemory = "peak_memory_mb"
        }
    }

    /// The last numbers of times.jsonl. A missing or damaged file loses them and nothing else.
    private var times: [(term: String, text: Markup)] {
        let found = try? LogLines(RunContents.read(digest.contents.paths.times)[...])
        let lines = (found?.all ?? []).suffix(Self.lastLines).compactMap {
            try? JSONDecoder().decode(Line.self, from: Data($0))
        }
        func last(_ value: (Line) -> Double?, _ text: (Double) -> String) -> Markup? {
            lines.compactMap(value).last.flatMap { $0.isFinite && (0...1e12).contains($0) ? "\(text($0))" : nil }
        }
        let facts: [(term: String, text: Markup?)] = [
            ("training time", last(\.seconds, Self.duration)),
            ("speed at the end", last(\.imagesPerSecond) { "\(digits($0)) images per second" }),
            ("peak memory", last(\.peakMemory) { "\(digits($0)) MB" }),
        ]
        return facts.compactMap { term, text in text.map { (term: term, text: $0) } }
    }

    /// Lines of checkpoints among them have no speed.
    private static let lastLines = 20

    private static func duration(_ seconds: Double) -> String {
        let minutes = Int((seconds / 60).rounded())
        if minutes == 0 { return "\(digits(seconds)) seconds" }
        return minutes < 60 ? counted(minutes, "minute") : "\(grouped(minutes / 60)) h \(minutes % 60) min"
    }
}
