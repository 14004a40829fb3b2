import Foundation

/// A program with its own controlling terminal: typed characters can become signals.
package final class PseudoTerminal {
    package private(set) var screen: Screen
    /// All bytes that were shown so far, including erased ones.
    package private(set) var printed: [UInt8] = []
    private let master: Int32
    private let process: pid_t

    /// Starts the `ganzoo` that was built together with these tests.
    package init(columns: Int, _ arguments: [String], environment: [String: String] = [:]) throws {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 50, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&master, &slave, &name, nil, &size) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { close(slave) }
        // Child processes of these tests must not keep it open.
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        let program = Program.products.appending(path: "ganzoo").path
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        process = try Self.spawn(program, [program] + arguments, all, onto: name)
        self.master = master
        screen = Screen(columns: columns)
    }

    deinit {
        kill(process, SIGKILL)
        close(master)
    }

    /// In a new session, so that the first terminal that it opens becomes its controlling terminal.
    private static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String], onto terminal: [CChar]
    ) throws -> pid_t {
        var (actions, attributes, process) = (posix_spawn_file_actions_t(), posix_spawnattr_t(), pid_t())
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(&attributes, newSession)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, terminal, O_RDWR, 0)
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, descriptor)
        }
        func pointers(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
        let (words, variables) = (pointers(arguments), pointers(environment))
        defer { for pointer in words + variables { free(pointer) } }
        let status = posix_spawn(&process, program, &actions, &attributes, words, variables)
        guard status == 0 else { throw POSIXError(.init(rawValue: status) ?? .EIO) }
        return process
    }

    /// The flags of the terminal's settings, such as ECHO and ICANON.
    package var localFlags: tcflag_t {
        var settings = termios()
        tcgetattr(master, &settings)
        return settings.c_lflag
    }

    package func signal(_ number: Int32) { kill(process, number) }

    package func type(_ text: String) {
        _ = text.utf8.withContiguousStorageIfAvailable { write(master, $0.baseAddress, $0.count) }
    }

    /// Changes the width, as a user does with a window.
    package func resize(columns: Int) {
        var size = winsize(ws_row: 50, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        screen.resize(columns: columns)
    }

    /// Shows the program's output until the screen satisfies a condition.
    /// - Returns: false if the program ended before that.
    @discardableResult package func show(until isWanted: (Screen) -> Bool) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !isWanted(screen) {
            // When the other side is closed, Linux returns an error and not an end of file.
            let count = read(master, &bytes, bytes.count)
            guard count > 0 else { return false }
            printed += bytes.prefix(count)
            screen.take(bytes.prefix(count))
        }
        return true
    }

    /// Shows the remaining output, and waits for the end.
    /// - Returns: the exit status; negative for a signal.
    package func finish() -> Int32 {
        show { _ in false }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}
