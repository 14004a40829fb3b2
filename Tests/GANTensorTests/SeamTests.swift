import Foundation
import Testing

/// The seam holds only if nothing above it reaches for memory or for a library.
@Suite struct SeamTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    private static func files(_ folder: String) throws -> [(path: String, text: String)] {
        let root = sources.appendingPathComponent(folder)
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".swift") }
            .map { ($0, try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8)) }
    }

    @Test func pointersLiveInTheBackendAlone() throws {
        // Releasing nodes in turn needs a slot of each thread, and no memory of the backend.
        // A crash handler needs the text of the place.
        let exempt = ["Autograd/DeferredRelease.swift", "CallPlace.swift"]
        let above = try Self.files("GANTensor").filter { !$0.path.hasPrefix("CPU/") && !exempt.contains($0.path) }
        #expect(above.count > 30)
        for (path, text) in above {
            for word in ["Unsafe", "Unmanaged", "unsafeBitCast", "import C", "import Glibc"] {
                #expect(!text.contains(word), "\(path) mentions \(word)")
            }
        }
    }

    @Test func suitesThatComputeRunOnTheChosenBackend() throws {
        let tests = Self.sources.deletingLastPathComponent().appendingPathComponent("Tests")
        let exempt = [
            "DeterminismTests", "ThreadPoolTests", "ShapeErrorTests", "ShapeBackendTests", "PoisoningBackendTests",
            "SeamTests",
        ]
        for folder in ["GANTensorTests", "OracleTests"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: tests.appendingPathComponent(folder).path)
                .filter { name in name.hasSuffix("Tests.swift") && !exempt.contains(where: name.hasPrefix) }
            #expect(names.count > 5, "\(folder)")
            for name in names {
                let text = try String(contentsOf: tests.appendingPathComponent("\(folder)/\(name)"), encoding: .utf8)
                #expect(text.contains("@Suite(.onChosenBackend)"), "\(folder)/\(name)")
            }
        }
    }
}
