import GANModule

/// The properties of a file when it was hashed.
struct HashedFile {
    private let size: UInt64
    private let modified: UInt64
    private let changed: UInt64
    let hash: ContentHash

    init(_ status: FileStatus, _ hash: ContentHash) {
        (size, self.hash) = (UInt64(status.size), hash)
        modified = UInt64(bitPattern: Int64(status.modified))
        changed = UInt64(bitPattern: Int64(status.changed))
    }

    func matches(_ status: FileStatus) -> Bool {
        let now = HashedFile(status, hash)
        return (size, modified, changed) == (now.size, now.modified, now.changed)
    }
}

// MARK: - Many in a file

extension HashedFile {
    /// "GANZOOF1"
    private static let magic: UInt64 = 0x3146_4f4f_5a4e_4147
    private static let wordsPerFile = 6

    private init(_ words: ArraySlice<UInt64>) {
        let words = Array(words)
        (size, modified, changed) = (words[0], words[1], words[2])
        hash = ContentHash(low: words[3], high: words[4])
    }

    static func words(of files: [UInt64: HashedFile]) -> [UInt64] {
        var words = [magic]
        words.reserveCapacity(2 + wordsPerFile * files.count)
        for (id, file) in files {
            words += [id, file.size, file.modified, file.changed, file.hash.low, file.hash.high]
        }
        return words + [ContentHash.checksum(words)]
    }

    /// The entries of a cache file; nil if the file is missing, not ours, of another format or damaged.
    static func read(_ path: String) -> [UInt64: HashedFile]? {
        guard let (file, size) = CacheFolder.open(path), size <= FileBytes.largestSize,
            var words = try? file.read(size / 8, at: 0, as: UInt64.self),
            let checksum = words.popLast(), words.first == magic, ContentHash.checksum(words) == checksum,
            words.count % wordsPerFile == 1
        else { return nil }
        var files: [UInt64: HashedFile] = [:]
        files.reserveCapacity(words.count / wordsPerFile)
        for start in stride(from: 1, to: words.count, by: wordsPerFile) {
            files[words[start]] = HashedFile(words[(start + 1)..<(start + wordsPerFile)])
        }
        return files
    }
}
