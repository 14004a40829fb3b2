import GANCore
import GANModule

/// A network of ours with another program's names.
package struct NetworkExport {
    private let file: SafetensorsFile
    /// The prefix of its names in the file: `generator_ema.`
    private let prefix: String
    private let names: TensorNames
    /// Names of ours.
    private let own: [String]

    package init(_ file: SafetensorsFile, prefix: String, _ names: TensorNames) {
        (self.file, self.prefix, self.names) = (file, prefix, names)
        own = Self.names(in: file, below: prefix)
    }

    /// Our names of the tensors below a prefix.
    package static func names(in file: SafetensorsFile, below prefix: String) -> [String] {
        file.entries.map(\.name).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    package var program: String { names.program }

    /// Our names without a counterpart in the program's network. What the network's definition gives, or the program computes itself, needs
    /// none.
    package var unknown: [String] {
        own.filter { names.published($0) == nil && !names.isDefined($0) && !names.isDerived($0) }
    }

    /// Tensors of a type or shape that no such network has, by our names. A checkpoint of a stranger can have any.
    package var misfits: [String] {
        own.compactMap { ours in
            guard let form = names.published(ours)?.form, let entry = file.entry(named: prefix + ours) else {
                return nil
            }
            let fits = form.ours(form.shape(of: entry.shape)) == entry.shape && (form.factor == 1 || entry.type.isReal)
            return fits ? nil : "\(ours.shortened(to: 80)) as \(entry.type.rawValue) \(entry.shape)"
        }
    }

    /// Adds all tensors.
    /// - Precondition: none is a misfit.
    /// - Returns: the number of tensors.
    package func add(to writer: inout SafetensorsWriter, under prefix: String) -> Int {
        var count = 0
        for ours in own {
            guard let theirs = names.published(ours), let entry = file.entry(named: self.prefix + ours) else {
                continue
            }
            let factor = theirs.form.factor
            let type = factor == 1 ? entry.type : .float32
            writer.add(prefix + theirs.name, type: type, shape: theirs.form.shape(of: entry.shape)) {
                let bytes = try file.bytes(of: entry.name)
                return factor == 1 ? bytes : multiplied(singlePrecision(bytes, entry.type), by: 1 / factor)
            }
            for counter in names.counters(beside: ours) {
                writer.add(prefix + counter, shape: []) { [0 as Int64] }
            }
            count += 1
        }
        return count
    }
}
