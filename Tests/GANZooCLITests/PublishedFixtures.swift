import Foundation
import GANImport
import GANModule
import GANTestSupport
import GANTrain
import Testing

/// Small networks as published programs write them (Tests/Reference/published.py, rosinality.py), and a place to import them to.
struct PublishedFixtures {
    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path
    static let programs = ["stylegan2-ada", "stylegan2-converted", "stylegan2", "biggan-studio", "biggan-author"]
    /// Also those whose names no export has.
    static let imported = programs + ["rosinality"]

    let place: Workplace

    init() throws { place = try Workplace() }

    /// Those of a program.
    static func files(_ program: String) throws -> [String] {
        if program == "rosinality" { return ["\(fixtures)/rosinality.pt"] }
        if program.hasPrefix("stylegan2-") { return ["\(fixtures)/\(program).pkl"] }
        let folder = "\(fixtures)/\(program)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }

    /// Sorted.
    func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }

    func ganzoo(_ arguments: String...) throws -> Program { try ganzoo(arguments) }

    func ganzoo(_ arguments: [String]) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, arguments)
    }

    @discardableResult func imported(_ program: String, _ arguments: [String] = []) throws -> (String, Program) {
        let folder = place.path(program)
        let run = try ganzoo(["import"] + (try Self.files(program)) + ["--out", folder] + arguments)
        try #require(run.status == 0, "\(run.errors)")
        return (folder, run)
    }

    func checkpoint(_ folder: String) throws -> Checkpoint {
        try CheckpointStore("\(folder)/checkpoints").checkpoint(ofStep: 0)
    }

    func rewritten(
        _ source: String, _ change: (inout [String: (type: SafetensorsType, shape: [Int], bytes: [UInt8])]) -> Void
    ) throws -> String {
        let checkpoint = try TorchCheckpoint(path: "\(Self.fixtures)/\(source)")
        var tensors = try Dictionary(
            uniqueKeysWithValues: checkpoint.names.map { ($0, try #require(try checkpoint.values(of: $0))) })
        change(&tensors)
        var writer = SafetensorsWriter()
        for (name, tensor) in tensors { writer.add(name, type: tensor.type, shape: tensor.shape) { tensor.bytes } }
        try writer.write(to: place.path("changed.safetensors"))
        return place.path("changed.safetensors")
    }

    /// `stylegan2-ada.pkl` with a discriminator that reads no labels.
    func withoutLabelsInTheDiscriminator() throws -> String {
        try rewritten("stylegan2-ada.pkl") { tensors in
            for name in tensors.keys where name.hasPrefix("D.mapping.") { tensors[name] = nil }
            for name in ["D.b4.out.weight", "D.b4.out.bias"] {
                guard let whole = tensors[name] else { continue }
                let shape = [1] + whole.shape.dropFirst()
                tensors[name] = (whole.type, shape, Array(whole.bytes.prefix(shape.reduce(4, *))))
            }
        }
    }
}
