import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Messages whose invite was made, in a queue that nobody consumes and in a file.
extension QuarantineTests {
  private func record(_ email: String, _ world: TraceWorld) throws {
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), '\(email)', 'SUCCESS'::invitestatus, 'DIRECT10', now() AT TIME ZONE 'utc',
        false FROM teams
      """)
  }

  @Test func `what has a queue consumed is not printed alone where that makes an invite more`()
    async throws
  {
    let world = try TraceWorld()
    let id = try world.publish("made@x.io", "DIRECT10")
    let looks = [
      ["inspect-workers", "overview"], ["doctor", "--only", "workers"],
      ["inspect-workers", "control", "add-consumer", "invites", "-n"],
      ["inspect-workers", "control", "add-consumer", "invites", "--yes", "--wait", "300ms"],
      ["inspect-workers", "probe", "invites", "--wait", "500ms"],
    ]
    func trace(_ words: [String]) async throws -> Bool {
      let look = try await CommandRun.invitectl(words, environment: world.environment)
      return (look.output + look.errors).contains("first 'invitectl trace \(id)'")
    }
    // Nobody had it, and when it was queued nothing tells: a record is another use's.
    try record("made@x.io", world)
    for words in looks { #expect(try await !trace(words), "\(words)") }
    try TraceSituation.mark(id, "made@x.io", world)
    for words in looks { #expect(try await trace(words), "\(words)") }
    // Nor what ends a pause.
    try world.redeem.broker.send(
      "HSET", PausedQueue.key, "invites",
      #"{"since": "2026-11-30T00:00:00Z", "user": "u", "host": "h", "nodes": []}"#)
    let resume = ["inspect-workers", "control", "resume", "invites", "-n", "--wait", "300ms"]
    let paused = [looks[0], looks[1], looks[4], resume]
    for words in paused { #expect(try await trace(words), "\(words)") }
  }

  /// Its worker has died; with the queue consumed it comes back, and is run.
  @Test func `nor where it comes back from a worker that is gone`() async throws {
    let world = try TraceWorld()
    let broker = world.redeem.broker
    let id = CeleryID.random()
    let message = try TraceWorld.message("made@x.io", "DIRECT10", id)
    let entry = JSONValue.array([message.envelope.json, "", .string(InviteTask.queue)])
    let now = try #require(Int(try broker.send("TIME").asStrings()[0]))
    try broker.send("HSET", "unacked", "tag", entry.pythonJSON)
    try broker.send("ZADD", "unacked_index", now - 7200, "tag")
    try broker.send(
      "HSET", PausedQueue.key, "invites",
      #"{"since": "2026-11-30T00:00:00Z", "user": "u", "host": "h", "nodes": []}"#)
    let looks = [
      ["inspect-workers", "overview"], ["doctor", "--only", "workers"],
      ["inspect-workers", "control", "resume", "invites", "-n", "--wait", "300ms"],
      ["inspect-workers", "probe", "invites", "--wait", "500ms"],
    ]
    func trace(_ words: [String]) async throws -> Bool {
      let look = try await CommandRun.invitectl(words, environment: world.environment)
      return (look.output + look.errors).contains("first 'invitectl trace \(id)'")
    }
    for words in looks { #expect(try await !trace(words), "\(words)") }
    // It was taken before: of its own is what was written since.
    try record("made@x.io", world)
    for words in looks { #expect(try await trace(words), "\(words)") }
  }

  @Test func `the plan says what may have made the invite of one that waits`() async throws {
    let world = try TraceWorld()
    let id = try world.publish("made@x.io", "DIRECT10")
    func plan() async throws -> CommandResult {
      try await CommandRun.invitectl(
        [
          "inspect-workers", "control", "quarantine", "invites", "--id", id, "--to",
          world.folder.file("made.msg"), "-n",
        ], environment: world.environment)
    }
    // Nobody had it, and when it was queued nothing tells.
    try record("made@x.io", world)
    let another = try await plan()
    #expect(another.exitCode == 0 && !another.output.contains("invite record"), "\(another)")
    try TraceSituation.mark(id, "made@x.io", world)
    let made = try await plan()
    #expect(made.exitCode == 0 && made.output.contains("invite record "), "\(made)")
    #expect(made.output.contains(": put back, it is an invite more"), "\(made)")
  }

  @Test func `of one that was made its file is kept, though its token was given back`()
    async throws
  {
    let world = try TraceWorld()
    let id = try world.publish("made@x.io", "DIRECT10")
    let file = world.folder.file("made.msg")
    let out = try await CommandRun.invitectl(
      ["inspect-workers", "control", "quarantine", "invites", "--to", file, "--yes"],
      environment: world.environment)
    #expect(out.exitCode == 0, "\(out)")
    try TraceSituation.giveBack(id, world)
    for (isMade, said) in [
      (false, "its token was given back: if the person has no invite"),
      (true, "its invite was made already, or may have been: keep the file"),
    ] {
      if isMade { try record("made@x.io", world) }
      for words in [["inspect-workers", "overview"], ["doctor", "--only", "workers"]] {
        let look = try await CommandRun.invitectl(words, environment: world.environment)
        #expect(look.output.contains(said), "\(look)")
      }
    }
  }
}
