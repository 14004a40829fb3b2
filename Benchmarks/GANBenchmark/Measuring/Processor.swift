import Foundation

/// The processor use of this process.
enum Processor {
    /// Waits until no thread of this process is busy, at most a quarter of a second. OpenBLAS's workers spin for tens of milliseconds after a
    /// product and would slow down the next measurement.
    static func waitUntilIdle() {
        for _ in 0..<50 {
            let before = secondsUsed
            Thread.sleep(forTimeInterval: 0.005)
            if secondsUsed - before < 0.0005 { return }
        }
    }

    private static var secondsUsed: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
