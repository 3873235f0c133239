import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import Testing

/// `redeem --via http` against the stub of the backend's API in Tests/peers.
@Suite struct ViaHTTPTests {
  private func redeem(
    _ code: String, _ stub: BackendAPIStub, flow: String = "redeem", _ more: [String] = []
  ) async throws -> (result: CommandResult, json: JSONValue) {
    let result = try await CommandRun.invitectl(
      ["redeem", code, "a@x.io", "--via", "http", "--flow", flow, "-o", "json"] + more,
      environment: ["INVITECTL_BACKEND_URL": stub.url])
    let text = result.output.isEmpty ? result.errors : result.output
    return (result, (try? JSONValue(parsing: text)) ?? .null)
  }

  @Test(arguments: [("direct", "direct-redeem"), ("redeem", "redeem"), ("rebind", "rebind")])
  func `each flow goes to its route, with code and email as the backend stores them`(
    flow: String, route: String
  ) async throws {
    let stub = try BackendAPIStub()
    let (result, json) = try await redeem("queued", stub, flow: flow)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(json["status"]?.string == "queued")
    #expect(json["via"]?.string == "http")
    let request = try #require(try stub.redemptions.first)
    #expect(request["path"]?.string == "/api/v1/public/\(route)")
    #expect(request["body"]?["email"]?.string == "a@x.io")
    #expect(request["body"]?["code"]?.string == "QUEUED")
    #expect(try stub.redemptions.count == 1)
  }

  @Test func `who waits is told the place`() async throws {
    let stub = try BackendAPIStub()
    let (result, json) = try await redeem("WAITING7", stub)
    #expect(result.exitCode == 0)
    #expect(json["status"]?.string == "waiting")
    #expect(json["queue_position"]?.int == 7)
  }

  @Test func `refusals keep the backend's name, or its text where there is none`() async throws {
    let stub = try BackendAPIStub()
    for name in ["CODE_USED_UP", "REBIND_WINDOW_EXPIRED", "TEAM_NOT_BANNED", "NO_AVAILABLE_TEAM"] {
      let (result, json) = try await redeem(name, stub)
      #expect(result.exitCode == 5)
      #expect(json["reason"]?.string == name)
    }
    let (result, json) = try await redeem("CODE_EXPIRED", stub, flow: "direct")
    #expect(result.exitCode == 5)
    #expect(json["reason"]?.string == "REFUSED")
    #expect(json["detail"]?.string?.contains("兑换码已过期") == true)
    // Which is of no use beside it.
    #expect(!result.errors.contains("--explain"), "\(result.errors)")
  }

  @Test(arguments: [
    ("VALIDATION", 2, "a valid email address"), ("LIMITED", 75, "5 per 1 minute"),
    ("BROKEN", 69, "answered 500"), ("SEATLESS", 75, "did not redeem"),
    ("UNQUEUED", 75, "did not redeem"), ("SILENT", 69, "is not known"),
    ("CUT", 69, "is not known"), ("MOVED", 1, "HTTP 301"), ("PAGE", 69, "HTTP 200"),
  ])
  func `what is no answer to the question is told as what it is`(
    code: String, exitCode: Int32, words: String
  ) async throws {
    let stub = try BackendAPIStub()
    // Who answers on a busy machine may take its time.
    let (result, _) = try await redeem(code, stub, ["--timeout", code == "SILENT" ? "5s" : "60s"])
    #expect(result.exitCode == exitCode, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    // Who was not waited for may note it later.
    try waitUntil("it was asked") { try !stub.redemptions.isEmpty }
    #expect(try stub.redemptions.count == 1)
  }

  @Test func `where nobody listens nothing was done, and another path is not the API`() async throws
  {
    let port = try PrivateRedis.freePort()
    let result = try await CommandRun.invitectl(
      ["redeem", "QUEUED", "a@x.io", "--via", "http", "--flow", "direct"],
      environment: ["INVITECTL_BACKEND_URL": "http://127.0.0.1:\(port)/api/v1"])
    #expect(result.exitCode == 75)
    #expect(result.errors.contains("nothing was redeemed"), "\(result.errors)")
    let stub = try BackendAPIStub()
    let wrong = try await CommandRun.invitectl(
      ["redeem", "QUEUED", "a@x.io", "--via", "http", "--flow", "direct"],
      environment: ["INVITECTL_BACKEND_URL": stub.url.replacingOccurrences(of: "/v1", with: "/v2")])
    #expect(wrong.exitCode == 1)
    #expect(wrong.errors.contains("with the prefix"), "\(wrong.errors)")
    for bad in [
      "localhost:18000", "ftp://x", "http://user@x/api", "http://x/api?y=1",
      "http://x/api#y", "http://x#", stub.url + "#top",
    ] {
      let result = try await CommandRun.invitectl(
        ["redeem", "QUEUED", "a@x.io", "--via", "http", "--flow", "direct"],
        environment: ["INVITECTL_BACKEND_URL": bad])
      #expect(result.exitCode == 2, "\(bad): \(result.errors)")
    }
  }

  @Test func `without a database the flow has to be said`() async throws {
    let stub = try BackendAPIStub()
    let result = try await CommandRun.invitectl(
      ["redeem", "QUEUED", "a@x.io", "--via", "http"],
      environment: ["INVITECTL_BACKEND_URL": stub.url])
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("--flow"), "\(result.errors)")
    #expect(try stub.redemptions.isEmpty)
  }

  /// auto: by the API where the backend counts in a way of its own and somebody says where it is.
  @Test func `auto takes the API where servers are refused, and says both ways out without it`()
    async throws
  {
    let stub = try BackendAPIStub(era: "E5")
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    try database.run(
      """
      ALTER TABLE redeem_codes ADD rebind_count int; ALTER TABLE users ADD approval_status text;
      ALTER TABLE teams ADD status text DEFAULT 'active'; CREATE TABLE orders (id int);
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
        VALUES ('QUEUED', 'DIRECT', 1, 0, true, 30)
      """)
    var environment = Sandbox.variables(database: database, redis: redis)
    let refused = try await CommandRun.invitectl(
      ["redeem", "QUEUED", "a@x.io"], environment: environment)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("--via http"), "\(refused.errors)")
    #expect(refused.errors.contains("revision 024 or later"), "\(refused.errors)")
    environment["INVITECTL_BACKEND_URL"] = stub.url
    let result = try await CommandRun.invitectl(
      ["redeem", "QUEUED", "a@x.io"], environment: environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      try stub.redemptions.compactMap { $0["path"]?.string } == ["/api/v1/public/direct-redeem"])
    // Who asks for the servers gets them or nothing.
    let servers = try await CommandRun.invitectl(
      ["redeem", "QUEUED", "a@x.io", "--via", "servers"], environment: environment)
    #expect(servers.exitCode == 1)
    #expect(try stub.redemptions.count == 1)
  }

  /// The rows that the backend leaves say what becomes of it.
  @Test func `--wait follows the rows`() async throws {
    let stub = try BackendAPIStub()
    let database = try TestDatabase.inviteHub()
    let environment = Sandbox.variables(database: database).merging(
      ["INVITECTL_BACKEND_URL": stub.url]) { $1 }
    let arguments = [
      "redeem", "QUEUED", "a@x.io", "--via", "http", "--flow", "redeem", "-o", "json",
    ]
    // The test waits for what runs beside it, so that one of the two uses it at a time.
    nonisolated(unsafe) let asked = stub
    let result = try await CommandRun.invitectl(
      arguments + ["--wait=60s"], environment: environment
    ) { _ in
      try waitUntil("it was asked for") { try asked.redemptions.count == 1 }
      try database.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
        VALUES (1, 'a@x.io', 'SUCCESS', 'QUEUED', now() AT TIME ZONE 'utc')
        """)
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try JSONValue(parsing: result.output)["task"]?["fate"]?.string == "invited")
    let late = try await CommandRun.invitectl(
      arguments + ["--wait=1s"], environment: environment)
    #expect(late.exitCode == 69)
    #expect(late.errors.contains("not known yet"), "\(late.errors)")
  }
}
