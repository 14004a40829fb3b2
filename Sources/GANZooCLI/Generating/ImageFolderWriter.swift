import Foundation
import GANCore
import GANData
import GANModule
import GANPictures
import GANRun

/// Writes images into a folder for each label, and the label numbers into dataset.json.
struct ImageFolderWriter {
    private let folder: String
    private let rows: [LabelRow]
    private let labels: LabelChoice
    private let names: [String]

    init(_ folder: String, _ rows: [LabelRow], _ labels: LabelChoice) {
        (self.folder, self.rows, self.labels) = (folder, rows, labels)
        names = Self.folderNames(rows, digits: String(max(rows.map(\.index).max() ?? 0, 1)).count)
    }

    /// Returns after all files are on the disk.
    /// - Throws: `CommandFailure` if a file cannot be written.
    func write(_ seeds: [Int], _ session: PictureSession) throws {
        var progress = Countdown(rows.count * seeds.count)
        try write { row, keep in
            for start in stride(from: 0, to: seeds.count, by: PictureSession.chunk) {
                let chunk = seeds[start..<min(start + PictureSession.chunk, seeds.count)]
                let images = try session.sampler.images(chunk.map { Draw(seed: $0, row) })
                for (seed, image) in zip(chunk, images) { try keep(seed, image) }
                progress.made(images.count)
            }
        }
    }

    /// As `write`, with guided images.
    /// - Returns: the images of each label.
    func write(_ seeds: [Int], _ guided: GuidedGeneration) throws -> [GuidedGeneration.Made] {
        var (progress, all) = (Countdown(rows.count * seeds.count), [GuidedGeneration.Made]())
        try write { row, keep in
            let made = try guided.make(row, seeds: seeds) { _ in }
            for (seed, image) in zip(made.seeds, made.images) { try keep(seed, image) }
            progress.made(seeds.count)
            all.append(made)
        }
        return all
    }

    /// - Parameter make: calls its second argument with each image of a label.
    private func write(_ make: (LabelRow, (Int, RasterImage) throws -> Void) throws -> Void) throws {
        var entries: [String] = []
        for (row, name) in zip(rows, names) {
            if labels.isLabeled { try makeFolder(name) }
            try make(row) { seed, image in
                let file = (labels.isLabeled ? "\(name)/" : "") + "seed\(numbered(seed)).png"
                try write(Data(try image.png()), file)
                entries.append("[\(try Self.quoted(file)), \(labels.text(of: row))]")
            }
        }
        if labels.isLabeled {
            let names = try labels.componentNames.map(Self.quoted).joined(separator: ", ")
            let start = names.isEmpty ? "{" : "{\"class_names\": [\(names)],\n"
            try write(Data("\(start)\"labels\": [\n\(entries.joined(separator: ",\n"))\n]}\n".utf8), "dataset.json")
        }
        SystemFile.synchronizeEverything()
    }

    private func makeFolder(_ name: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
        } catch { throw CommandFailure.failed("cannot make the folder \(name): \(error.systemReason)") }
    }

    private func write(_ content: Data, _ name: String) throws {
        do { try content.write(to: URL(fileURLWithPath: "\(folder)/\(name)")) } catch {
            throw CommandFailure.failed("cannot write \(name): \(error.systemReason)")
        }
    }

    // MARK: Names

    /// The labels' names, changed so that they are valid and unique folder names.
    static func folderNames(_ rows: [LabelRow], digits: Int) -> [String] {
        var taken: Set<String> = []
        return rows.map { row in
            let isNumber = row.name == "\(row.index)"
            // Padded with zeros, so that folders sort in the order of the classes.
            let name = isNumber || row.name.isEmpty ? padded(row.index, digits) : folderName(row.name)
            let free = ([name] + (0...rows.count).lazy.map { "\(name)-\(row.index)" + ($0 == 0 ? "" : "-\($0)") })
                .first { !taken.contains($0) }
            taken.insert(free ?? name)
            return free ?? name
        }
    }

    /// `T-shirt/top` becomes `T-shirt_top`. A name that begins with `.` gets `_` before it.
    private static func folderName(_ name: String) -> String {
        let plain = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { scalar in
                    scalar == "/" || scalar.isControl ? "_" : scalar
                }))
        // A file name has at most 255 bytes.
        let short = String(decoding: plain.utf8.prefix(200), as: UTF8.self)
        return short.hasPrefix(".") ? "_" + short : short
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }

    /// The text as a JSON string.
    private static func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }
}
