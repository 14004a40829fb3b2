import Foundation
import GANModule

/// The error of a module for a file with the state of another module of its type.
/// - Returns: the problem after the file's name, without the fix; `no error` if the state was loaded.
package func refusal(ofStateOf other: Module, by module: Module) throws -> String {
    let place = try Workplace()
    let path = place.path("state.safetensors")
    var writer = SafetensorsWriter()
    other.addState(to: &writer)
    try writer.write(to: path)
    do { try module.loadState(from: SafetensorsFile(path: path)) } catch let error as DamagedState {
        return "`\(error.name)` \(error.problem)"
    }
    return "no error"
}
