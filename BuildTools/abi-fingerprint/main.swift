// abi-fingerprint OUTPUT TARGET SWIFTC PACKAGE SOURCE…: writes the Swift file that `ABIFingerprint` reads the program's and a
// plugin's fingerprint from. TARGET is GANCore or GANData.

import Foundation

/// Raised when plugins are loaded in another way: other entry points, another form of the fingerprint.
let abi = 1

guard CommandLine.arguments.count > 4 else {
    FileHandle.standardError.write(Data("usage: abi-fingerprint OUTPUT TARGET SWIFTC PACKAGE SOURCE…\n".utf8))
    exit(2)
}
let (output, target) = (CommandLine.arguments[1], CommandLine.arguments[2])
let (compiler, package) = (CommandLine.arguments[3], CommandLine.arguments[4])
let hash = try sourceHash(CommandLine.arguments.dropFirst(5), in: package)
let (function, part) =
    target == "GANData" ? ("compiledDataABIFingerprint", "data") : ("compiledABIFingerprint", "core")
let text = """
    // Written by abi-fingerprint.

    /// The \(target) that the code which calls this was compiled against: emitted into that code, never called across.
    @_alwaysEmitIntoClient public func \(function)() -> StaticString {
        "ganzoo-\(part)-stamp|\(abi)|\(hash)|\(try version(of: compiler))|"
    }

    """
// An unchanged file keeps its date, so that nothing is compiled anew.
if (try? String(contentsOfFile: output, encoding: .utf8)) != text {
    try text.write(toFile: output, atomically: true, encoding: .utf8)
}

/// FNV-1a of every file's place within the package and its bytes: 16 hexadecimal digits.
func sourceHash(_ paths: some Sequence<String>, in package: String) throws -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
    for path in paths {
        mix(path.dropFirst(package.count).utf8)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        mix("\0\(bytes.count)\0".utf8)
        mix(bytes)
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// `Swift version 6.3.1 (swift-6.3.1-RELEASE)`.
func version(of compiler: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments = ["--version"]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let line = said.split(separator: "\n").first { $0.contains("Swift version") } ?? "unknown compiler"
    return String(line[(line.range(of: "Swift version")?.lowerBound ?? line.startIndex)...])
}
