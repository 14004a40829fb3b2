extension SafetensorsFile {
    /// How much memory these tensors take together if that is more than half of the machine's, with that half; nil otherwise. What is computed from
    /// them needs room, too, and a file of a few bytes with a hole can state terabytes.
    /// - Parameters:
    ///   - names: of tensors; those that the file does not have take nothing.
    ///   - copies: how many times their values are in memory at once.
    package func excess(of names: [String], copies: Int = 1) -> (bytes: Int, limit: Int)? {
        let bytes = names.compactMap { entry(named: $0)?.byteRange.count }.reduce(0, +)
        let limit = SystemFile.physicalMemory / 2
        return bytes > limit / copies ? (bytes * copies, limit) : nil
    }

    /// - Throws: `SafetensorsError` if a tensor alone takes more than the memory.
    func checkFits(_ entry: SafetensorsEntry) throws {
        let (bytes, memory) = (entry.byteRange.count, SystemFile.physicalMemory)
        guard bytes > memory else { return }
        throw SafetensorsError(
            path: path, defect: .tooLargeForMemory(tensor: entry.name, bytes: bytes, memory: memory))
    }
}
