import GANCore
import GANData

extension FuzzedParser {
    static let dataSets = [
        FuzzedParser("dataset-json") { folder in
            let images = "\(folder)/images"
            try makeFolder("\(images)/0")
            for name in ["0/a.png", "b.png"] { try write(pixel, to: "\(images)/\(name)") }
            return reader(of: "\(images)/dataset.json", ImageArchive.Settings.self, ["path": images])
        },
        FuzzedParser("zip") { folder in
            reader(of: "\(folder)/a.zip", ImageArchive.Settings.self, ["path": "\(folder)/a.zip"])
        },
        FuzzedParser("list") { folder in
            try write(pixel, to: "\(folder)/a.png")
            return reader(of: "\(folder)/a.txt", ListFile.Settings.self, ["path": "\(folder)/a.txt"])
        },
        FuzzedParser("csv") { folder in
            reader(of: "\(folder)/a.csv", CSVDataset.Settings.self, ["path": "\(folder)/a.csv"])
        },
        FuzzedParser("idx") { folder in
            reader(of: "\(folder)/idx3", IDXDataset.Settings.self, ["path": "\(folder)/idx3"])
        },
        FuzzedParser("idx-labels") { folder in
            // Two images of one pixel.
            try write([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 10, 20], to: "\(folder)/idx3")
            let keys = ["path": "\(folder)/idx3", "label_path": "\(folder)/idx1"]
            return reader(of: "\(folder)/idx1", IDXDataset.Settings.self, keys)
        },
        FuzzedParser("cifar10") { folder in
            reader(of: "\(folder)/test_batch.bin", CIFAR10.Settings.self, ["path": folder, "split": "test"])
        },
        FuzzedParser("cifar100") { folder in
            reader(of: "\(folder)/test.bin", CIFAR100.Settings.self, ["path": folder, "split": "test"])
        },
    ]

    /// A graymap of one pixel.
    private static let pixel = Array("P5 1 1 255 x".utf8)

    /// - Parameters:
    ///   - file: the file that an input becomes.
    ///   - keys: of the data set in a recipe.
    private static func reader<Settings: ImageDatasetSettings>(
        of file: String, _ type: Settings.Type, _ keys: [String: String]
    ) -> Parse {
        let entries = keys.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: .scalar($0.value)) }
        let problems = ProblemCollector()
        let settings = Settings.read(
            entries, SettingReader(RecipeNode(.map(entries)), path: "data", catalog: .linked, problems: problems))
        precondition(problems.count == 0, "the keys of a data set")
        return { input in
            try write(input, to: file)
            let collection = try settings.labeledCollection()
            try ImageCodec.$mostPixels.withValue(mostPixels) {
                let count = collection.labels.count
                for index in Set([0, 1, count - 1]) where (0..<count).contains(index) {
                    _ = try collection.reader.image(at: index)
                }
            }
        }
    }
}

/// Fewer than the program reads: an image of a hundred million pixels takes a second, and its header a few bytes.
let mostPixels = 1 << 18
