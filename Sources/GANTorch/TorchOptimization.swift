import GANTensor

extension TorchBackend {
    /// The same numbers on every device: drawn by a fused kernel, or else by the host.
    package func random(_ draw: RandomDraw, into y: Storage) {
        if fusedRandom(draw, into: y) { return }
        switch draw.distribution {
        case .uniform, .normal: upload(draw.reals(y.count), into: y)
        case .integer, .bits: upload(draw.integers(y.count), into: y)
        }
    }

    package func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        if fusedAdam(runs, [parameters, gradient, first, second], into: y) { return }
        var parts: [Moved] = []
        var start = 0
        for run in runs where run.count > 0 {
            func part(_ x: Storage) -> TorchTensor { tensor(x).view([run.count], [1], offset: start) }
            let old = Moved(parameters: part(parameters), first: part(first), second: part(second))
            parts.append(run.update.map { moved(old, part(gradient), $0, TorchType(y.dtype)) } ?? old)
            start += run.count
        }
        put(.joined(parts.map(\.parameters), axis: 0), y)
        put(.joined(parts.map(\.first), axis: 0), first)
        put(.joined(parts.map(\.second), axis: 0), second)
    }

    private struct Moved {
        let parameters, first, second: TorchTensor
    }

    private func moved(_ old: Moved, _ gradient: TorchTensor, _ update: AdamUpdate, _ type: TorchType) -> Moved {
        func number(_ value: Double) -> TorchTensor { scalar(value, type) }
        let first = old.first * number(update.beta1) + gradient * number(1 - update.beta1)
        let second = old.second * number(update.beta2) + gradient * gradient * number(1 - update.beta2)
        let root = TorchTensor.call("aten::sqrt", [.tensor(second)]) * number(update.rootCorrection)
        let ratio = TorchTensor.call("aten::div", "Tensor", [.tensor(first), .tensor(root + number(update.epsilon))])
        return Moved(
            parameters: old.parameters - ratio * number(update.stepSize), first: first, second: second)
    }
}
