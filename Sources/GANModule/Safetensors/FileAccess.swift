#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file or folder, whatever path names it.
package struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    package init(device: UInt64, inode: UInt64) { (self.device, self.inode) = (device, inode) }
}

/// Whose a file or folder is, and who may change it.
package struct FileAccess: Sendable {
    private let owner: UInt32
    private let group: UInt32
    private let mode: UInt32

    init(owner: UInt32, group: UInt32, mode: UInt32) { (self.owner, self.group, self.mode) = (owner, group, mode) }

    /// Whether it belongs to the user of this process.
    package var isOwn: Bool { owner == geteuid() }
    package var isRoots: Bool { owner == 0 }

    /// Whether another user than the owner may write to it; root always may.
    ///
    /// A group with the owner's number is his alone: Debian and Fedora make one for each user, and a mask that lets it write.
    package var isOpenToOthers: Bool { isOpenToAll || isOpenToGroup }

    private var isOpenToAll: Bool { mode & S_IWOTH != 0 }
    private var isOpenToGroup: Bool { mode & S_IWGRP != 0 && group != owner }

    /// How somebody else than this user and root may change it, or what is in it.
    package enum Weakness: Sendable {
        /// It belongs to another user.
        case isForeign
        /// Others than the owner may write to it.
        case isOpen
    }

    /// Nil if only this user and root may change it.
    /// - Parameter mayBeSticky: whether others may write to a folder in which they cannot rename or remove what is not theirs.
    package func weakness(mayBeSticky: Bool) -> Weakness? { weakness(besides: [], mayBeSticky: mayBeSticky) }

    /// Nil if nobody may change it but this user, root, and those who may change one of `others`, too.
    /// - Parameters:
    ///   - others: files and folders. What is in a sticky one belongs to those who put it there, so it counts for its owner alone.
    ///   - mayBeSticky: as above.
    package func weakness(besides others: [FileAccess], mayBeSticky: Bool) -> Weakness? {
        if !isOwn, !isRoots, !others.contains(where: { $0.owner == owner }) { return .isForeign }
        if mayBeSticky && isSticky { return nil }
        let open = others.filter { !$0.isSticky }
        if open.contains(where: \.isOpenToAll) { return nil }
        let isKnownGroup = open.contains { $0.isOpenToGroup && $0.group == group }
        return isOpenToAll || (isOpenToGroup && !isKnownGroup) ? .isOpen : nil
    }

    /// Whether another user than the owner has any right on it.
    package var isPrivate: Bool { mode & (S_IRWXG | S_IRWXO) == 0 }

    /// Whether it is a folder in which nobody may rename or remove what belongs to others, such as /tmp.
    package var isSticky: Bool { mode & UInt32(S_ISVTX) != 0 }
}
