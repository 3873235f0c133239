import Foundation
import Glibc
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The question before destructive work, on a real terminal: whatever ends it, nothing is done, the
/// terminal is as it was and no lock is held.
@Suite struct ConfirmationTests {
  enum Command: String, CaseIterable, Sendable {
    case cleanup, stuck, resync, migrate, purge

    var arguments: String {
      switch self {
      case .cleanup: "cleanup-queue"
      case .stuck: "cleanup-queue --stuck"
      case .resync: "force-resync --all --from database"
      case .migrate: "migrate down"
      case .purge: "inspect-workers control purge invites"
      }
    }
  }

  private struct World {
    let sync: SyncWorld
    let session: TerminalSession
    private let folder: TemporaryFolder

    init() async throws {
      sync = try SyncWorld()
      try sync.addSyncedCodes("Q", 1)
      try sync.postgres.execute("UPDATE redeem_codes SET used_count = 3", deadline: .soon)
      try sync.sync()
      try sync.postgres.executeScript(
        """
        UPDATE invitectl.redeem_sync SET state = 'baseline', spread_high = 2;
        INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, processed_at)
        SELECT i || '@x.io', 'Q1', CASE i WHEN 1 THEN 'PENDING' ELSE 'SUCCESS' END
            ::invitequeuestatus, 0, (now() AT TIME ZONE 'utc') - interval '90 days',
          CASE i WHEN 1 THEN NULL ELSE (now() AT TIME ZONE 'utc') - interval '80 days' END
        FROM generate_series(1, 5) i
        """, deadline: .soon)
      let up = try await CommandRun.invitectl(["migrate", "up"], environment: sync.environment)
      #expect(up.exitCode == 0, "\(up.errors)")
      folder = try TemporaryFolder()
      session = try await TerminalSession(
        columns: 160, rows: 40,
        environment: sync.environment.merging([
          "TERM": "xterm-256color", "IV": CommandRun.invitectlPath, "BEFORE": folder.file("before"),
        ]) { $1 })
      // SIGQUIT leaves a core where that is allowed.
      try await session.press("ulimit -c 0", "Enter")
    }

    /// Everything that a command could have changed.
    func state() throws -> String {
      try sync.postgres.query(
        """
        SELECT (SELECT string_agg(t::text, ' ' ORDER BY id) FROM invite_queue t)
          || (SELECT string_agg(t::text, ' ' ORDER BY id) FROM redeem_codes t)
          || (SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY 1) FROM pg_index
            WHERE indrelid = 'invite_queue'::regclass OR indrelid = 'redeem_codes'::regclass)
          AS state
        """, deadline: .soon
      ).only().string("state")
    }

    func ask(_ command: Command) async throws {
      // An earlier question must be gone: what is typed at the sight of it would be the shell's.
      try await session.press("clear", "Enter")
      try await session.wait(for: "an empty screen") { lines in
        !lines.contains { $0.contains("to go ahead:") || $0.contains("left=") }
      }
      try await session.press(
        "stty -g >$BEFORE; $IV \(command.arguments); echo left=$?", "Enter")
      try await session.wait(for: "the question") { lines in
        lines.contains { $0.contains("to go ahead:") }
      }
    }

    /// The last process that the shell started.
    func pid() throws -> Int32 {
      let name = CommandRun.invitectlPath
      for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
        guard let pid = Int32(entry),
          let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"),
          String(decoding: words, as: UTF8.self).hasPrefix(name + "\0"),
          let variables = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
          String(decoding: variables, as: UTF8.self).contains("/\(sync.database.name)")
        else { continue }
        return pid
      }
      throw Sandbox.Missing(description: "no such process")
    }

    func expectNothingHappened(_ before: String) async throws {
      #expect(try state() == before)
      #expect(
        try sync.postgres.query(
          """
          SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE l.locktype = 'advisory' AND d.datname = current_database()
          """, deadline: .soon
        ).isEmpty)
      try await session.press("stty -g | cmp - $BEFORE && echo as it was", "Enter")
      try await session.wait(for: "the settings as they were") { $0.contains("as it was") }
    }
  }

  @Test(arguments: Command.allCases)
  func `one ^C ends it`(_ command: Command) async throws {
    let world = try await World()
    let before = try world.state()
    try await world.ask(command)
    try await world.session.press("C-c")
    let lines = try await world.session.wait(for: "the end") { $0.contains("left=130") }
    #expect(lines.contains { $0.contains("nothing was done") }, "\(lines)")
    try await world.expectNothingHappened(before)
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131)])
  func `one signal ends it`(signal: Int32, status: Int) async throws {
    let world = try await World()
    let before = try world.state()
    try await world.ask(.cleanup)
    kill(try world.pid(), signal)
    try await world.session.wait(for: "the end") { $0.contains("left=\(status)") }
    try await world.expectNothingHappened(before)
  }

  @Test func `the quit key, the end of the input and another answer end it`() async throws {
    let world = try await World()
    let before = try world.state()
    for (keys, status) in [(["C-\\"], 131), (["C-d"], 1), (["no", "Enter"], 1)] {
      try await world.ask(.cleanup)
      for key in keys { try await world.session.press(key) }
      try await world.session.wait(for: "the end") { $0.contains("left=\(status)") }
      try await world.expectNothingHappened(before)
    }
  }

  @Test func `^Z and back, then the name: it goes ahead`() async throws {
    let world = try await World()
    try await world.ask(.cleanup)
    try await world.session.press("C-z")
    try await world.session.wait(for: "the shell") { lines in
      lines.contains { $0.contains("Stopped") }
    }
    try await world.session.press("fg", "Enter")
    // Asked again: by then the terminal is its own.
    try await world.session.wait(for: "the question once more") { lines in
      lines.count { $0.contains("to go ahead:") } == 2
    }
    try await world.session.press(world.sync.database.name, "Enter")
    try await world.session.wait(for: "the end") { lines in
      lines.contains { $0.contains("deleted") || $0.contains("Deleted") }
    }
    #expect(
      try world.sync.postgres.query("SELECT FROM invite_queue", deadline: .soon).count == 1)
  }
}
