import Foundation
import Glibc
import LosslessJSON
import PostgresClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps
@testable import InviteStorage

/// `runs`: who ran what, from where, how it ended, and what it changed.
@Suite struct RunsTests {
  func world() throws -> SyncWorld {
    let world = try SyncWorld()
    try world.postgres.executeScript(RunLogSchema.invocation, deadline: .soon)
    return world
  }

  func runs(_ world: SyncWorld, _ words: String...) async throws -> [JSONValue] {
    try await Self.runs(world.environment, words)
  }

  static func runs(
    _ environment: [String: String], _ words: [String]
  ) async throws -> [JSONValue] {
    let result = try await CommandRun.invitectl(
      ["runs"] + words + ["-o", "json"], environment: environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: Array(result.output.utf8))["runs"]?.array ?? []
  }

  @Test func `a run says who, where and with what, and shows what it changed`() async throws {
    let world = try world()
    try world.addSyncedCode("ABCDEFGH12")
    try world.take("ABCDEFGH12", 3)
    let sync = try await CommandRun.invitectl(
      ["sync-counts", "ABCDEFGH12", "-q"], environment: world.environment)
    #expect(sync.exitCode == 0, "\(sync.errors)")
    let run = try #require(try await runs(world, "--limit", "1").first)
    #expect(run["command"]?.string == "sync-counts" && run["state"]?.string == "finished")
    #expect(run["exit_code"]?.int == 0 && run["changed"]?.int == 1)
    #expect(run["role"]?.string == "postgres")
    #expect(run["host"]?.string == ProcessInfo.processInfo.hostName)
    #expect(run["os_user"]?.string == NSUserName())
    #expect((run["pid"]?.int ?? 0) > 1)
    #expect(run["arguments"] == ["sync-counts", "ABCD****12", "-q"])
    let id = try #require(run["id"]?.int)
    let whole = try await CommandRun.invitectl(["runs", "\(id)"], environment: world.environment)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    for text in ["arguments  sync-counts ABCD****12 -q", "ABCDEFGH12  0 -> 3  ", "exit 0"] {
      #expect(whole.output.contains(text), "\(whole.output)")
    }
    let none = try await CommandRun.invitectl(["runs", "4711"], environment: world.environment)
    #expect(none.exitCode == 1 && none.errors.contains("there is no run 4711"), "\(none.errors)")
  }

  @Test func `a command to workers or queues says who and with what, too`() async throws {
    let world = try world()
    let id = UUID().uuidString.lowercased()
    for words in [
      ["purge", "sync"], ["pause", "invites"], ["resume", "invites"], ["revoke", id],
      ["terminate", id], ["add-consumer", "invites"],
      ["cancel-consumer", "invites", "-d", "nobody"],
      ["pool-grow", "-d", "nobody"], ["shutdown", "-d", "nobody"],
    ] {
      let wait = words[0] == "purge" ? [] : ["--wait", "100ms"]
      let line = ["inspect-workers", "control"] + words + wait + ["--yes"]
      let result = try await CommandRun.invitectl(line, environment: world.environment)
      let run = try #require(try await runs(world, "--limit", "1").first, "\(result)")
      #expect(run["command"]?.string == "control \(words[0])", "\(run) \(result)")
      #expect(run["state"]?.string == "finished", "\(run)")
      #expect(run["exit_code"]?.int == Int(result.exitCode ?? -1), "\(run) \(result)")
      #expect(run["role"]?.string == "postgres", "\(run)")
      #expect(run["host"]?.string == ProcessInfo.processInfo.hostName)
      #expect(run["os_user"]?.string == NSUserName())
      #expect((run["pid"]?.int ?? 0) > 1)
      #expect(run["arguments"]?.array?.compactMap(\.string) == line, "\(run)")
      let about = run["detail"]
      switch words[0] {
      case "purge", "pause", "resume": #expect(about?["queue"]?.string == words[1], "\(run)")
      case "revoke": #expect(about?["arguments"]?["task_id"]?[0]?.string == id, "\(run)")
      case "cancel-consumer", "shutdown", "pool-grow":
        #expect(about?["workers"]?[0]?.string == "nobody", "\(run)")
      default: break
      }
    }
  }

  @Test func `where there is no run that is said, and a name that is none is refused`() async throws
  {
    let world = try world()
    func text(_ words: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(["runs"] + words, environment: world.environment)
    }
    let none = try await text()
    #expect(none.exitCode == 0 && none.output.contains("no run is recorded yet"), "\(none)")
    for name in ["sync-counts", "drain", "control drain"] {
      let empty = try await text("--command", name)
      #expect(empty.exitCode == 0 && empty.output == "no such run is recorded\n", "\(empty)")
    }
    let wrong = try await text("--command", "nosuch")
    #expect(wrong.exitCode == 2, "\(wrong)")
    #expect(wrong.errors.contains("no command records its runs as nosuch"), "\(wrong)")
    #expect(wrong.errors.contains("sync-counts") && wrong.errors.contains("control drain"))
  }

  /// What changed is counted: workers that consume or do not consume any more, messages that moved.
  @Test func `of a drain, a pause, a restore and a quarantine it is said how much they changed`()
    async throws
  {
    let world = try world()
    let worker = try CeleryWorker("counted", on: world.redis, queues: "invites")
    let inspect = InspectRun(redis: world.redis)
    let folder = try TemporaryFolder()
    func run(_ words: [String], exits: Int32 = 0, changed: Int, problems: Int = 0) async throws {
      // All workers that there are answer.
      let isAsked = ["pause", "resume", "restore-unacked"].contains(words[0])
      let line =
        ["inspect-workers", "control"] + words + ["--yes"] + (isAsked ? ["--wait", "60s"] : [])
      let result = try await CommandRun.invitectl(line, environment: world.environment)
      #expect(result.exitCode == exits, "\(words): \(result)")
      let run = try #require(try await runs(world, "--limit", "1").first, "\(result)")
      #expect(run["command"]?.string == "control \(words[0])", "\(run)")
      #expect(run["state"]?.string == "finished", "\(run)")
      #expect(run["exit_code"]?.int == Int(exits), "\(run)")
      #expect(run["changed"]?.int == changed, "\(words): \(run)")
      #expect(run["problems"]?.int == problems, "\(words): \(run)")
      #expect(run["role"]?.string == "postgres", "\(run)")
      #expect(run["os_user"]?.string == NSUserName())
      #expect(run["arguments"]?.array?.first?.string == "inspect-workers", "\(run)")
    }
    let file = folder.file("message")
    try await run(["pause", "invites"], changed: 1)
    // Nobody is left to stop.
    try await run(["pause", "invites"], changed: 0)
    for _ in 0..<2 { try inspect.publish("probe.sleep", args: [300], queue: "invites") }
    try await run(["quarantine", "invites", "--to", file], changed: 1)
    try await run(["quarantine", "--put-back", file], changed: 1)
    try await run(["resume", "invites"], changed: 1)
    try inspect.waitUntilHeld(2)
    // It is not done in time, and consumes again.
    try await run(
      ["drain", "-d", worker.node, "--wait", "10s"], exits: 75, changed: 0, problems: 1)
    try await run(
      ["drain", "-d", worker.node, "--wait", "10s", "--keep"], exits: 8, changed: 1, problems: 1)
    // What it has is no problem of a restore of what nobody has.
    try await run(
      ["add-consumer", "invites", "-d", worker.node, "--wait", "60s"], changed: 1)
    try await run(["restore-unacked"], changed: 0)
    worker.kill()
    try await run(["restore-unacked"], changed: 2)
  }

  @Test func `a drain that was killed is said to have died`() async throws {
    let world = try world()
    let worker = try CeleryWorker("left", on: world.redis)
    let environment = world.environment.merging([
      "INVITECTL_FAILPOINT": "drain-cancelled:stop"
    ]) { $1 }
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "control", "drain", "-d", worker.node, "--wait", "10m", "--yes"],
      environment: environment
    ) { pid in
      let hasStopped = try await HeldProcess.stop(pid)
      #expect(hasStopped)
      kill(pid, SIGKILL)
    }
    #expect(result.signal == SIGKILL, "\(result)")
    // Its session ends when the server notices.
    let end = ContinuousClock.now + .seconds(300)
    var last: JSONValue?
    repeat {
      last = try await runs(world, "--limit", "1").first
    } while last?["state"]?.string == "running" && ContinuousClock.now < end
    #expect(last?["command"]?.string == "control drain", "\(last ?? .null)")
    #expect(last?["state"]?.string == "died", "\(last ?? .null)")
    // When nobody noted; until now it would grow.
    #expect(last?["seconds"]?.isNull ?? true, "\(last ?? .null)")
    withExtendedLifetime(worker) {}
  }
}
