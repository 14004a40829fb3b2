import Foundation
import GANTestSupport
import Testing

@testable import GANModule

@Suite struct FileAccessTests {
    /// Owner, group, mode; whether another user may write.
    @Test(
        arguments: [
            (1000, 1000, 0o644, false), (1000, 1000, 0o664, false), (1000, 100, 0o664, true), (1000, 100, 0o644, false),
            (1000, 1000, 0o646, true), (0, 0, 0o775, false), (0, 50, 0o2775, true), (0, 0, 0o1777, true),
        ] as [(UInt32, UInt32, UInt32, Bool)])
    func whoMayWrite(_ owner: UInt32, _ group: UInt32, _ mode: UInt32, _ isOpen: Bool) {
        let access = FileAccess(owner: owner, group: group, mode: mode)
        #expect(access.isOpenToOthers == isOpen)
        #expect(access.isSticky == (mode == 0o1777))
        #expect(access.isRoots == (owner == 0))
    }

    /// Owner, group and mode of a file, and of another one that the same people may change; what is left. Nobody here is the tests' user.
    @Test(
        arguments: [
            (4000, 50, 0o755, 4001, 50, 0o755, .isForeign), (4000, 50, 0o755, 4000, 60, 0o755, nil),
            (0, 50, 0o775, 4000, 50, 0o775, nil), (0, 50, 0o775, 4000, 60, 0o775, .isOpen),
            (0, 50, 0o775, 4000, 50, 0o755, .isOpen), (0, 50, 0o775, 4000, 50, 0o1775, .isOpen),
            (0, 50, 0o777, 4000, 50, 0o775, .isOpen), (0, 50, 0o777, 4000, 60, 0o777, nil),
            (0, 50, 0o775, 4000, 60, 0o777, nil), (0, 50, 0o1777, 4000, 60, 0o755, .isOpen),
            (4001, 50, 0o777, 4000, 60, 0o777, .isForeign),
        ] as [(UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, FileAccess.Weakness?)])
    func whatOthersMayDoBesides(
        _ owner: UInt32, _ group: UInt32, _ mode: UInt32, _ knownOwner: UInt32, _ knownGroup: UInt32,
        _ knownMode: UInt32,
        _ expected: FileAccess.Weakness?
    ) {
        let known = FileAccess(owner: knownOwner, group: knownGroup, mode: knownMode)
        let access = FileAccess(owner: owner, group: group, mode: mode)
        #expect(access.weakness(besides: [known], mayBeSticky: false) == expected)
    }

    @Test func aFileSaysWhoseItIs() throws {
        let place = try Workplace()
        try place.write("a", "")
        try FileManager.default.linkItem(atPath: place.path("a"), toPath: place.path("b"))
        try place.write("c", "")
        let status = try SystemFile.status(of: place.path("a"))
        #expect(status.access.isOwn && !status.access.isPrivate)
        #expect(try status.identity == SystemFile.status(of: place.path("b")).identity)
        #expect(try status.identity != SystemFile.status(of: place.path("c")).identity)
        _ = try SystemFile.creating(place.path("d"), isPrivate: true)
        #expect(try SystemFile.status(of: place.path("d")).access.isPrivate)
    }
}
