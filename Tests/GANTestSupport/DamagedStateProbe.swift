import Foundation
import GANModule

/// What a module says of a file with the state of another of its kind.
/// - Returns: the problem after the file's name, without the fix; `no error` where the state was taken.
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
