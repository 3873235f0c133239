internal import Foundation
internal import Glibc

/// A Python process with its pool of processes, and the folder in which they keep their log and
/// their temporary files (Celery's pool has one of them, `pymp-…`, which SIGKILL leaves). It is forked from the
/// interpreter of the peers where there is one (``PythonPeer``), and does all that is its own itself.
public final class WorkerTree {
  public let process: any RunningProcess
  private let folder: TemporaryFolder

  /// - Parameters:
  ///   - version: of Celery.
  ///   - environment: all there is of it, besides TMPDIR.
  public init(
    _ version: CeleryWorker.Version, _ arguments: [String], environment: [String: String],
    workingDirectory: String
  ) throws {
    folder = try TemporaryFolder()
    let own = ["TMPDIR": folder.path, "PYTHONDONTWRITEBYTECODE": "1"]
    let all = environment.merging(own) { $1 }
    if let server = PythonPeer.server(of: version) {
      process = try ForkedProcess(
        server, arguments, environment: all, workingDirectory: workingDirectory,
        log: folder.file("log"))
    } else {
      process = try ChildProcess(
        [Sandbox.variable(version.rawValue)] + arguments, environment: all,
        workingDirectory: workingDirectory, output: .file(folder.file("log")))
    }
  }

  deinit { kill() }

  /// What it logged so far.
  public var logged: String {
    (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? ""
  }

  /// SIGKILL to all of them at once, as a machine does that loses its power, and waits. The pool's
  /// processes have the sockets of the first one, which are open for as long as one of them lives.
  public func kill() {
    guard process.isRunning else { return }
    let group = process.processIdentifier
    Glibc.kill(-group, SIGKILL)
    process.wait()
    // None comes to it any more, and to look at all processes there are takes longer than they do.
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var left = pids.filter { $0.first?.isNumber == true && Self.lives($0, in: group) }
    while !left.isEmpty {
      sched_yield()
      left = left.filter { Self.lives($0, in: group) }
    }
  }

  /// Whether a process of the group still runs; one that is only waited for holds nothing any more.
  private static func lives(_ pid: String, in group: Int32) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let end = line.lastIndex(of: ")")
    else { return false }
    // Behind the name: state, parent, group (proc(5)).
    let fields = line[line.index(after: end)...].split(separator: " ")
    return fields.count > 2 && fields[0] != "Z" && fields[2] == String(group)
  }
}
