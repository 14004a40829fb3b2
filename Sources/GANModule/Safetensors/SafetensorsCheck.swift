/// Checks a whole header before anything is built from it, with 24 bytes of memory per tensor: a damaged header
/// of the largest size that the format allows would otherwise become more than a gigabyte of names and shapes.
struct SafetensorsCheck {
    /// Maximum number of keys whose hashes are in memory: 16 MB. A header of 100 MB has fewer tensors than this,
    /// but up to ten million pairs of metadata, which are checked in several scans, a part in each.
    private let hashesPerScan: Int
    private let source: SafetensorsSource

    init(_ source: SafetensorsSource, hashesPerScan: Int = 1 << 21) {
        self.source = source
        self.hashesPerScan = hashesPerScan
    }

    func run() throws(SafetensorsDefect) {
        var scan = try Scan(source, share: 0, of: 1, limit: hashesPerScan, keepsRanges: true)
        scan.sort()
        try checkCoverage(scan.ranges)
        let shares = scan.keyCount / hashesPerScan + 1
        if shares == 1 { return try checkUnique(scan.hashes) }
        for share in 0..<shares { try checkKeys(share: share, of: shares) }
    }

    /// Checks the keys whose hashes leave the remainder `share`. Shares have equal sizes only on average: one that
    /// has more than twice its size is divided.
    private func checkKeys(share: Int, of shares: Int) throws(SafetensorsDefect) {
        var scan = try Scan(source, share: share, of: shares, limit: 2 * hashesPerScan, keepsRanges: false)
        scan.sort()
        try checkUnique(scan.hashes)
        if scan.keptAllHashes { return }
        try checkKeys(share: share, of: 2 * shares)
        try checkKeys(share: share + shares, of: 2 * shares)
    }
}

/// The data that one scan of the header collects.
private struct Scan {
    private(set) var keyCount = 0
    /// False if the share has more keys than the limit.
    private(set) var keptAllHashes = true
    private(set) var hashes: [Int] = []
    private(set) var ranges: [Range<Int>] = []

    init(
        _ source: SafetensorsSource, share: Int, of shares: Int, limit: Int, keepsRanges: Bool
    ) throws(SafetensorsDefect) {
        var header = source.header(keptBytes: SafetensorsLimit.quotedBytes + 4)
        while let item = try header.next() {
            keyCount += 1
            let hash = header.key.scopedHash(item)
            if UInt(bitPattern: hash) % UInt(shares) == UInt(share) {
                if hashes.count < limit { hashes.append(hash) } else { keptAllHashes = false }
            }
            if keepsRanges, case .entry(let entry) = item { ranges.append(entry.byteRange) }
        }
    }

    mutating func sort() {
        hashes.sort()
        ranges.sort(by: precedes)
    }
}

extension SafetensorsString {
    /// A tensor and a metadata entry may have the same key.
    fileprivate func scopedHash(_ item: SafetensorsHeader.Item) -> Int {
        if case .metadata = item { ~hash } else { hash }
    }
}

// MARK: - Keys

extension SafetensorsCheck {
    /// Keys with equal hashes count as equal: among two million different keys, 64 bits confuse a pair once in
    /// ten million files.
    private func checkUnique(_ hashes: [Int]) throws(SafetensorsDefect) {
        for (hash, next) in zip(hashes, hashes.dropFirst()) where hash == next {
            try reportSecond(hash)
        }
    }

    private func reportSecond(_ hash: Int) throws(SafetensorsDefect) {
        var header = source.header(keptBytes: SafetensorsLimit.quotedBytes + 4)
        var count = 0
        while let item = try header.next() {
            guard header.key.scopedHash(item) == hash else { continue }
            count += 1
            if count == 2 { throw .duplicateKey(at: header.key.offset, key: header.key.text) }
        }
    }
}

// MARK: - Data

extension SafetensorsCheck {
    /// The tensors must be adjacent, without gap or overlap, and fill the data exactly.
    private func checkCoverage(_ ranges: [Range<Int>]) throws(SafetensorsDefect) {
        var previous = 0..<0
        for range in ranges {
            if range.lowerBound > previous.upperBound {
                throw .gap(tensor: try name(of: range), range: range, coveredTo: previous.upperBound)
            }
            if range.lowerBound < previous.upperBound {
                let other = try name(of: previous)
                throw .overlap(
                    tensor: try name(of: range, skipping: other), range: range, other: other, otherRange: previous)
            }
            previous = range
        }
        guard previous.upperBound == source.dataCount else {
            throw .uncoveredTail(coveredTo: previous.upperBound, available: source.dataCount)
        }
    }

    /// The first tensor at `range`, except `skipped`.
    private func name(of range: Range<Int>, skipping skipped: String? = nil) throws(SafetensorsDefect) -> String {
        var header = source.header(keptBytes: SafetensorsLimit.quotedBytes + 4)
        while let item = try header.next() {
            if case .entry(let entry) = item, entry.byteRange == range, entry.name != skipped { return entry.name }
        }
        return ""
    }
}
