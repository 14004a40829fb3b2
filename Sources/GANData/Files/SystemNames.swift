/// Names of files that file managers, storage servers and version control create next to the user's files.
enum SystemNames {
    /// Folders that systems create, in lower case.
    private static let folders: Set = [
        // Synology and QNAP
        "@eadir", "@tmp", "@recycle", "@recently-snapshot", "#recycle", "#snapshot",
        // Windows
        "$recycle.bin", "recycler", "recycled", "system volume information", "found.000", "$extend",
        // macOS, also in archives and on servers
        "__macosx", "network trash folder", "temporary items", "thevolumesettingsfolder",
        // Linux and Python
        "lost+found", "__pycache__",
    ]
    private static let files: Set = [
        "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "picasa.ini", "zbthumbnail.info",
    ]

    static func isFolder(_ name: String) -> Bool { folders.contains(name.lowercased()) }

    /// Whether the file is hidden, like `._1.png` and `.DS_Store`, or belongs to a file manager.
    static func isFile(_ name: String) -> Bool { isHidden(name) || files.contains(name.lowercased()) }

    static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") && name != "." }
}
