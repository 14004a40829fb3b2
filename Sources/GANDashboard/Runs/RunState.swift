import Foundation
import GANCore
import GANRun
import GANTrain

/// How a run does, at a time.
struct RunState: Hashable {
    enum Phase: Hashable, CaseIterable {
        /// Something was written not long ago.
        case training
        /// It is not finished, and nothing was written for longer than it usually takes.
        case silent
        case finished
        /// Its networks were imported, and it was never trained.
        case imported
        /// The folder cannot be read as a run.
        case unreadable
        /// The run was just found, and is read next.
        case unread
    }

    let phase: Phase
    /// Seconds since something was written.
    let age: Double
    /// Thousands of training images; nil before the first figures.
    let kimg: Double?
    /// Thousands of images that the run is to see; nil without a recipe.
    let planned: Double?
    /// Seconds until the end at the present speed; nil if the run is not training, or has no speed yet.
    let secondsLeft: Double?
    /// What needs somebody's attention, on one line each.
    let alarms: [String]

    init(_ run: WatchedRun, at now: Date) {
        age = max(0, now.timeIntervalSince1970 - Double(run.written) / 1e9)
        (kimg, planned) = (run.metrics.kimg, run.planned)
        let isFinished = zip(kimg, planned).map { $0 >= $1 } ?? false
        phase =
            if run.refusal != nil {
                .unreadable
            } else if run.manifest == nil {
                .unread
            } else if run.manifest?.imported != nil {
                .imported
            } else if isFinished {
                .finished
            } else {
                age > Self.patience(run.times.interval) ? .silent : .training
            }
        secondsLeft = phase == .training ? Self.left(run) : nil
        alarms = Self.alarms(run, phase, age)
    }

    /// Seconds without a word after which a run counts as silent: five times the usual ones, at least ten minutes.
    private static func patience(_ interval: Double?) -> Double { max(600, 5 * (interval ?? 0)) }

    private static func left(_ run: WatchedRun) -> Double? {
        guard let kimg = run.metrics.kimg, let planned = run.planned, let speed = run.times.imagesPerSecond, speed > 0
        else { return nil }
        let seconds = max(0, planned - kimg) * 1000 / speed
        return seconds <= longest ? seconds : nil
    }

    /// More seconds are no estimate: a speed in a damaged file can be next to nothing.
    private static let longest = 1e12

    private static func alarms(_ run: WatchedRun, _ phase: Phase, _ age: Double) -> [String] {
        let silence = "nothing was written for \(RunTimes.duration(age)): it was stopped, or it hangs"
        let place = digits(run.metrics.kimg ?? 0)
        let infinite = "NaN or infinite at \(place) kimg: \(listed(run.metrics.infinite, atMost: 6))"
        return (run.refusal.map { [$0] } ?? []) + (phase == .silent ? [silence] : [])
            + (run.metrics.infinite.isEmpty ? [] : [infinite])
            + run.metrics.collapses.reversed().map { "at \(digits($0.kimg)) kimg: \($0.text)" }
    }

    /// Share of the training that is done, in 0 … 1; nil if that is not known.
    var share: Double? {
        guard let kimg, let planned, planned > 0 else { return nil }
        return min(kimg / planned, 1)
    }

    /// In words, without a full stop.
    var progress: String {
        guard let kimg else { return phase == .imported ? "imported networks" : "no figures yet" }
        return "\(digits(kimg)) \(planned.map { "of \(plainNumber($0)) " } ?? "")kimg"
            + (secondsLeft.map { ", \(RunTimes.duration($0)) left" } ?? "")
    }
}

/// Both values; nil if one of them is.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}

extension RunState.Phase {
    var word: String {
        switch self {
        case .training: "training"
        case .silent: "silent"
        case .finished: "finished"
        case .imported: "imported"
        case .unreadable: "unreadable"
        case .unread: "not read yet"
        }
    }
}
