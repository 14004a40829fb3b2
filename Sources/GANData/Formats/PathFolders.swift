import GANCore

/// The folders of an archive's images, relative to the folder that contains all of them.
struct PathFolders {
    /// The folder of each image; nil if the image is not in a subfolder.
    let byImage: [String?]
    /// Images that are not in a subfolder.
    let loose: [String]
    /// The folder that contains all images, as path components from the outermost.
    private let root: [Substring]
    private let isOfStyleGAN: Bool

    init(_ images: [String]) {
        var folders = images.map { $0.split(separator: "/").dropLast() }
        var root: [Substring] = []
        while let first = folders.first?.first, folders.allSatisfy({ $0.first == first && $0.count > 1 }) {
            folders = folders.map { $0.dropFirst() }
            root.append(first)
        }
        self.root = root
        byImage = folders.map { $0.first.map(String.init) }
        loose = zip(images, byImage).filter { $0.1 == nil }.map(\.0)
        isOfStyleGAN = images.allSatisfy(Self.isOfStyleGAN)
    }

    var names: Set<String> { Set(byImage.compactMap(\.self)) }

    /// The names of those folders that lie beside the images' folders.
    func siblings(among folders: [String]) -> [String] {
        folders.map { $0.split(separator: "/") }.filter { $0.dropLast() == root[...] }.compactMap {
            $0.last.map(String.init)
        }
    }

    /// `00012/img00012345.png`: such a folder holds a thousand images of any class.
    private static func isOfStyleGAN(_ image: String) -> Bool {
        let parts = image.split(separator: "/").suffix(2)
        guard parts.count == 2, let folder = parts.first, let file = parts.last else { return false }
        return folder.count == 5 && folder.allSatisfy(\.isNumber) && file.hasPrefix("img")
            && file.dropFirst(3).prefix(8).allSatisfy(\.isNumber)
    }

    /// A hint how to use the folders as classes, if they could be classes.
    var hint: [DataNote] {
        let classes = ClassFolders(names)
        let names = classes.names
        guard names.count > 1, loose.isEmpty, !isOfStyleGAN else { return [] }
        guard classes.parts.isEmpty else {
            return [
                .warning(
                    "there is no dataset.json, so the images are unlabeled; \(classes.partsText);"
                        + " to train on one of them, pack only that folder")
            ]
        }
        return [
            .warning(
                "there is no dataset.json, so the images are unlabeled; if its \(counted(names.count, "folder")) \(names.count == 1 ? "is a class" : "are classes") "
                    + "(\(listed(names, atMost: 5))), set labels: folders")
        ]
    }
}
