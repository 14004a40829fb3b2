import CGANTorch
import GANTensor

extension FusedLaunch {
    /// The addresses of tensors of equal size. The new ones do not overlap with the others.
    package struct AdamOperands: Sendable {
        package var parameters, gradient, first, second: DeviceAddress
        package var newParameters, newFirst, newSecond: DeviceAddress

        /// - Parameters:
        ///   - old: parameters, gradient, first and second moment.
        ///   - new: parameters, first and second moment.
        package init(old: [DeviceAddress], new: [DeviceAddress]) {
            (parameters, gradient, first, second) = (old[0], old[1], old[2], old[3])
            (newParameters, newFirst, newSecond) = (new[0], new[1], new[2])
        }
    }

    /// As few launches as the number of runs allows.
    package static func adam(_ runs: [AdamRun], _ operands: AdamOperands, _ dtype: ElementType) -> [FusedLaunch]? {
        let runs = runs.filter { $0.count > 0 }
        var (launches, start) = ([FusedLaunch](), 0)
        for first in stride(from: 0, to: runs.count, by: GT_MOST_RUNS) {
            let part = runs[first..<min(first + GT_MOST_RUNS, runs.count)]
            guard let launch = adam(part, from: start, operands, dtype) else { return nil }
            launches.append(launch)
            start += launch.threads
        }
        return launches
    }

    private static func adam(
        _ runs: ArraySlice<AdamRun>, from start: Int, _ operands: AdamOperands, _ dtype: ElementType
    ) -> FusedLaunch? {
        var arguments = gt_adam()
        (arguments.parameters, arguments.gradient) = (operands.parameters, operands.gradient)
        (arguments.first, arguments.second) = (operands.first, operands.second)
        (arguments.y, arguments.new_first, arguments.new_second) = (
            operands.newParameters, operands.newFirst, operands.newSecond
        )
        var end = start
        let rows = runs.map { run in
            end += run.count
            return gt_adam_run(run.update, end: end)
        }
        (arguments.start, arguments.count, arguments.runs) = (Int32(start), Int32(end - start), Int32(rows.count))
        fill(&arguments.run, rows)
        return FusedLaunch(.adam, dtype, threads: end - start, arguments)
    }
}

extension gt_adam_run {
    fileprivate init(_ update: AdamUpdate?, end: Int) {
        self.init()
        self.end = Int32(end)
        guard let update else { return }
        is_updated = 1
        (beta1, beta2) = (update.beta1, update.beta2)
        (step_size, root_correction, epsilon) = (update.stepSize, update.rootCorrection, update.epsilon)
    }
}
