/// Distributes images over batches of one size.
struct BatchPlan {
    struct Batch {
        /// The index of each row's image; unused rows repeat one of the others.
        var rows: [Int]
        /// The rows that are used.
        var taken: [Int]
        let block: Int
    }

    let batches: [Batch]

    /// - Parameter separatesBlocks: whether images of different blocks go to different batches.
    init(_ places: [Place], size: Int, separatesBlocks: Bool) {
        var batches: [Batch] = []
        // Per block and row: the first batch that may still be free there.
        var next: [[Int]: Int] = [:]
        for (index, place) in places.enumerated() {
            let (row, block) = (place.row(of: size), separatesBlocks ? place.block(of: size) : 0)
            var number = next[[block, row], default: 0]
            while number < batches.count, batches[number].block != block || batches[number].taken.contains(row) {
                number += 1
            }
            if number == batches.count {
                batches.append(Batch(rows: .init(repeating: index, count: size), taken: [], block: block))
            }
            batches[number].rows[row] = index
            batches[number].taken.append(row)
            next[[block, row]] = number + 1
        }
        self.batches = batches
    }
}
