import ArgumentParser
import GANRun

/// Vectors of W in place of labels and seeds.
struct LatentsOption: ParsableArguments {
    @Option(
        name: .customLong("latents"),
        help: "A file with vectors of W, as `ganzoo project` writes it; instead of labels and seeds.",
        completion: .file())
    var path: String?

    /// - Parameters:
    ///   - draws: whether options were given that choose labels or seeds.
    ///   - truncates: whether options were given that truncate.
    /// - Throws: `ValidationError` if they would have no effect.
    func check(draws: Bool, truncates: Bool) throws {
        guard path != nil else { return }
        if draws {
            throw ValidationError("--latents has vectors of W, which no label and no seed determines; omit the others")
        }
        if truncates { throw ValidationError("vectors of --latents are not truncated; omit --truncation") }
    }

    /// Nil without a file.
    /// - Throws: `RunError` if the file cannot be read, or does not fit the generator.
    func read(for trained: TrainedGenerator) throws -> LatentsFile? {
        try path.map { try LatentsFile($0, for: trained) }
    }
}
