import Foundation
import GANCore
import GANOnnx
import GANRecipe

/// What an exported file contains, and Python code that uses it, as Markdown. The code runs in the file's folder.
struct ExportUsage {
    /// A network of a file of safetensors.
    struct Network {
        let report: ExportReport.Network
        /// The beginning of its names in a file of all networks.
        let prefix: String
        let construction: Construction
        let settings: RecipeNode
    }

    /// How the other program makes a network.
    enum Construction {
        case python([String])
        /// Its code does not compute with the network, for this reason.
        case impossible(String)
        /// The arguments of its constructor are not known here.
        case unknown
    }

    private let name: String

    /// - Parameter path: of the file.
    init(file path: String) { name = URL(fileURLWithPath: path).lastPathComponent }

    /// `name` as Python text.
    private var literal: String { "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }

    // MARK: Safetensors

    /// - Parameter isAlone: whether names have no prefix.
    func safetensors(_ networks: [Network], isAlone: Bool) -> [String] {
        var lines = ["## Use in Python", "", "Needs the packages `torch` and `safetensors`."]
        for network in networks {
            let prefix = isAlone ? "" : network.prefix
            lines += ["", "### \(Self.title(network.report.role))", "", "Names as in \(network.report.program)."]
            switch network.construction {
            case .python(let constructor): lines += constructed(constructor, prefix)
            case .impossible(let reason):
                lines += [
                    "The program's code does not compute with this network: \(reason). ONNX needs no program.", "",
                ]
                lines += described(network, prefix, "Its settings are these")
            case .unknown: lines += described(network, prefix, "Its constructor's arguments are these settings")
            }
        }
        return lines
    }

    private func constructed(_ constructor: [String], _ prefix: String) -> [String] {
        ["", "```python", "from safetensors.torch import load_file"] + constructor
            + ["", weights(prefix), "network.load_state_dict(weights)", "```"]
    }

    /// The settings in our words, where there is no constructor.
    private func described(_ network: Network, _ prefix: String, _ sentence: String) -> [String] {
        [
            "\(sentence), in the words of GANZoo's recipes:", "", "```yaml",
            RecipeWriter().text(network.settings).trimmingCharacters(in: .newlines), "```", "", "```python",
            "from safetensors.torch import load_file", "", weights(prefix),
            "shapes = {name: tuple(value.shape) for name, value in weights.items()}",
            "# network.load_state_dict(weights)", "```",
        ]
    }

    private func weights(_ prefix: String) -> String {
        guard !prefix.isEmpty else { return "weights = load_file(\(literal))" }
        return
            "weights = {name.removeprefix(\"\(prefix)\"): value for name, value in load_file(\(literal)).items() if name.startswith(\"\(prefix)\")}"
    }

    private static func title(_ role: ForeignNetwork.Role) -> String {
        switch role {
        case .generator: "The generator"
        case .average: "The generator's moving average, which images are made with"
        case .discriminator: "The discriminator"
        }
    }

    // MARK: ONNX

    func onnx(_ model: ONNXModel, _ export: ONNXExport) -> [String] {
        let count = 4
        var inputs = ["\"\(ONNXExport.latents)\": z"]
        var code = [
            "import numpy, onnxruntime", "", "session = onnxruntime.InferenceSession(\(literal))",
            "z = numpy.random.default_rng(0).standard_normal((\(count), \(export.generator.latentSize)), \"float32\")",
        ]
        var table = [
            "| input | sizes | meaning |", "| --- | --- | --- |",
            "| `\(ONNXExport.latents)` | N, \(export.generator.latentSize) | latents from a standard normal distribution |",
        ]
        if model.reads(ONNXExport.labels) {
            let size = export.info.labelSize
            let kind = export.info.labelKind == .classes ? "one-hot classes" : export.info.labelKind.rawValue
            let numbers = (0..<count).map { "\($0 % size)" }.joined(separator: ", ")
            let order = export.info.classNames.isEmpty ? "" : ", in the order of the metadata `labels`"
            code.append(
                "labels = numpy.eye(\(size), dtype=\"float32\")[[\(numbers)]]  # a column for each of the labels\(order)"
            )
            inputs.append("\"\(ONNXExport.labels)\": labels")
            table.append("| `\(ONNXExport.labels)` | N, \(size) | \(kind) |")
        }
        if model.reads(ONNXExport.psi) {
            inputs.append("\"\(ONNXExport.psi)\": numpy.array(0.7, \"float32\")")
            table.append(
                "| `\(ONNXExport.psi)` | a number | truncation: 1 keeps styles, 0 replaces them by their mean |")
        }
        let sizes = model.outputs[0].sizes.map { $0.map(String.init) ?? "N" }.joined(separator: ", ")
        code += [
            "images = session.run(None, {\(inputs.joined(separator: ", "))})[0]  # [\(sizes)] in about -1 ... 1",
            "pixels = ((images + 1) * 127.5).round().clip(0, 255).astype(\"uint8\")",
        ]
        return [
            "## Use in Python", "",
            "Needs the packages `numpy` and `onnxruntime`. Opset 17; noise is the trained constants.",
            "",
        ] + table + ["", "```python"] + code + ["```"]
    }
}
