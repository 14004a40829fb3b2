import GANCore
import GANModule

/// Writes a data set in the format of StyleGAN's `dataset_tool.py`: numbered PNG files in numbered folders, and labels
/// in `dataset.json`. The class names are our own addition, which other programs ignore.
package struct DataConversion {
    private let source: any SampleSource
    private let report: PreparationReport

    /// - Parameter report: receives the progress.
    package init(_ source: any SampleSource, _ report: @escaping PreparationReport) {
        (self.source, self.report) = (source, report)
    }

    /// Writes a zip file if the path ends in .zip, else a folder.
    /// - Throws: `DataError`, also if the path exists; then nothing is written. Errors of the source.
    package func write(to path: String) throws {
        if (try? SystemFile.status(of: path)) != nil {
            throw DataError(path, "it already exists", fix: "choose another path, or remove it")
        }
        if path.lowercased().hasSuffix(".zip") { try writeArchive(path) } else { try writeFolder(path) }
    }

    private var images: EncodedImages { EncodedImages(source, report) }

    /// dataset.json.
    private var labelFile: [UInt8] { Array(LabelFileText(source).text.utf8) }

    /// `00012/img00012345.png`.
    static func name(of index: Int) -> String {
        let digits = String(index)
        let number = String(repeating: "0", count: max(8 - digits.count, 0)) + digits
        return "\(number.prefix(5))/img\(number).png"
    }

    private func writeFolder(_ path: String) throws {
        let images = images
        do {
            try AtomicFolder.create(path) { partial in
                for index in 0..<source.info.count {
                    let name = Self.name(of: index)
                    if index % 1000 == 0 { try SystemFile.makeFolder(parent(of: "\(partial)/\(name)")) }
                    try SystemFile.creating("\(partial)/\(name)").write(try images.png(at: index))
                }
                try SystemFile.creating("\(partial)/dataset.json").write(labelFile)
                SystemFile.synchronizeEverything()
            }
        } catch let error as SystemError {
            throw DataError(writing: path, error)
        }
    }

    private func writeArchive(_ path: String) throws {
        let images = images
        let writer = try ZipWriter(path)
        for index in 0..<source.info.count {
            try writer.add(Self.name(of: index)) { try images.png(at: index) }
        }
        let labels = labelFile
        try writer.add("dataset.json") { labels }
        try writer.close()
    }
}
