import GANCore
import GANModule

extension Composition {
    /// Checks what the data say about themselves.
    /// - Throws: `ComponentError` with a `ContractViolation`.
    func checkInfo() throws {
        let info = data.info
        try ComponentError.locating("data") {
            func refuse(_ found: String, _ expected: String) -> ContractViolation {
                ContractViolation(
                    data, "announced \(found)", expected: expected, fix: "let `info` describe what the data returns")
            }
            let hasCounts = info.labelKind == .classes || info.labelKind == .attributes
            guard !hasCounts || info.classCounts.count == info.labelSize else {
                throw refuse(
                    "\(counted(info.classCounts.count, "count")) of classes", "\(info.labelSize), one for each")
            }
            guard info.classNames.isEmpty || info.classNames.count == info.labelSize else {
                throw refuse(
                    "\(counted(info.classNames.count, "name")) of classes", "\(info.labelSize), one for each, or none")
            }
            let total = info.classCounts.reduce(0, +)
            guard info.labelKind != .classes || total == info.count else {
                throw refuse(
                    "\(counted(total, "image")) in all classes together", "\(info.count), the number of images")
            }
        }
    }

    /// Checks that each module has one owner. It would otherwise be saved under two names and trained twice.
    /// - Throws: `ComponentError` with a `ContractViolation` that names both.
    func checkOwners() throws {
        var owners: [ObjectIdentifier: String] = [:]
        for (root, component) in modules {
            for (path, module) in component.modules() {
                let name = path.isEmpty ? root : "\(root).\(path)"
                guard let other = owners.updateValue(name, forKey: ObjectIdentifier(module)) else { continue }
                throw ComponentError(
                    path: root,
                    underlying: ContractViolation(
                        describing: "`\(name)`",
                        "is the same module as `\(other)`, so it would be saved and trained twice",
                        expected: "one property that holds it",
                        fix:
                            "make the other property computed; keep what belongs to another component in a closure or a class that is no Module"
                    ))
            }
        }
    }

    /// Checks the buffers of all components after an update.
    /// - Throws: `ComponentError` with a `ContractViolation` for a buffer that no checkpoint could hold.
    func checkBuffers(step: Int) throws {
        for (path, module) in modules {
            for (name, buffer) in module.buffers() where !buffer.value.holdsFiniteNumbers {
                try ComponentError.locating(path, step: step) {
                    throw ContractViolation(
                        describing: "the buffer `\(name)`", "is NaN or infinite after the update",
                        fix: "check what the component assigns to it: \(OutputRules.Fix.finite)")
                }
            }
        }
    }
}
