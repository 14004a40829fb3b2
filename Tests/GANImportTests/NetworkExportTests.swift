import GANCore
import GANModule
import Testing

@testable import GANImport

/// Networks of ours under another program's names.
@Suite struct NetworkExportTests {
    /// The other program multiplies by 4 what it stores, so that it stores a quarter. Half precision would be too coarse for that.
    @Test func valuesWithAFactorAreInSinglePrecision() throws {
        let folder = try TemporaryFolder()
        var ours = SafetensorsWriter()
        let halves = [1, -3].flatMap { (value: Float16) in
            [UInt8(value.bitPattern & 255), UInt8(value.bitPattern >> 8)]
        }
        for name in ["scaled", "same"] { ours.add("generator.\(name)", type: .float16, shape: [2]) { halves } }
        try ours.write(to: folder.path + "/ours.safetensors")
        let names = TensorNames(
            "theirs",
            [
                NameRule(
                    "", "",
                    [.init(ours: "scaled", theirs: "a", form: TensorForm(factor: 4)), .init(ours: "same", theirs: "b")])
            ])
        var writer = SafetensorsWriter()
        let export = NetworkExport(
            try SafetensorsFile(path: folder.path + "/ours.safetensors"), prefix: "generator.", names)
        #expect(export.add(to: &writer, under: "G.") == 2)
        try writer.write(to: folder.path + "/theirs.safetensors")
        let theirs = try SafetensorsFile(path: folder.path + "/theirs.safetensors")
        #expect(theirs.entry(named: "G.a")?.type == .float32 && theirs.entry(named: "G.b")?.type == .float16)
        #expect(
            try theirs.bytes(of: "G.a")
                == [0.25, -0.75].flatMap { (value: Float) in
                    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
                })
        #expect(try theirs.bytes(of: "G.b") == halves)
    }
}
