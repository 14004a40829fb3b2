import Foundation
import GANModule

/// Saves the state of a component and loads it into another one, as when a run is resumed.
/// - Throws: `StateMismatch` or `DamagedState` if the state does not fit.
public func copyState(from old: Module, to new: Module) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = SafetensorsWriter()
    old.addState(to: &writer)
    try writer.write(to: path)
    try new.loadState(from: SafetensorsFile(path: path))
}
