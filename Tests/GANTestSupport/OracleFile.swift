import Foundation
import GANModule

/// Opens an oracle: `name`.safetensors from the folder that GANZOO_ORACLES names, else from Tests/OracleTests/Oracles.
package func openOracle(_ name: String, testFile: String = #filePath) throws -> SafetensorsFile {
    let tests = URL(fileURLWithPath: testFile).deletingLastPathComponent().deletingLastPathComponent()
    let own = tests.appendingPathComponent("OracleTests/Oracles").path
    let folder = ProcessInfo.processInfo.environment["GANZOO_ORACLES"] ?? own
    return try SafetensorsFile(path: "\(folder)/\(name).safetensors")
}

/// Largest relative error of values and first gradients against an oracle, and of second-order gradients.
package enum OracleTolerance {
    package static let values = 1e-4
    package static let secondOrder = 1e-3
}
