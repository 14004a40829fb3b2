import GANCore
import GANModule

/// The types and shapes that the buffers of components had before the first step. A resumed run makes components with these, so it can
/// load no others.
struct BufferShapes {
    private struct Slot {
        let path: String
        let name: String
        let buffer: any AnyBuffer
        let type: SafetensorsType
        let shape: [Int]

        func difference(_ value: any BufferValue) -> String {
            value.stateShape == shape ? "type \(value.stateType.rawValue)" : "shape \(value.stateShape)"
        }

        func promise(_ value: any BufferValue) -> String { value.stateShape == shape ? type.rawValue : "\(shape)" }
    }

    private let slots: [Slot]

    init(_ composition: Composition) {
        slots = composition.modules.flatMap { path, module in
            module.buffers().map { name, buffer in
                let value = buffer.value
                return Slot(
                    path: path, name: name, buffer: buffer, type: value.stateType, shape: value.stateShape)
            }
        }
    }

    /// - Parameter step: of the last update.
    /// - Throws: `ComponentError` with a `ContractViolation` for a buffer whose checkpoint could not be loaded.
    func check(step: Int) throws {
        for slot in slots {
            let value = slot.buffer.value
            guard !value.takes(slot.type, slot.shape) else { continue }
            try ComponentError.locating(slot.path, step: step) {
                throw ContractViolation(
                    describing: "the buffer `\(slot.name)`",
                    "has the \(slot.difference(value)) after the update, so its checkpoints could not be loaded",
                    expected: "\(slot.promise(value)), as before the first step",
                    fix: "make it in its final shape in init; keep rows whose number changes in a RowBuffer")
            }
        }
    }
}
