/// What the lines of a list have in each column of the first line. The fields of the other lines are not kept: they would take 16 bytes for each
/// separator.
struct SeenColumns {
    /// The fields of the first line, at least two.
    let first: [String]
    /// Whether all lines have as many fields as the first one.
    private(set) var areInAllLines = true
    /// Whether a field of a line is that of the first line.
    private(set) var repeatsFirst = false
    /// Number of lines after the first, and of those with as many fields.
    private var (count, fittingCount) = (0, 0)
    /// Whether each of these lines has an image's name there.
    private var (hasImages, hasFittingImages): ([Bool], [Bool])

    /// - Returns: nil if the first line has one field or none.
    init?(_ lines: [ListLine], _ separator: FieldSeparator) {
        guard let line = lines.first, let first = separator.fields(of: line.text), first.count > 1 else { return nil }
        self.first = first
        hasImages = Array(repeating: true, count: first.count)
        hasFittingImages = hasImages
        for line in lines.dropFirst() { add(separator.fields(of: line.text) ?? []) }
    }

    private mutating func add(_ fields: [String]) {
        let fits = fields.count == first.count
        areInAllLines = areInAllLines && fits
        (count, fittingCount) = (count + 1, fittingCount + (fits ? 1 : 0))
        for column in first.indices {
            let field = column < fields.count ? fields[column] : nil
            if field == first[column] { repeatsFirst = true }
            guard !(field.map(ImageNames.isImage) ?? false) else { continue }
            hasImages[column] = false
            if fits { hasFittingImages[column] = false }
        }
    }

    /// The columns with an image's name in each line after the first, of which there is one at least.
    var imageColumnsOfAllLines: [Int] { count == 0 ? [] : first.indices.filter { hasImages[$0] } }

    /// The same for the lines with as many fields as the first one.
    var imageColumns: [Int] { fittingCount == 0 ? [] : first.indices.filter { hasFittingImages[$0] } }

    /// The columns with an image's name in the first line and in each line with as many fields.
    var imageColumnsWithFirst: [Int] {
        first.indices.filter { hasFittingImages[$0] && ImageNames.isImage(first[$0]) }
    }
}
