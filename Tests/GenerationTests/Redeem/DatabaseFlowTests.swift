import CeleryProtocol
import ClientSupport
import Glibc
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The redeem and rebind flows by the real binary: counted in the database, through the outbox.
@Suite struct DatabaseFlowTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func redeem(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem"] + arguments, environment: world.environment.merging(environment) { $1 })
  }

  private func row(_ code: String) throws -> (used: Int?, email: String?, isActivated: Bool) {
    let row = try world.postgres.query(
      "SELECT used_count, bound_email, activated_at FROM redeem_codes WHERE code = $1", [code],
      deadline: .soon
    ).only()
    return (
      try row.optionalInt("used_count"), try row.optionalString("bound_email"),
      try !row.isNull("activated_at")
    )
  }

  @Test func `the first use binds, later ones count`() async throws {
    let first = try await redeem("linuxdo5", "New@Example.com")
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(first.output.contains("flow       redeem"))
    #expect(first.output.contains("remaining  4"))
    var code = try row("LINUXDO5")
    #expect(code.used == 1)
    #expect(code.email == "new@example.com")
    #expect(code.isActivated)
    #expect(try await redeem("LINUXDO5", "new@example.com").exitCode == 0)
    code = try row("LINUXDO5")
    #expect(code.used == 2)
    #expect(try world.queued() == 2)
    #expect(try world.tokens("LINUXDO5") == nil, "the bucket is not touched")
    let other = try await redeem("LINUXDO5", "other@example.com")
    #expect(other.exitCode == 5)
    #expect(other.output == "EMAIL_MISMATCH\n")
  }

  @Test(arguments: [
    ("LINUXDOLAPSED", "lapsed@example.com", "redeem", "USER_EXPIRED"),
    ("LINUXDOBOUND", "else@example.com", "redeem", "EMAIL_MISMATCH"),
    ("DIRECTEXPIRED", "a@example.com", "redeem", "CODE_EXPIRED"),
    ("DIRECTUSEDUP", "a@example.com", "redeem", "CODE_USED_UP"),
    ("DIRECTUNLIMITED", "a@example.com", "redeem", "CODE_USED_UP"),
    ("LINUXDOBOUND", "bound@example.com", "rebind", "TEAM_STILL_ACTIVE"),
    ("LINUXDOBOUND", "else@example.com", "rebind", "EMAIL_MISMATCH"),
    ("LINUXDO5", "a@example.com", "rebind", "INVALID_CODE"),
    ("LINUXDOLAPSED", "lapsed@example.com", "rebind", "CODE_EXPIRED"),
    ("NOSUCH", "a@example.com", "rebind", "INVALID_CODE"),
  ])
  func `a refusal changes nothing`(
    code: String, email: String, flow: String, reason: String
  ) async throws {
    let before = try world.state()
    let result = try await redeem(code, email, "--flow", flow)
    #expect(result.exitCode == 5, "\(result.errors)")
    #expect(result.output == reason + "\n")
    #expect(try world.state() == before)
  }

  @Test func `a rebind is picked by itself and counts no use`() async throws {
    let result = try await redeem("LINUXDOREBIND", "rebind@example.com")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("flow       rebind"))
    #expect(try row("LINUXDOREBIND").used == 1)
    let kwargs = try #require(try world.messages().first).bodyJSON()[1]
    #expect(kwargs?["is_rebind"]?.bool == true)
  }

  @Test func `a rebind has taken no token, and none is given back for it`() async throws {
    let result = try await redeem("LINUXDOREBIND", "rebind@example.com", "--id", "r1")
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.setTokens("LINUXDOREBIND", 0)
    let refund = try await redeem("refund", "LINUXDOREBIND", "--task", "r1", "--force")
    #expect(refund.exitCode == 7, "\(refund)")
    #expect(refund.errors.contains("task r1 is a rebind"), "\(refund)")
    #expect(try world.tokens("LINUXDOREBIND") == 0)
  }

  @Test func `a rebind needs a previous invite and a free seat`() async throws {
    try world.postgres.execute(
      "UPDATE teams SET max_seats = 0 WHERE name = 'roomy'", deadline: .soon)
    let full = try await redeem("LINUXDOREBIND", "rebind@example.com", "--flow", "rebind")
    #expect(full.output == "NO_AVAILABLE_TEAM\n")
    try world.postgres.execute("DELETE FROM invite_records", deadline: .soon)
    let none = try await redeem("LINUXDOREBIND", "rebind@example.com", "--flow", "rebind")
    #expect(none.output == "NO_PREVIOUS_INVITE\n")
  }

  @Test func `the same id is counted once`() async throws {
    #expect(try await redeem("LINUXDO5", "a@example.com", "--id", "t1").exitCode == 0)
    let before = try world.state()
    let again = try await redeem("LINUXDO5", "a@example.com", "--id", "t1")
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(again.output.contains("nothing done"))
    #expect(try world.state() == before)
    let other = try await redeem(
      "LINUXDOBOUND", "bound@example.com", "--id", "t1", "--flow", "redeem")
    #expect(other.exitCode == 7)
  }

  @Test func `a broker that is away is found before anything is counted`() async throws {
    let port = try PrivateRedis.freePort()
    let before = try world.state()
    let result = try await redeem(
      "LINUXDO5", "a@example.com", "--id", "t2",
      environment: ["INVITECTL_BROKER_URL": "redis://127.0.0.1:\(port)/1"])
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("connection refused"), "\(result.errors)")
    #expect(try world.state() == before)
    #expect(try await redeem("--resume").output == "nothing to finish\n")
    #expect(try await redeem("LINUXDO5", "a@example.com", "--id", "t2").exitCode == 0)
    #expect(try row("LINUXDO5").used == 1)
    #expect(try world.queued() == 1)
  }

  @Test func `kill -9 at every point leaves use and message both, after one resume`() async throws {
    var killed = 0
    for point in 1... {
      try world.broker.send("DEL", RedeemWorld.queue)
      try world.postgres.execute(
        "UPDATE redeem_codes SET used_count = 0, bound_email = NULL WHERE code = 'LINUXDO5'",
        deadline: .soon)
      let result = try await redeem(
        "LINUXDO5", "a@example.com", "--no-limit", environment: ["INVITECTL_FAILPOINT": "\(point)"])
      if result.exitCode == 0 { break }
      #expect(result.signal == SIGKILL, "failpoint \(point): \(result.errors)")
      killed += 1
      let resumed = try await redeem("--resume")
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      let used = try row("LINUXDO5").used
      #expect(try world.queued() == used, "failpoint \(point)")
      #expect(try await redeem("--resume").output == "nothing to finish\n")
    }
    #expect(killed >= 8)
  }

  @Test func `without our tables it says how to make them`() async throws {
    try world.postgres.executeScript("DROP SCHEMA invitectl CASCADE", deadline: .soon)
    let before = try world.state()
    let result = try await redeem("LINUXDO5", "a@example.com")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("invitectl migrate up"))
    #expect(try world.state() == before)
  }

  @Test func `redemptions at once never exceed max_uses`() async throws {
    try world.postgres.execute(
      "UPDATE redeem_codes SET max_uses = 5 WHERE code = 'LINUXDO5'", deadline: .soon)
    // All with one email, since the code is bound to the first.
    let environment = world.environment
    let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<12 {
        group.addTask {
          try await CommandRun.invitectl(
            ["redeem", "LINUXDO5", "same@example.com", "--no-limit"], environment: environment
          ).exitCode == 0
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(accepted == 5)
    #expect(try row("LINUXDO5").used == 5)
    #expect(try world.queued() == 5)
  }
}
