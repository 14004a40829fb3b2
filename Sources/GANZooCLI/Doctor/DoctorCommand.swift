import ArgumentParser
import Foundation
import GANCore
import GANRun

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Shows the versions of libraries, and tests that this build computes correctly.",
        discussion: "The exit code is 1 if a test fails.")
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var output: ReportOptions

    func run() throws {
        try plugins.load()
        var report = DoctorReport()
        for test in SelfTest.all { report.add(test, problem: test.run()) }
        try output.show(report) { (report.lines + report.tests.map(\.line)).joined(separator: "\n") }
        let failed = report.tests.count { !$0.passed }
        guard failed == 0 else {
            throw CommandFailure.failed(
                "\(failed) of \(counted(report.tests.count, "test")) failed: this build computes wrong numbers; do not train with it"
            )
        }
    }
}
