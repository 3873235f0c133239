import CeleryProtocol
import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Faults S18 on a real terminal: what servers and files say reaches it only as text.
@Suite struct HostileTextTests {
  /// As a program under a pseudo-terminal; what the terminal got is the output.
  private static let underTerminal = """
    import os, pty, sys
    sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 65536))))
    """

  private static let hostile = "X\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}Y"
  /// The same in JSON, as another program writes it.
  private static let hostileJSON = #"X\u001b]0;owned\u0007\u009b31m\u202eY"#

  private func onTerminal(
    _ arguments: [String], _ world: RedeemWorld
  ) async throws -> String {
    let environment = world.environment.merging(["TERM": "xterm-256color", "LANG": "C.UTF-8"]) {
      $1
    }
    let result = try await CommandRun.run(
      Sandbox.variable("INVITECTL_TEST_PYTHON"),
      ["-c", Self.underTerminal, CommandRun.invitectlPath] + arguments, environment: environment)
    return result.output
  }

  /// Line breaks as a terminal gets them, and the colours and the clearing of a line that are ours.
  private func isSafe(_ output: String) -> Bool {
    var text = output
    for own in ["\r\u{1B}[K"] + ["0", "1", "2", "7", "31", "32", "35"].map({ "\u{1B}[\($0)m" }) {
      text = text.split(separator: own, omittingEmptySubsequences: false).joined()
    }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\r" || scalar == "\n"
      case .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
  }

  @Test func `a hostile result of a task is text, in every format`() async throws {
    let world = try RedeemWorld()
    let results = try TestRedis.connect(world.redis.result)
    for format in ["text", "json"] {
      let id = CeleryID.random()
      // Not final: told while waiting; the end of the wait names it too.
      try results.send(
        "SET", "celery-task-meta-\(id)",
        #"{"status": "\#(Self.hostileJSON)", "task_id": "\#(id)", "result": null}"#)
      let waiting = try await onTerminal(
        [
          "redeem", "DIRECT10", "a@example.com", "--id", id, "--wait=1s", "-o", format,
          "--no-limit",
        ],
        world)
      #expect(waiting.contains("owned"), "\(waiting.debugDescription)")
      #expect(isSafe(waiting), "\(waiting.debugDescription)")
      let failed = CeleryID.random()
      try results.send(
        "SET", "celery-task-meta-\(failed)",
        #"{"status": "FAILURE", "task_id": "\#(failed)", "result": {"exc_type": "E", "#
          + #""exc_message": ["\#(Self.hostileJSON)"]}}"#)
      let ended = try await onTerminal(
        [
          "redeem", "DIRECT10", "b@example.com", "--id", failed, "--wait=9s", "-o", format,
          "--no-limit",
        ],
        world)
      #expect(ended.contains("owned"), "\(ended.debugDescription)")
      #expect(isSafe(ended), "\(ended.debugDescription)")
    }
  }

  @Test func `so are names of teams, queues, tasks and files`() async throws {
    let world = try RedeemWorld()
    try world.postgres.execute(
      "UPDATE teams SET name = $1 WHERE name = 'roomy'", [Self.hostile], deadline: .soon)
    try world.postgres.execute(
      "UPDATE team_groups SET name = $1 WHERE name = 'alpha'", [Self.hostile], deadline: .soon)
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, error_message, created_at)
      VALUES ('q@example.com', $1, 'PENDING', $2, (now() AT TIME ZONE 'utc') - interval '1 day')
      """, [Self.hostile, Self.hostile], deadline: .soon)
    try world.broker.send(
      "LPUSH", RedeemWorld.queue,
      #"{"body": "W1tdLCB7fSwge31d", "content-encoding": "utf-8", "content-type": "application/json", "#
        + #""headers": {"task": "\#(Self.hostileJSON)", "id": "\#(Self.hostileJSON)"}, "#
        + #""properties": {"delivery_tag": "x", "body_encoding": "base64"}}"#)
    try world.broker.send(
      "SADD", "_kombu.binding.\(Self.hostile)",
      "\(Self.hostile)\u{6}\u{16}\u{6}\u{16}\(Self.hostile)")
    let file = "/nowhere/\(Self.hostile)"
    var shown = 0
    for arguments in [
      ["metrics-dump"], ["metrics-dump", "-o", "json"], ["inspect-workers", "peek", "invites"],
      ["inspect-workers", "peek", "invites", "-o", "json"], ["inspect-workers", "overview"],
      ["inspect-workers", "overview", "-o", "json"], ["cleanup-queue", "--stuck", "-n"],
      ["cleanup-queue", "--stuck", "-n", "-o", "json"], ["redeem", "--batch", file],
      ["redeem", "--batch", file, "-o", "json"], ["doctor", "--config", file], [Self.hostile],
      ["redeem", "DIRECT10", "a\(Self.hostile)@example.com"], ["redeem", "bucket", Self.hostile],
      ["redeem", Self.hostile, "a@example.com", "--explain", "--show"],
    ] {
      let output = try await onTerminal(arguments, world)
      #expect(isSafe(output), "\(arguments): \(output.debugDescription)")
      if output.lowercased().contains("owned") { shown += 1 }
    }
    // Else nothing was shown.
    #expect(shown >= 9)
  }
}
