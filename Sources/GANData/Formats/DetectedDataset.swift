import GANModule

/// Data that a path leads to, as a recipe would name them.
package struct DetectedDataset: Hashable, Sendable {
    /// The data set's type.
    package let type: String
    /// The keys and values of the data set in a recipe.
    package let keys: [String: String]

    private init(_ type: String, _ keys: [String: String]) { (self.type, self.keys) = (type, keys) }

    /// - Throws: `DataError` if there is nothing, or nothing that can be data.
    package init(at path: String) throws {
        let status: FileStatus
        do { status = try SystemFile.status(of: path) } catch { throw DataError(path, error) }
        self = status.isRegular ? try Self.file(path) : try Self.folder(path)
    }

    private static func folder(_ path: String) throws -> DetectedDataset {
        let listing = try FolderListing(path)
        let names = Set(listing.files + listing.folders)
        func holds(_ known: String...) -> Bool { !names.isDisjoint(with: known) }
        if holds("dataset.json") { return DetectedDataset("image_archive", ["path": path]) }
        if holds("data_batch_1.bin", "cifar-10-batches-bin") { return DetectedDataset("cifar10", ["path": path]) }
        if holds("fine_label_names.txt", "cifar-100-binary") { return DetectedDataset("cifar100", ["path": path]) }
        let train = names.sorted().first { $0.hasPrefix("train-images") && $0.contains("idx3") }
        if let train {
            // All data sets of the family have the same file names and sizes; the folder tells which one it is.
            // Other programs write `train-images.idx3-ubyte`, a name that the type `fashion_mnist` does not look for.
            let isNamed = train.hasPrefix("train-images-idx3-ubyte")
            let isFashion = path.split(separator: "/").last?.lowercased().contains("fashion") ?? false
            return isFashion && isNamed ? DetectedDataset("fashion_mnist", ["path": path]) : idx("\(path)/\(train)")
        }
        return DetectedDataset("image_folder", ["path": path])
    }

    private static func file(_ path: String) throws -> DetectedDataset {
        let start: [UInt8]
        do { start = try SystemFile.reading(path).read(4, at: 0, as: UInt8.self) } catch {
            throw DataError(path, error)
        }
        if start.starts(with: Array("PK".utf8)) { return DetectedDataset("image_archive", ["path": path]) }
        if start.starts(with: [0, 0, 8, 3]) || (Gzip.isCompressed(start) && path.contains("idx3")) { return idx(path) }
        let name = path.lowercased()
        if name.hasSuffix(".csv.gz") { return DetectedDataset("csv", ["path": path]) }
        if name.hasSuffix(".csv") { return DetectedDataset(try holdsPaths(path) ? "list_file" : "csv", ["path": path]) }
        if [".txt", ".tsv", ".lst"].contains(where: name.hasSuffix) {
            return DetectedDataset("list_file", ["path": path])
        }
        if name.hasSuffix("dataset.json") { return DetectedDataset("image_archive", ["path": parent(of: path)]) }
        throw DataError(
            path, "it is not a zip file, an IDX file of images, a .csv table or a .txt list",
            fix: "use one of these, a folder of images, or a recipe")
    }

    /// Whether the first lines of a table name images.
    private static func holdsPaths(_ path: String) throws -> Bool {
        let start: [UInt8]
        do { start = try SystemFile.reading(path).read(1 << 16, at: 0, as: UInt8.self) } catch {
            throw DataError(path, error)
        }
        return FileText(start).lines.prefix(4).contains { line in
            let text = String(decoding: line, as: UTF8.self)
            return FieldSeparator.allCases.contains { separator in
                separator.fields(of: text)?.contains { ImageNames.isImage($0) } ?? false
            }
        }
    }

    /// The labels of an image file, if they are next to it.
    private static func idx(_ path: String) -> DetectedDataset {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[slash...].replacing("images", with: "labels").replacing("idx3", with: "idx1")
        let labels = String(path[..<slash] + name)
        let hasLabels = (try? SystemFile.status(of: labels))?.isRegular == true && labels != path
        return DetectedDataset("idx", hasLabels ? ["path": path, "label_path": labels] : ["path": path])
    }
}
