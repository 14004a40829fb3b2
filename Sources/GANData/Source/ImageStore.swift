import GANCore
import Synchronization

/// The requested images: from memory, else from the cache on disk, else decoded.
final class ImageStore: Sendable {
    private let wanted: ImageRequest
    private let decoder: ImageDecoder
    private let memory: ImageMemory
    private let state: Mutex<State>

    private struct State {
        var key: ContentHash?
        var disk: ImageDisk?
        /// The result of preparation: set after every image was decoded or found on disk.
        var findings: PreparationFindings?
    }

    init(_ wanted: ImageRequest, _ fitting: ImageFitting, key: ContentHash? = nil, disk: ImageDisk? = nil) {
        self.wanted = wanted
        decoder = ImageDecoder(reader: wanted.reader, positions: wanted.positions, fitting: fitting)
        memory = ImageMemory(slots: wanted.positions.count, byteLimit: wanted.byteLimit)
        state = Mutex(State(key: key, disk: disk))
    }

    var form: ImageForm { decoder.form }

    /// Notes for the user, one line each.
    var notes: [String] { state.withLock { $0.disk }?.notes ?? [] }

    /// [channels, height, width].
    /// - Throws: `DataError`.
    func image(at index: Int) throws -> [UInt8] {
        if let known = memory[index] { return known }
        let image = try state.withLock { $0.disk }?.image(at: index) ?? decoder.image(at: index)
        memory.store(image, at: index)
        return image
    }

    /// The file of an image, for people.
    func place(of index: Int) -> String { decoder.place(of: index) }

    /// The error of an image, with its file's name.
    func error(_ damage: ImageDamage) -> DataError { decoder.error(damage) }

    /// See `ImageRequest.key`.
    func key(_ report: PreparationReport) throws -> ContentHash {
        if let known = state.withLock({ $0.key }) { return known }
        let key = try wanted.key(report)
        state.withLock { $0.key = key }
        return key
    }
}

// MARK: - Preparing

extension ImageStore {
    /// Whether damaged images are counted, or the first one is an error.
    enum Strictness { case stops, counts }

    /// Decodes all images that are not on disk, once, and caches them if possible.
    /// - Throws: `DataError`, also for an image that does not fit the others; errors of `report`.
    @discardableResult
    func prepare(_ strictness: Strictness, _ report: PreparationReport) throws -> PreparationFindings {
        if let known = state.withLock({ $0.findings }) { return known }
        guard wanted.areEncoded else {
            try wanted.reader.load()
            return PreparationFindings()
        }
        let findings: PreparationFindings
        if let disk = try openDisk(report) {
            findings = try disk.filled(with: form) { writer in
                let findings = try decodeAll(strictness, report, writer)
                try checkUnchanged()
                return findings
            }
        } else {
            findings = try decodeAll(strictness, report, nil)
        }
        if let first = findings.damage.first, strictness == .stops { throw decoder.error(first) }
        state.withLock { $0.findings = findings }
        return findings
    }

    /// The properties of the stored images. Decodes all images that have not been decoded.
    /// - Throws: see `prepare(.stops)`.
    func storedFacts() throws -> StoredFacts { try prepare(.stops) { _ in }.stored }

    /// The properties of the stored images if they are known: after `prepare`, or if all images have one form.
    private var knownStoredFacts: StoredFacts? {
        if let findings = state.withLock({ $0.findings }) { return findings.stored }
        guard !wanted.areEncoded, !wanted.positions.isEmpty else { return nil }
        return (try? decoder.stored(at: Int(wanted.positions[0]))).map { StoredFacts($0) }
    }

    /// The decoded images must be the hashed ones. Files whose status has not changed are not read again.
    private func checkUnchanged() throws {
        guard try wanted.key({ _ in }) != key({ _ in }) else { return }
        throw DataError(
            wanted.reader.root ?? "", "an image changed while the images were read",
            fix: "run the command again when no program changes the images")
    }

    /// The processing of the stored images, if known.
    var storedImages: StoredImages? { knownStoredFacts.flatMap { decoder.fitting.storedImages($0) } }

    private func openDisk(_ report: PreparationReport) throws -> ImageDisk? {
        guard wanted.usesDisk else { return nil }
        if let open = state.withLock({ $0.disk }) { return open }
        let disk = wanted.disk(try key(report))
        state.withLock { $0.disk = disk }
        return disk
    }

    private func decodeAll(
        _ strictness: Strictness, _ report: PreparationReport, _ writer: ImageFileWriter?
    ) throws -> PreparationFindings {
        var findings = PreparationFindings()
        try decoder.forEachBlock(report) { start, outcomes in
            for (offset, outcome) in outcomes.enumerated() {
                switch outcome {
                case .image(let pixels, let stored):
                    findings.stored.add(stored)
                    memory.store(pixels, at: start + offset)
                    writer?.append(pixels)
                case .damaged(let found):
                    if strictness == .stops { throw decoder.error(found) }
                    findings.damage.append(found)
                    writer?.append([UInt8](repeating: 0, count: form.size))
                case .unfit(let error): throw error
                }
            }
        }
        return findings
    }
}

/// The result of decoding all images.
struct PreparationFindings: Sendable {
    /// The damaged images in their order.
    var damage: [ImageDamage] = []
    /// The properties of the other images.
    var stored = StoredFacts()
}
