import CeleryProtocol
import Foundation
import Glibc
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `inspect-workers --watch` in a real terminal, with fifty workers and ten thousand messages.
@Suite struct WatchTerminalTests {
  private let redis: TestRedis
  private let fleet: BackgroundProcess
  private let directory: URL

  init() async throws {
    redis = try TestRedis()
    directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    fleet = try BackgroundProcess([
      Sandbox.variable("INVITECTL_TEST_PYTHON"), tests.appending(path: "peers/fleet.py").path,
      "\(redis.broker)", "50", "20",
    ])
    let message = try TaskMessage(task: "app.tasks_celery.process_invite_task", queue: "invites")
    let keys = BrokerKeys(database: redis.broker.database)
    let list = message.queueKey(keys)
    let encoded = message.encoded
    _ = try TestRedis.connect(redis.broker).pipeline(
      (0..<10_000).map { _ in ["LPUSH", list, encoded] }, deadline: .soon)
    let limit = ContinuousClock.now + .seconds(120)
    while !fleet.output.contains("ready") {
      try #require(ContinuousClock.now < limit && fleet.isRunning, "\(fleet.output)")
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func session(
    columns: Int, rows: Int, _ more: [String: String] = [:]
  ) async throws -> TerminalSession {
    try await TerminalSession(
      columns: columns, rows: rows,
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "TERM": "xterm-256color",
        "IV": CommandRun.invitectlPath, "D": directory.path,
      ].merging(more) { $1 })
  }

  /// Starts the watch and waits for its first screen with answers.
  private func watch(_ session: TerminalSession) async throws -> [String] {
    try await session.press(
      #"clear; stty -g >$D/before; $IV inspect-workers --watch; echo left=$?"#)
    try await session.press("Enter")
    return try await session.wait(for: "the watch") { lines in
      lines.contains { $0.hasPrefix("QUEUE") } && lines.last?.hasPrefix("? keys") == true
        && lines.contains { $0.hasPrefix("worker01@invites-1  replied") }
    }
  }

  /// The terminal is as it was: its settings, the cursor, the screen.
  private func isRestored(_ session: TerminalSession) async throws {
    let state = try await session.state()
    #expect(!state.isFullScreen)
    #expect(state.showsCursor)
    try await session.press("clear; stty -g | cmp - $D/before && echo as it was", "Enter")
    try await session.wait(for: "the settings as they were") { $0.contains("as it was") }
  }

  @Test(arguments: [(80, 24), (200, 50)])
  func `it fills the screen and no more, at either size`(columns: Int, rows: Int) async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let session = try await session(columns: columns, rows: rows)
    let lines = try await watch(session)
    #expect(lines.count == rows)
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(lines.contains { $0.hasPrefix("invites  10000") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("worker01@invites-1  replied") })
    #expect(lines.contains { $0.contains("more, of 50") })
    // Nothing between the workers and the footer is left empty.
    #expect(lines.dropLast().last?.isEmpty == false, "\(lines)")
    #expect(lines.contains { $0.contains("VERSION") } == (columns == 200))
    let shown = try await session.state()
    #expect(shown.isFullScreen)
    try await session.press("?")
    let help = try await session.wait(for: "the keys") { $0.first == "Keys" }
    #expect(!help.contains { $0.contains("…") || $0.contains("\\u") }, "\(help)")
    try await session.press("?", "q")
    try await session.wait(for: "the end") { $0.contains("left=0") }
    try await isRestored(session)
  }

  @Test func `it follows the window, takes keys, and gives the terminal back each time`()
    async throws
  {
    defer { try? FileManager.default.removeItem(at: directory) }
    let session = try await session(columns: 80, rows: 24)
    _ = try await watch(session)
    try await session.resize(columns: 200, rows: 50)
    try await session.wait(for: "the wide screen") { lines in
      lines.count == 50 && lines.contains { $0.contains("VERSION") }
        && lines.last?.hasPrefix("? keys") == true
    }
    try await session.resize(columns: 80, rows: 24)
    try await session.wait(for: "the narrow screen") { lines in
      lines.count == 24 && lines.last?.hasPrefix("? keys") == true
    }
    // A filter in one go, as a paste comes.
    try await session.press("/worker17", "Enter")
    try await session.wait(for: "the one worker") { lines in
      lines.contains { $0.hasPrefix("worker17@") } && !lines.contains { $0.hasPrefix("worker01@") }
    }
    try await session.press("/", "Escape")
    try await session.wait(for: "all workers") { $0.contains { $0.hasPrefix("worker01@") } }
    try await session.press("G")
    try await session.wait(for: "the last worker") { $0.contains { $0.hasPrefix("worker50@") } }
    try await session.press(" ")
    try await session.wait(for: "the pause") { $0.first?.contains("PAUSED") == true }

    try await session.press("C-z")
    try await session.wait(for: "the shell") { $0.contains { $0.contains("Stopped") } }
    try await isRestored(session)
    try await session.press("fg", "Enter")
    try await session.wait(for: "the watch again") { lines in
      lines.contains { $0.hasPrefix("QUEUE") } && lines.last?.hasPrefix("? keys") == true
    }
    let state = try await session.state()
    #expect(state.isFullScreen && !state.showsCursor)
    try await session.press("C-c")
    try await session.wait(for: "the shell") { lines in
      // bash's own prompt, of root or of another.
      guard let last = lines.last(where: { !$0.isEmpty }) else { return false }
      return last.hasSuffix("#") || last.hasSuffix("$")
    }
    try await isRestored(session)
    try await session.press("clear; fg; echo none=$?", "Enter")
    try await session.wait(for: "no job left") { $0.contains("none=1") }
  }

  @Test func `a trap of our own gives the terminal back`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let session = try await session(
      columns: 80, rows: 24, ["INVITECTL_FAILPOINT": "watch-drawn:trap"])
    try await session.press(
      #"clear; stty -g >$D/before; $IV inspect-workers --watch 2>/dev/null; echo left=$?"#, "Enter")
    try await session.wait(for: "the trap") { lines in
      lines.contains { ["left=132", "left=133"].contains($0) }
    }
    try await isRestored(session)
  }

  /// A signal ends an endless look as `events` and `--listen` are ended: well.
  @Test(arguments: [
    ("C-c", 130), ("SIGTERM", 0), ("SIGHUP", 0), ("SIGILL", 132), ("SIGTRAP", 133),
    ("SIGABRT", 134), ("SIGBUS", 135), ("SIGFPE", 136), ("SIGSEGV", 139), ("SIGQUIT", 131),
    ("SIGUSR1", 138),
  ])
  func `however it ends, the terminal is given back`(by: String, code: Int) async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let session = try await session(columns: 80, rows: 24)
    try await session.press(
      #"clear; stty -g >$D/before; (echo $BASHPID >$D/pid; exec $IV inspect-workers --watch)"#)
    try await session.press("; echo left=$?", "Enter")
    try await session.wait(for: "the watch") { $0.last?.hasPrefix("? keys") == true }
    if by.hasPrefix("SIG") {
      let text = try String(contentsOf: directory.appending(path: "pid"), encoding: .utf8)
      let pid = try #require(Int32(text.split(separator: "\n").first ?? ""))
      let numbers = [
        "SIGTERM": SIGTERM, "SIGHUP": SIGHUP, "SIGILL": SIGILL, "SIGTRAP": SIGTRAP,
        "SIGABRT": SIGABRT, "SIGBUS": SIGBUS, "SIGFPE": SIGFPE, "SIGSEGV": SIGSEGV,
        "SIGQUIT": SIGQUIT, "SIGUSR1": SIGUSR1,
      ]
      kill(pid, try #require(numbers[by]))
    } else {
      try await session.press(by)
    }
    try await session.wait(for: "exit code \(code)") { $0.contains("left=\(code)") }
    try await isRestored(session)
  }
}
