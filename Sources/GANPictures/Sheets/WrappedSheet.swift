import GANData

extension Sheet {
    /// Images of all seeds, label by label: a row for each label. The seeds of a single label would be one long row, so they are in rows of
    /// `columns`.
    package init(_ labels: [LabelRow], seeds: [Int], _ images: [RasterImage], wrappedAt columns: Int) {
        guard labels.count == 1, seeds.count > columns else {
            self.init(labels, seeds: seeds, images)
            return
        }
        self.init(
            rows: stride(from: 0, to: seeds.count, by: columns).map { start in
                Row(
                    name: labels[0].name, detail: "from seed \(seeds[start])",
                    images: Array(images[start..<min(start + columns, seeds.count)]))
            })
    }
}
