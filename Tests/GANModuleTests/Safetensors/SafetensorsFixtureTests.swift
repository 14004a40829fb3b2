import Foundation
import Testing

@testable import GANModule

/// Exchange with the Python package. Tests/Interoperation/safetensors_interoperation.py has written two of the files,
/// reads the third, and explains the formulas.
@Suite struct SafetensorsFixtureTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/"

    private static let shapes: [(name: String, shape: [Int])] = [("full", [2, 3]), ("single", []), ("empty", [0, 4])]

    private static func pattern(_ type: SafetensorsType, _ shape: [Int]) -> [UInt8] {
        let mask: UInt8 = type == .bool ? 1 : 255
        return (0..<shape.reduce(type.byteWidth, *)).map { UInt8(truncatingIfNeeded: 37 * $0 + 11) & mask }
    }

    private static func addPatterns(to writer: inout SafetensorsWriter) {
        for type in SafetensorsType.allCases {
            for (name, shape) in shapes {
                writer.add("\(type.rawValue).\(name)", type: type, shape: shape) { pattern(type, shape) }
            }
        }
    }

    /// -3, -2.5 ... 2.5
    private static let ramp = (0..<12).map { Float($0) / 2 - 3 }
    private static let brainRamp = ramp.flatMap { [UInt8](($0.bitPattern >> 16).littleEndianBytes.prefix(2)) }

    private func checkPatterns(_ file: SafetensorsFile, types: [SafetensorsType]) throws {
        for type in types {
            for (name, shape) in Self.shapes {
                let entry = try #require(file.entry(named: "\(type.rawValue).\(name)"))
                #expect(entry.type == type && entry.shape == shape)
                #expect(try file.bytes(of: entry.name) == Self.pattern(type, shape))
            }
        }
    }

    @Test func readsWhatNumPyWrites() throws {
        let file = try SafetensorsFile(path: Self.folder + "python_numpy.safetensors")
        let types = SafetensorsType.allCases.filter { ![.bfloat16, .float8E4M3, .float8E5M2].contains($0) }
        try checkPatterns(file, types: types)
        #expect(file.metadata == ["by": "numpy"])
        #expect(file.entries.count == 3 * types.count + 1)
        #expect(try file.values(of: "ramp", as: Float.self) == Self.ramp)
        #expect(try file.values(of: "I16.single", as: Int16.self) == [0x300B])
        #expect(try file.values(of: "BOOL.full", as: Bool.self) == [true, false, true, false, true, false])
    }

    @Test func readsWhatPyTorchWrites() throws {
        let file = try SafetensorsFile(path: Self.folder + "python_torch.safetensors")
        try checkPatterns(file, types: SafetensorsType.allCases)
        #expect(file.metadata == ["by": "torch"])
        #expect(file.entries.count == 3 * SafetensorsType.allCases.count + 2)
        #expect(try file.values(of: "ramp.F16", as: Float16.self).map(Float.init) == Self.ramp)
        #expect(try file.bytes(of: "ramp.BF16") == Self.brainRamp)
    }

    @Test func writesTheBytesThatPythonWrites() throws {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter(metadata: ["by": "torch"])
            Self.addPatterns(to: &writer)
            writer.add("ramp.F16", shape: [3, 4]) { Self.ramp.map(Float16.init) }
            writer.add("ramp.BF16", type: .bfloat16, shape: [3, 4]) { Self.brainRamp }
            try writer.write(to: folder + "/w")
            #expect(try load(folder + "/w") == load(Self.folder + "python_torch.safetensors"))
        }
    }

    /// The file that Python verifies. With GANZOO_WRITE_FIXTURES=1 it is made anew.
    @Test func writesTheBytesThatPythonReads() throws {
        try withTemporaryFolder { folder in
            var writer = SafetensorsWriter(metadata: [
                "format": "pt", "quote\"backslash\\": "tab\tnewline\n", "\u{E9}\u{1F600}": "\u{1}\u{7F}\u{2028}",
            ])
            Self.addPatterns(to: &writer)
            let names = ["", "a\"b\\c/d", "line\nfeed\u{0}", "\u{E9}", "e\u{301}", "\u{1F600}", "G.b4.const"]
            for (index, name) in names.enumerated() {
                writer.add(name, shape: [3]) { [Float(index) + 0.5, .infinity, -0.0] }
            }
            try writer.write(to: folder + "/w")
            let fixture = Self.folder + "swift.safetensors"
            if ProcessInfo.processInfo.environment["GANZOO_WRITE_FIXTURES"] == "1" { try writer.write(to: fixture) }
            #expect(try load(folder + "/w") == load(fixture))
        }
    }
}

extension UInt32 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
