import GANCore

/// What the slices of an update leave besides gradients: the components' buffers and metrics, or an error.
struct SliceReport {
    var buffers: SliceBuffers
    private let metrics: MetricCollector

    init(_ buffers: SliceBuffers, _ metrics: MetricCollector) { (self.buffers, self.metrics) = (buffers, metrics) }

    /// Computes this process's slices. Afterwards buffers and metrics are those of all slices.
    /// - Throws: on every process the same error, that of the first slice that failed.
    mutating func gather(over ranks: any Collective, _ compute: (inout SliceBuffers) throws -> Void) throws {
        metrics.beginSlices()
        guard ranks.count > 1 else { return try compute(&buffers) }
        var reports = try ranks.gathering { writer in
            try compute(&buffers)
            metrics.report(to: &writer)
            try buffers.report(to: &writer)
        }
        metrics.forgetSlices()
        for index in reports.indices { try metrics.read(&reports[index]) }
        try buffers.read(reports)
    }
}
