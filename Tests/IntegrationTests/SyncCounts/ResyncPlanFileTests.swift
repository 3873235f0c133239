import Foundation
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CountProtocol
@testable import InviteOps

/// Plans of force-resync that come from a file: what they say is compared with what the servers say.
@Suite struct ResyncPlanFileTests {
  /// A bucket that was made anew after five uses, on a server that has kept all its messages: what
  /// was used is known to the traces alone.
  private final class World {
    let world: SyncWorld
    let file = Sandbox.temporaryPath(".json")

    init() throws {
      world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
      for code in ["A", "B"] {
        try world.addCode(code, max: 10, used: 0)
        try world.initialise(code)
        try world.bucket.send("EXPIRE", world.key(code), 86_000)
      }
      try world.sync()
      for code in ["A", "B"] {
        try world.take(code, 5)
        try world.initialise(code)
        try world.bucket.send("EXPIRE", world.key(code), 86_000)
      }
      try world.sync()
      try world.postgres.execute(
        """
        INSERT INTO teams (name, account_id, session_token, max_seats, is_active, created_at)
        VALUES ('t', 'a', 's', 100, true, now())
        """, deadline: .soon)
      for code in ["A", "B"] {
        try world.postgres.execute(
          """
          INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
          SELECT 1, 'r' || i || '@x.com', 'SUCCESS', $1, now(), false FROM generate_series(1, 5) i
          """, [code], deadline: .soon)
      }
    }

    deinit { unlink(file) }

    func write() async throws {
      let planned = try await CommandRun.invitectl(
        ["force-resync", "--all", "--plan", file], environment: world.environment)
      #expect(planned.exitCode == 0, "\(planned.errors)")
      #expect(try plan().items.map(\.newUsed) == [5, 5])
      #expect(try plan().changes == 2)
    }

    func plan() throws -> ResyncPlan {
      try JSONDecoder().decode(
        ResyncPlan.self, from: Data(contentsOf: URL(filePath: file)))
    }

    /// As somebody would edit it who knows how the hash is made.
    func edit(
      system: String? = nil, source: ResyncSource = .evidence,
      _ change: (inout ResyncItem) -> Void = { _ in }
    ) throws {
      let old = try plan()
      let items = old.items.map { item in
        var item = item
        if item.code == "A" { change(&item) }
        return item
      }
      let edited = ResyncPlan(
        database: old.database, system: system ?? old.system, source: source, items: items)
      try edited.checkGenuine()
      try JSONEncoder().encode(edited).write(to: URL(filePath: file))
    }

    func apply(_ more: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["force-resync", "--apply", file, "--yes"] + more, environment: world.environment)
    }

    /// Used and tokens of both codes.
    func counts() throws -> [Int?] {
      [try world.used("A"), try world.tokens("A"), try world.used("B"), try world.tokens("B")]
    }
  }

  @Test func `what still holds is applied, whatever evidence has moved on`() async throws {
    let world = try World()
    try await world.write()
    let applied = try await world.apply()
    #expect(applied.exitCode == 0, "\(applied.errors)")
    #expect(try world.counts() == [5, 5, 5, 5])
    #expect(try world.world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `an edited plan does nothing that the evidence does not say`() async throws {
    let world = try World()
    try await world.write()
    let before = try world.counts()
    let edits: [(String, (inout ResyncItem) -> Void)] = [
      ("push", { $0.push = 1_000_000_000 }),
      ("count", { ($0.newUsed, $0.push) = (0, 10 - ($0.tokens ?? 0)) }),
      ("held", { ($0.newHeld, $0.push) = (-1_000_000_000, 1_000_000_000) }),
      (
        "certainty",
        {
          $0.newCertainty = Certainty(state: .exact, low: 0, high: 0)
          $0.newUsed = 7
        }
      ),
    ]
    let original = try Data(contentsOf: URL(filePath: world.file))
    for (name, change) in edits {
      try original.write(to: URL(filePath: world.file))
      try world.edit(change)
      let applied = try await world.apply()
      #expect(applied.exitCode == 8, "\(name): \(applied.errors)")
      #expect(applied.output.contains("A: would come out differently now"), "\(applied.output)")
      #expect(try Array(world.counts()[..<2]) == Array(before[..<2]), "\(name)")
    }
    // The other code was not touched by the edit, and was done the first time.
    #expect(try Array(world.counts()[2...]) == [5, 5])
  }

  @Test func `an edited plan that changes nothing is refused all the same`() async throws {
    let world = try World()
    try await world.write()
    #expect(try await world.apply().exitCode == 0)
    let planned = try await CommandRun.invitectl(
      ["force-resync", "A", "--plan", world.file], environment: world.world.environment)
    #expect(planned.exitCode == 0, "\(planned.errors)")
    #expect(try world.plan().changes == 0)
    let text = try String(contentsOfFile: world.file, encoding: .utf8)
    let before = try world.counts()
    for field in ["max", "used", "tokens", "now", "atMost"] {
      for value in [Int.min, .min + 1, .max, -7] {
        let edited = text.replacing(
          try Regex("\"\(field)\" : -?[0-9]+"), with: "\"\(field)\" : \(value)")
        #expect(edited != text, "\(field)")
        try edited.write(toFile: world.file, atomically: false, encoding: .utf8)
        let applied = try await world.apply()
        #expect(applied.exitCode == 7, "\(field) \(value): \(applied.errors)")
        #expect(applied.errors.contains("the plan was edited"), "\(applied.errors)")
      }
    }
    #expect(try world.counts() == before)
  }

  @Test func `a plan that is older than a redemption leaves that code alone`() async throws {
    let world = try World()
    try await world.write()
    try world.world.take("A")
    let (used, tokens) = (try world.world.used("A"), try world.world.tokens("A"))
    let applied = try await world.apply()
    #expect(applied.exitCode == 8)
    #expect(applied.output.contains("A: would come out differently now"), "\(applied.output)")
    #expect(try world.counts() == [used, tokens, 5, 5])
  }

  @Test func `a plan whose evidence is gone leaves that code alone`() async throws {
    let world = try World()
    try await world.write()
    let before = try world.counts()
    try world.world.postgres.execute(
      "DELETE FROM invite_records WHERE redeem_code = 'A'", deadline: .soon)
    let applied = try await world.apply()
    #expect(applied.exitCode == 8)
    #expect(applied.output.contains("A: would come out differently now"), "\(applied.output)")
    #expect(try world.counts() == [before[0], before[1], 5, 5])
  }

  @Test func `a plan of another server, or of another belief, is refused`() async throws {
    let world = try World()
    try await world.write()
    let before = try world.counts()
    let original = try Data(contentsOf: URL(filePath: world.file))
    try world.edit(system: "7000000000000000001")
    let foreign = try await world.apply()
    #expect(foreign.exitCode == 2)
    #expect(foreign.errors.contains("another PostgreSQL server"), "\(foreign.errors)")
    try original.write(to: URL(filePath: world.file))
    try world.edit(source: .redis)
    let believing = try await world.apply()
    #expect(believing.exitCode == 2)
    #expect(believing.errors.contains("--from redis"), "\(believing.errors)")
    #expect(try world.counts() == before)
    // With the person's word it is judged by that, and comes out differently from what it shows.
    let said = try await world.apply("--from", "redis")
    #expect(said.exitCode == 8, "\(said.errors)")
    #expect(try world.counts() == before)
  }

  @Test func `a plan by a person's word is applied with the same word`() async throws {
    let world = try World()
    let planned = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--plan", world.file],
      environment: world.world.environment)
    let typed = "force-resync --apply \(world.file) --from database"
    #expect(planned.errors.contains(typed), "\(planned.errors)")
    let applied = try await CommandRun.invitectl(
      typed.split(separator: " ").map(String.init) + ["--yes"],
      environment: world.world.environment)
    #expect(applied.exitCode == 0, "\(applied.errors)")
    #expect(try world.world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `the file is its owner's, and no link, pipe or other file is written or read`()
    async throws
  {
    let world = try World()
    try await world.write()
    let mode = try FileManager.default.attributesOfItem(atPath: world.file)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let (link, pipe, other) = (world.file + ".link", world.file + ".pipe", world.file + ".other")
    defer { for path in [link, pipe, other] { unlink(path) } }
    #expect(symlink(world.file, link) == 0)
    #expect(mkfifo(pipe, 0o600) == 0)
    try Data("a diary".utf8).write(to: URL(filePath: other))
    let saved = try Data(contentsOf: URL(filePath: world.file))
    for (path, reason) in [
      (link, "is a symbolic link"), (pipe, "is no regular file"),
      (other, "is no plan of force-resync"), ("/tmp", "is a directory"),
    ] {
      for arguments in [["--apply", path, "--yes"], ["--all", "--plan", path]] {
        let result = try await CommandRun.invitectl(
          ["force-resync"] + arguments, environment: world.world.environment)
        #expect(result.exitCode == 2, "\(arguments): \(result.errors)")
        #expect(result.errors.contains(reason), "\(arguments): \(result.errors)")
      }
    }
    #expect(try Data(contentsOf: URL(filePath: other)) == Data("a diary".utf8))
    #expect(try Data(contentsOf: URL(filePath: world.file)) == saved)
    chmod(world.file, 0o666)
    let open = try await world.apply()
    #expect(open.exitCode == 2)
    #expect(open.errors.contains("may be written by others"))
  }
}
