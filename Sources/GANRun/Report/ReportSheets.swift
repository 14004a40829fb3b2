import Foundation
import GANCore
import GANData
import GANModule
import GANPictures
import GANTrain

/// A picture of a page.
struct ReportPicture {
    let png: [UInt8]
    let width: Int
    let height: Int
    /// What the file says of itself; nil if it says nothing, or something that does not fit. Its pixels are those of the file.
    let index: SheetIndex?

    /// Reads a PNG file of a run's folder, and shrinks it if it is larger than a page has room for.
    /// - Parameter limit: in bytes.
    /// - Throws: `UnreadableFile`.
    init(_ path: String, limit: Int) throws(UnreadableFile) {
        let bytes = try RunContents.read(path)
        guard bytes.starts(with: Self.signature), var image = RasterImage(picture: bytes) else {
            throw UnreadableFile(reason: "it is no PNG image")
        }
        index = SheetIndex(png: bytes).flatMap { [image] index in
            index.width == image.width && index.height == image.height ? index : nil
        }
        var png = bytes
        while png.count > limit, image.width > Self.leastWidth {
            let share = (Double(limit) / Double(png.count)).squareRoot() * 0.95
            image = image.shrunk(toWidth: max(Self.leastWidth, Int(Double(image.width) * min(share, 0.95))))
            do { png = try image.png() } catch { throw UnreadableFile(reason: "\(error)") }
        }
        (self.png, width, height) = (png, image.width, image.height)
    }

    /// The first bytes of every PNG file.
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let leastWidth = 64

    /// The picture as an address that has all of it.
    var address: String { "data:image/png;base64,\(Data(png).base64EncodedString())" }

    /// An image element.
    /// - Parameters:
    ///   - text: says what the picture shows.
    ///   - id: of the element; empty for none.
    func element(_ text: String, id: String = "") -> Markup {
        """
        <img class="sheet"\(.named(id)) width="\(width)" height="\(height)" alt="\(text)" src="\(Markup(trusted: address))">
        """
    }
}

/// The pictures of a run's folder, as far as a page has room for them.
struct ReportSheets {
    /// Sheets of generated images that were chosen, ascending by step.
    let fakes: [(step: Int, picture: ReportPicture)]
    /// Number of sheets that the run has.
    let count: Int
    /// The sheet of training images; nil if there is none.
    let reals: ReportPicture?
    /// The newest sheet of generated images beside their nearest training images, with its file's name; nil if there is none.
    let nearest: (file: String, picture: ReportPicture)?
    /// The newest sheet of walks along directions of W, with its file's name; nil if there is none.
    let walks: (file: String, picture: ReportPicture)?
    /// What is damaged.
    let problems: [PageWarning]

    /// - Parameters:
    ///   - budget: bytes of all sheets of generated images. They are chosen evenly over the training, with the first and the last.
    ///   - onlyNewest: whether the newest of them alone is read, and no other picture.
    init(_ contents: RunContents, budget: Int, onlyNewest: Bool = false) {
        let all = Self.steps(in: contents)
        let steps = onlyNewest ? Array(all.suffix(1)) : all
        let paths = steps.map { Self.path(ofStep: $0, in: contents) }
        let (chosen, limit) = Self.chosen(paths.map { (try? SystemFile.status(of: $0).size) ?? 0 }, budget)
        let generated = contents.paths.path(of: .generated)
        let made = onlyNewest ? [] : Self.names(in: generated)
        let folders = made.filter { (try? SystemFile.statusOfLink("\(generated)/\($0)").isFolder) ?? false }
        var problems: [PageWarning] = []
        func picture(_ path: String, _ limit: Int) -> ReportPicture? {
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            do throws(UnreadableFile) { return try ReportPicture(path, limit: limit) } catch {
                problems.append(PageWarning(contents.name(of: path), error))
                return nil
            }
        }
        fakes = chosen.compactMap { index in picture(paths[index], limit).map { (steps[index], $0) } }
        count = all.count
        reals = onlyNewest ? nil : picture(contents.paths.sheet("reals"), Self.largestOther)
        func other(_ file: String?) -> (String, ReportPicture)? {
            file.flatMap { file in picture("\(generated)/\(file)", Self.largestOther).map { (file, $0) } }
        }
        nearest = other(Self.newest("nearest", ".png", of: made))
        walks = other(Self.newest("directions", "", of: folders).map { "\($0)/walks.png" })
        self.problems = problems
    }

    private static let largestOther = 1_000_000
    private static let prefix = "fakes-"

    /// Of the sheets of generated images, ascending.
    static func steps(in contents: RunContents) -> [Int] {
        names(in: contents.paths.path(of: .samples)).compactMap(step).sorted()
    }

    /// The file of a sheet of generated images.
    static func path(ofStep step: Int, in contents: RunContents) -> String {
        contents.paths.sheet("\(prefix)\(numbered(step))")
    }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// - Returns: nil for a name that no run writes, such as a second one of a step: `fakes-1.png` beside `fakes-000001.png`.
    private static func step(_ name: String) -> Int? {
        let step = name.wholeMatch(of: /fakes-(\d+)\.png/).flatMap { Int($0.1) }
        return step.flatMap { name == "\(prefix)\(numbered($0)).png" ? $0 : nil }
    }

    /// Of `nearest.png`, `nearest-2.png`, … the one of the largest number.
    private static func newest(_ stem: String, _ ending: String, of names: [String]) -> String? {
        func number(_ name: String) -> Int? {
            guard name.hasPrefix(stem), name.hasSuffix(ending) else { return nil }
            let middle = name.dropFirst(stem.count).dropLast(ending.count)
            return middle.isEmpty ? 1 : middle.wholeMatch(of: /-(\d+)/).flatMap { Int($0.1) }
        }
        return names.filter { number($0) != nil }.max { (number($0) ?? 0) < (number($1) ?? 0) }
    }

    /// As many sheets as fit, evenly spaced. If only a few fit, a few are shrunk.
    /// - Parameter sizes: in bytes.
    /// - Returns: indices, and the bytes that each of them may have.
    static func chosen(_ sizes: [Int], _ budget: Int) -> (indices: [Int], limit: Int) {
        // They are added up, and a file with a hole can have any size.
        let sizes = sizes.map { min($0, budget + 1) }
        func spread(_ count: Int) -> [Int] {
            count < 2 ? Array(sizes.indices.suffix(count)) : (0..<count).map { $0 * (sizes.count - 1) / (count - 1) }
        }
        let few = min(fewSheets, sizes.count)
        for count in stride(from: min(sizes.count, mostSheets), through: max(few, 1), by: -1) {
            let indices = spread(count)
            if indices.reduce(0, { $0 + sizes[$1] }) <= budget { return (indices, budget) }
        }
        return (spread(few), budget / max(few, 1))
    }

    private static let fewSheets = 6
    private static let mostSheets = 200
}
