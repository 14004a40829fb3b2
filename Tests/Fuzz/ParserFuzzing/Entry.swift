import Foundation
import Synchronization

/// The parser that this process feeds.
private let chosen = Mutex<Chosen?>(nil)

private struct Chosen: @unchecked Sendable {
    let parse: FuzzedParser.Parse
}

/// Chooses the parser.
/// - Returns: 0; 1 after listing all names, if there is none of this name; 2 if it cannot be prepared.
@c(ganzoo_fuzz_choose) public func chooseFuzzedParser(_ name: UnsafePointer<CChar>) -> CInt {
    let name = unsafe String(cString: name)
    guard let parser = FuzzedParser.all.first(where: { $0.name == name }) else {
        print(FuzzedParser.all.map(\.name).joined(separator: "\n"))
        return 1
    }
    do {
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(getpid())").path
        try makeFolder(folder)
        let made = Chosen(parse: try parser.prepare(folder))
        chosen.withLock { $0 = made }
        return 0
    } catch {
        print("\(name): \(error)")
        return 2
    }
}

/// Feeds one input to the chosen parser.
@c(ganzoo_fuzz_parse) public func feedFuzzedParser(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    if let chosen = chosen.withLock({ $0 }) { FuzzedParser.check(input, chosen.parse) }
    return 0
}
