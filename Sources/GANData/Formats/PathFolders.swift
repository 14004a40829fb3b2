import GANCore

/// The folders that images of an archive lie in, counted from the folder that holds all of them.
struct PathFolders {
    /// Of each image; nothing where it lies beside the folders.
    let byImage: [String?]
    /// Images that lie beside the folders.
    let loose: [String]
    /// The folder that holds all of them, folder by folder from the outermost.
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

    /// Those of other folders that lie beside the images' own, by their names.
    func siblings(among folders: [String]) -> [String] {
        folders.map { $0.split(separator: "/") }.filter { $0.dropLast() == root[...] }.compactMap {
            $0.last.map(String.init)
        }
    }

    /// `00012/img00012345.png`: those folders hold a thousand images each, of any class.
    private static func isOfStyleGAN(_ image: String) -> Bool {
        let parts = image.split(separator: "/").suffix(2)
        guard parts.count == 2, let folder = parts.first, let file = parts.last else { return false }
        return folder.count == 5 && folder.allSatisfy(\.isNumber) && file.hasPrefix("img")
            && file.dropFirst(3).prefix(8).allSatisfy(\.isNumber)
    }

    /// How to have the folders as classes, where they could be some.
    var hint: [DataNote] {
        let classes = ClassFolders(names)
        let names = classes.names
        guard names.count > 1, loose.isEmpty, !isOfStyleGAN else { return [] }
        guard classes.parts.isEmpty else {
            return [
                .warning(
                    "there is no dataset.json, so the images have no labels; \(classes.partsText);"
                        + " to train on one of them, pack it alone")
            ]
        }
        return [
            .warning(
                "there is no dataset.json, so the images have no labels; if its \(grouped(names.count)) folders are classes "
                    + "(\(listed(names, atMost: 5))), set labels: folders")
        ]
    }
}
