import GANCore
import GANTrain

/// What a run trained on: data, program and machine.
struct ReportFacts {
    private let digest: RunDigest

    init(_ digest: RunDigest) { self.digest = digest }

    var markup: Markup {
        let manifest = digest.manifest
        let info = manifest.data.info
        let known: [(String, String?)] = [
            ("recipe", manifest.recipe.map { ReportRecipe.name($0) }), ("seed", manifest.seed.map(String.init)),
            ("training images", "\(grouped(info.count)) of \(info.sizeText)"),
            ("classes", info.labelKind == .classes ? grouped(info.labelSize) : nil),
            ("data", manifest.dataFingerprint), ("processor", manifest.processor), ("device", manifest.device),
            ("threads", manifest.threads.map(String.init)), ("program", manifest.program), ("commit", manifest.commit),
            ("plugins", manifest.plugins.isEmpty ? nil : listed(manifest.plugins.map(\.lastPathPart))),
        ]
        let facts = known.compactMap { term, text in text.map { (term: term, text: "\($0.onOneLine)" as Markup) } }
        return .facts(facts + times)
    }

    // MARK: Times

    private var times: [(term: String, text: Markup)] {
        let lines = try? LogLines(RunContents.read(digest.contents.paths.times)[...])
        let times = RunTimes((lines?.all ?? []).suffix(Self.lastLines))
        let found: [(term: String, text: String?)] = [
            ("training time", times.seconds.map(RunTimes.duration)),
            ("speed at the end", times.imagesPerSecond.map { "\(digits($0)) images per second" }),
            ("peak memory", times.peakMemory.map { "\(digits($0)) MB" }),
        ]
        return found.compactMap { term, text in text.map { (term: term, text: "\($0)") } }
    }

    /// Lines of checkpoints among them have no speed.
    private static let lastLines = 20
}
