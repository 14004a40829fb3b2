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
    @OptionGroup var device: DeviceOptions
    @Flag(help: "Also compare every operation of the device and its gradients with those of the CPU backend.") var all =
        false

    @Flag(help: .hidden) var rankTest = false

    func run() throws {
        if rankTest { return try MPIReport.runTest() }
        try device.use()
        try plugins.load()
        var report = DoctorReport()
        let cases = DeviceCase.all.map { SelfTest(name: $0.name, run: $0.problem) }
        for test in SelfTest.all + (all ? cases : []) { report.add(test, problem: test.run()) }
        try output.show(report) { (report.lines + report.tests.map(\.line)).joined(separator: "\n") }
        let failed = report.tests.count { !$0.passed }
        guard failed == 0 else {
            throw CommandFailure.failed(
                "\(failed) of \(counted(report.tests.count, "test")) failed: this build computes wrong numbers; do not train with it"
            )
        }
    }
}
