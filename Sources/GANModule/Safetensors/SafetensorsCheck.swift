/// Checks a whole header before anything is built from it, with 24 bytes of memory per tensor: a damaged header
/// of the largest size that the format allows would otherwise become more than a gigabyte of names and shapes.
struct SafetensorsCheck {
    private let source: SafetensorsSource

    init(_ source: SafetensorsSource) { self.source = source }

    func run() throws(SafetensorsDefect) {
        var header = source.header(keptBytes: SafetensorsLimit.quotedBytes + 4)
        var (hashes, ranges): ([Int], [Range<Int>]) = ([], [])
        while let item = try header.next() {
            hashes.append(header.key.scopedHash(item))
            if case .entry(let entry) = item { ranges.append(entry.byteRange) }
        }
        hashes.sort()
        ranges.sort(by: precedes)
        try checkCoverage(ranges)
        try checkUnique(hashes)
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
    /// Keys with equal hashes count as equal: among 272,144 different keys, the most that a header may have, 64 bits confuse a pair once in
    /// five hundred million files.
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
