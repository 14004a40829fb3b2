import GANModule

/// Writes a safetensors file of F32 that is nearly nothing on the disk, whatever it states: behind the header is a hole, which reads as zeros.
package func writeSparseTensors(_ tensors: [(name: String, shape: [Int])], to path: String) throws {
    var (entries, end) = ([String](), 0)
    for (name, shape) in tensors {
        let bytes = shape.reduce(4, *)
        entries.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(end),\(end + bytes)]}")
        end += bytes
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    let file = try SystemFile.creating(path)
    try file.write(length + header)
    try file.truncate(to: 8 + header.count + end)
}

/// So many rows of F32 take more than the memory.
package func rowsBeyondMemory(ofWidth width: Int) -> Int { SystemFile.physicalMemory / (4 * width) + 1 }
