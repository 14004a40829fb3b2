import Foundation
import GANTensor
import GANTestSupport
import Testing

/// The rules for types beside float32.
@Suite(.onChosenBackend) struct ElementTypeTests {
    @Test func sumsHaveAtLeast32Bits() { for dtype in ElementType.allOfBackend { checkSums(dtype) } }

    private func checkSums(_ dtype: ElementType) {
        #expect(dtype.accumulation.accumulation == dtype.accumulation)
        #expect(dtype.accumulation.byteWidth >= max(4, dtype.byteWidth))
        #expect(dtype.accumulation.isFloatingPoint == dtype.isFloatingPoint)
        #expect(Tensor.ones([2], dtype: dtype).widened().dtype == dtype.accumulation)
    }

    @Test func onlyBfloat16IsConverted() {
        #expect(ElementType.allCases.filter { $0.accumulation == $0 } == [.float32, .float64, .int32])
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The compiler points at a `switch` that lacks a new type only if it has no `default`, and at a comparison never.
    @Test func sourcesNameEveryTypeOrNone() throws {
        var (files, found) = (0, [] as [String])
        for folder in ["Sources", "Plugins"] {
            let names = try FileManager.default.subpathsOfDirectory(atPath: Self.root.path + "/" + folder)
            for name in names where name.hasSuffix(".swift") {
                let text = try String(contentsOf: Self.root.appending(path: "\(folder)/\(name)"), encoding: .utf8)
                files += 1
                found += Self.assumptions(in: text).map { "\(folder)/\(name): \($0)" }
            }
        }
        #expect(files > 500)
        #expect(found == [])
    }

    @Test func assumptionsAreFound() {
        #expect(Self.assumptions(in: "if x.dtype == .float32 { f() }") == ["if x.dtype == .float32 { f() }"])
        #expect(Self.assumptions(in: "  guard y.dtype != .int32 else {") == ["guard y.dtype != .int32 else {"])
        #expect(Self.assumptions(in: "check(indices.dtype == .int32)") == [])
        let open = "  switch entry.type {\n  case .float32: 1\n  default: 2\n  }\n"
        #expect(Self.assumptions(in: open) == ["switch entry.type {"])
        let nested = "switch dtype {\ncase .float32:\n    switch word {\n    default: 2\n    }\ncase .int32: 3\n}\n"
        #expect(Self.assumptions(in: nested) == [])
    }

    /// Lines that compare with a floating-point type or with "not int32", and switches over types with a `default`.
    private static func assumptions(in text: String) -> [String] {
        let lines = text.components(separatedBy: "\n")
        return lines.enumerated().compactMap { index, line in
            let code = line.components(separatedBy: "//")[0]
            let compares = code.contains(/dtype [!=]= \.float/) || code.contains("dtype != .int32")
            guard compares || hasDefault(lines, index) else { return nil }
            return line.trimmingCharacters(in: .whitespaces)
        }
    }

    private static func hasDefault(_ lines: [String], _ index: Int) -> Bool {
        guard lines[index].contains(/switch .*(dtype|entry\.type)\b/) else { return false }
        let indent = String(lines[index].prefix { $0 == " " })
        return lines[(index + 1)...].prefix { $0 != indent + "}" }.contains { $0.hasPrefix("\(indent)default:") }
    }
}

extension ElementType {
    /// The types that the current backend has.
    static var allOfBackend: [ElementType] { allCases.filter { !$0.isNarrow || Backends.hasBfloat16 } }
}
