import Foundation
import GANModule

/// Searches GANZoo's own checkout, or the one that a package was built with, from a program's folder upwards. The search ends at the first
/// that is found, also if it is refused.
struct CheckoutSearch {
    private(set) var checkout: URL?
    private(set) var refusal: Installation.Refusal?
    private let trust: ProgramTrust

    init(above start: URL, _ trust: ProgramTrust) {
        self.trust = trust
        var folder = start
        while true {
            if let found = ([folder] + dependencies(of: folder)).first(where: Self.isCheckout) {
                refusal = trust.refusal(of: found.path, Self.parts, as: .files)
                if refusal == nil { checkout = found }
                return
            }
            let parent = folder.deletingLastPathComponent()
            if parent.path == folder.path { return }
            folder = parent
        }
    }

    /// What is read or compiled of a checkout.
    private static let parts = ["Package.swift", "recipes", "features", "Sources", "Sources/GANRun", "Examples"]

    static func isCheckout(_ folder: URL) -> Bool {
        Installation.isFolder(folder.appending(path: "recipes"))
            && Installation.isFolder(folder.appending(path: "Sources/GANRun"))
            && FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
    }

    // MARK: SwiftPM's record of a build folder

    /// Folders of the packages that a build folder was made with; none for any other folder.
    private mutating func dependencies(of folder: URL) -> [URL] {
        guard let data = record(folder.appending(path: "workspace-state.json").path),
            let state = try? JSONDecoder().decode(WorkspaceState.self, from: data)
        else { return [] }
        return state.object.dependencies.flatMap { dependency in
            let location = dependency.packageRef.location
            return [folder.appending(path: "checkouts/\(dependency.subpath)")]
                + (location.hasPrefix("/") ? [URL(fileURLWithPath: location)] : [])
        }
    }

    /// In bytes. A real record has a few kilobytes for each dependency.
    private static let largestRecord = 1 << 20

    private mutating func record(_ path: String) -> Data? {
        guard let file = try? SystemFile.reading(path, followsLinks: false), let status = try? file.status(),
            status.isRegular, status.size <= Self.largestRecord
        else { return nil }
        if let problem = trust.refusal(ofFile: path, status.access) {
            refusal = refusal ?? problem
            return nil
        }
        return (try? file.read(status.size, at: 0, as: UInt8.self)).map { Data($0) }
    }

    /// The parts of the record that are read here.
    private struct WorkspaceState: Decodable {
        struct Object: Decodable { let dependencies: [Dependency] }
        struct Dependency: Decodable {
            let packageRef: PackageReference
            let subpath: String
        }
        struct PackageReference: Decodable { let location: String }

        let object: Object
    }
}
