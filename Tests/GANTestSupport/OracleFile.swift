import Foundation
import GANModule

/// Opens an oracle: `name`.safetensors from the folder that GANZOO_ORACLES names, else from Tests/OracleTests/Oracles.
package func openOracle(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: oraclePath("\(name).safetensors"))
}

/// A file or folder among the oracles.
package func oraclePath(_ name: String) -> String {
    "\(ProcessInfo.processInfo.environment["GANZOO_ORACLES"] ?? "\(oracleTests)/Oracles")/\(name)"
}

/// Opens a file that a script under Tests/Reference made with PyTorch.
package func openPyTorchReference(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: pyTorchReferencePath("\(name).safetensors"))
}

/// A file beside those that scripts under Tests/Reference made.
package func pyTorchReferencePath(_ name: String) -> String { "\(oracleTests)/PyTorch/\(name)" }

private var oracleTests: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("OracleTests").path
}

/// Largest relative error of values and first gradients against an oracle, and of second-order gradients.
package enum OracleTolerance {
    package static let values = 1e-4
    package static let secondOrder = 1e-3
}
