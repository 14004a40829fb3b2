import Foundation
import GANTestSupport
import Testing

@testable import GANRun

@Suite struct DeviceTests {
    @Test(arguments: [
        ("cpu", Device.cpu), ("torch-cpu", .torchCPU), ("cuda", .cuda(0)), ("cuda:0", .cuda(0)), ("cuda:3", .cuda(3)),
        ("gpu", nil), ("cuda:", nil), ("cuda:-1", nil), ("cuda:1x", nil), ("", nil), ("CPU", nil),
    ]) func namesAreRead(_ text: String, _ device: Device?) { #expect(Device(text) == device) }

    @Test func descriptionsAreNames() {
        for device in [Device.cpu, .torchCPU, .cuda(0), .cuda(12)] { #expect(Device(device.description) == device) }
    }

    @Test func aFolderWithoutPyTorchIsNamed() throws {
        let place = try Workplace()
        let error = #expect(throws: RunError.self) { try Device.torchCPU.use(torch: place.path("torch")) }
        #expect(
            "\(error, default: "")" == """
                \(place.path("torch")) has no libtorch_cpu.so
                  fix: name the folder of an installed Python package torch, or compute on the processor
                """)
    }

    /// The library is found in the package's folder, and a file that is no library is said.
    @Test func aLibraryThatCannotBeOpenedIsNamed() throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(atPath: place.path("torch/lib"), withIntermediateDirectories: true)
        try place.write("torch/lib/libtorch_cpu.so", "no library")
        try place.write("torch/lib/libc10.so", "no library")
        let error = #expect(throws: RunError.self) { try Device.torchCPU.use(torch: place.path("torch")) }
        let text = "\(error, default: "")"
        #expect(text.hasPrefix("PyTorch in \(place.path("torch/lib")) cannot be used: "), "\(text)")
        #expect(
            text.contains("libc10.so")
                && text.contains("\n  fix: install a newer Python package torch, or compute on the processor"),
            "\(text)")
    }
}
