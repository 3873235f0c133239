import CeleryProtocol
import Foundation
import Glibc
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What is typed in the watch while a worker does not answer.
@Suite struct WatchPatienceTests {
  @Test func `what is typed before the question is no answer to it, and that it looks is said`()
    async throws
  {
    let redis = try TestRedis()
    let shown = try CeleryWorker("shown", on: redis, queues: "celery")
    let asleep = try CeleryWorker("asleep", on: redis, queues: "other")
    let folder = try TemporaryFolder()
    let session = try await TerminalSession(
      columns: 80, rows: 24,
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "TERM": "xterm-256color", "IV": CommandRun.invitectlPath, "D": folder.path,
        "INVITECTL_FAILPOINT": "watch-looking:stop",
      ])
    // Without job control the shell leaves the terminal to the watch when that stops.
    try await session.press(
      "set +m; clear; bash -c 'echo $$ >$D/pid; exec $IV inspect-workers --watch'; echo left=$?",
      "Enter")
    let first = try await session.wait(for: "the fleet") { lines in
      lines.contains { $0.hasPrefix(shown.node) && $0.contains(" replied ") }
        && lines.last?.hasPrefix("? keys") == true
    }
    #expect(first.last?.contains("d drain") == true, "\(first)")
    try await session.press("x")
    try await session.wait(for: "why nothing is done") {
      $0.last?.hasPrefix("x revokes a task") == true
    }
    asleep.signal(SIGSTOP)
    defer { asleep.signal(SIGCONT) }
    try await session.press("Tab", "g", "p")
    try await session.wait(for: "that it looks") { $0.contains { $0.hasPrefix("Looking") } }
    // It stands still there until all of what is typed lies in the terminal.
    let written = try String(contentsOfFile: folder.file("pid"), encoding: .utf8)
    let pid = try #require(Int32(written.trimmingCharacters(in: .newlines)))
    #expect(try await HeldProcess.stop(pid), "the watch has ended")
    try await session.press("celery", "Enter")
    let terminal = open("/proc/\(pid)/fd/0", O_RDONLY | O_NOCTTY | O_CLOEXEC)
    try #require(terminal >= 0)
    defer { close(terminal) }
    try await eventually("what was typed is there") {
      var count: Int32 = 0
      return ioctl(terminal, UInt(FIONREAD), &count) == 0 && count == 7
    }
    kill(pid, SIGCONT)
    let asked = try await session.wait(for: "the question") { lines in
      lines.contains { $0.contains("to go ahead:") }
    }
    // Nor is it seen.
    #expect(!asked.contains { $0 == "celery" || $0.contains("scelery") }, "\(asked)")
    // What was typed is gone: the question waits, and nothing is paused.
    try await session.press("no", "Enter")
    let lines = try await session.wait(for: "the refusal") { lines in
      lines.contains { $0.contains("nothing was done") }
    }
    #expect(lines.contains { $0.contains("to go ahead: no") }, "\(lines)")
    #expect(
      try TestRedis.connect(redis.broker).send("EXISTS", "invitectl:paused").asInteger() == 0)
    withExtendedLifetime((shown, asleep)) {}
  }
}
