import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics

/// Files of features and reports of a stranger.
@Suite struct HostileFileTests {
    private func problem(_ tensors: [String: (shape: [Int], values: [Float])], classes: [Int32] = []) throws -> String?
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "features-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var writer = SafetensorsWriter()
        for (name, tensor) in tensors { writer.add(name, shape: tensor.shape) { tensor.values } }
        if !classes.isEmpty { writer.add("classes", shape: [classes.count]) { classes } }
        try writer.write(to: "\(folder)/a")
        do {
            _ = try Features(SafetensorsFile(path: "\(folder)/a"), name: "real")
            return nil
        } catch let error as MetricError { return "\(error)".replacing(folder, with: "@") }
    }

    private let noFeatures = "@/a does not contain features\n  fix: use a file that `ganzoo features extract` wrote"

    @Test func tensorsOfFeaturesFitEachOther() throws {
        let rows: (shape: [Int], values: [Float]) = ([2, 1], [1, 2])
        #expect(try problem(["rows": rows], classes: [0, 1]) == nil)
        #expect(try problem(["rows": rows, "probabilities": ([2, 2], [1, 0, 0, 1])]) == nil)
        #expect(try problem(["rows": rows], classes: [0]) == noFeatures)
        for shape in [[2], [1, 2], [2, 1, 1], [2, 0]] {
            let values = [Float](repeating: 1, count: shape.reduce(1, *))
            #expect(try problem(["rows": rows, "probabilities": (shape, values)]) == noFeatures, "\(shape)")
        }
    }

    @Test(arguments: [[2], [0, 2], [2, 0], [2, 1, 1], [0, 1 << 62]]) func rowsAreRowsOfNumbers(_ shape: [Int]) throws {
        let values = [Float](repeating: 1, count: shape.reduce(1, *))
        #expect(try problem(["rows": (shape, values)]) == noFeatures)
    }

    /// Nearly nothing on the disk. Reading it would end the program where the memory does.
    @Test func shapesAreComparedBeforeValuesAreRead() throws {
        let place = try Workplace()
        func problem(_ tensors: [(name: String, shape: [Int])]) throws -> String {
            let path = place.path("\(UUID().uuidString).safetensors")
            try writeSparseTensors(tensors, to: path)
            let error = #expect(throws: MetricError.self) { try Features(SafetensorsFile(path: path), name: "real") }
            return error.map { "\($0)".replacing(path, with: "@/a") } ?? ""
        }
        let many = rowsBeyondMemory(ofWidth: 2)
        #expect(try problem([("rows", [2, 2]), ("probabilities", [many, 2])]) == noFeatures)
        #expect(try problem([("rows", [many, 2]), ("probabilities", [2, 2])]) == noFeatures)
        #expect(try problem([("rows", [2, 2]), ("classes", [many])]) == noFeatures)
        #expect(try problem([("rows", [many, 2]), ("classes", [2])]) == noFeatures)
        let text = try problem([("rows", [many, 2])])
        #expect(text.hasPrefix("@/a: features of \(counted(many, "image")) take \(grouped(many * 8)) bytes of memory"))
        #expect(text.hasSuffix("\n  fix: use features of fewer images"), "\(text)")
    }

    @Test func aReportHasFewNames() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/reports/format1_images.json")
        var report = try JSONDecoder().decode(EvaluationReport.self, from: Data(contentsOf: path))
        #expect(report.defect == nil)
        for number in 0..<1000 { report.scores["score_\(number)"] = 1 }
        #expect(report.defect == "it has more than 1,000 scores and tables")
    }
}
