import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `redeem --batch` by the real binary.
@Suite struct BatchTests {
  let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  func batch(
    _ input: String, _ arguments: [String] = [],
    body: @Sendable (Int32) async throws -> Void = { _ in }
  ) async throws -> (lines: [JSONValue], result: CommandResult) {
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-"] + arguments, environment: world.environment, input: input,
      body: body)
    // A line that kill -9 cut has no end. No other signal may cut one.
    let whole =
      result.signal == SIGKILL
      ? result.output.lastIndex(of: "\n").map { result.output[...$0] } ?? ""
      : result.output[...]
    let lines = try whole.split(separator: "\n").map {
      try JSONValue(parsing: Array($0.utf8))
    }
    return (lines, result)
  }

  static func wait(until count: Int, at broker: RedisEndpoint) async throws {
    let broker = try TestRedis.connect(broker)
    try await eventually("\(count) messages are queued") {
      try broker.send("LLEN", RedeemWorld.queue).asInteger() >= count
    }
  }

  @Test func `every line gets its answer, in order, whatever its flow`() async throws {
    let (lines, result) = try await batch(
      """
      code,email,flow
      direct10,A@example.com
      DIRECT10,b@example.com,direct
      NOSUCH,c@example.com
      "LINUXDO5","d@example.com",redeem
      LINUXDO5,e@example.com
      DIRECT10,not an email

      DIRECT10,a@example.com
      LINUXDOREBIND,rebind@example.com
      DIRECTUSEDUP,f@example.com
      {"code": "DIRECT10", "email": "g@example.com"}
      DIRECT10,h@example.com,sideways
      LINUXDO5,d@example.com
      """)
    #expect(result.exitCode == 8)
    let seen = lines.map { line in
      "\(line["line"]?.int ?? 0) \(line["status"]?.string ?? "") \(line["reason"]?.string ?? "-")"
    }
    #expect(
      seen == [
        "2 queued -", "3 queued -", "4 refused INVALID_CODE", "5 queued -",
        "6 refused EMAIL_MISMATCH", "7 invalid -", "9 duplicate -", "10 queued -",
        "11 refused CODE_USED_UP", "12 queued -", "13 invalid -", "14 duplicate -",
      ])
    #expect(
      result.errors.contains(
        "queued 5, done before 2, CODE_USED_UP 1, EMAIL_MISMATCH 1, INVALID_CODE 1"))
    #expect(try world.tokens("DIRECT10") == 7)
    #expect(try world.queued() == 5)
    let emails = try world.messages().map { try $0.bodyJSON()[1]?["email"]?.string }
    #expect(Set(emails).count == 5)
    let ids = try world.messages().map { $0.headers["id"]?.string }
    #expect(Set(ids).count == 5)
  }

  @Test func `the last tokens go to the first lines`() async throws {
    try world.setTokens("DIRECT10", 3)
    let input = (0..<1000).map { "DIRECT10,u\($0)@example.com" }.joined(separator: "\n")
    let (lines, _) = try await batch(input)
    #expect(lines.count == 1000)
    #expect(lines.prefix(3).map { $0["remaining"]?.int } == [2, 1, 0])
    #expect(lines.dropFirst(3).allSatisfy { $0["reason"]?.string == "CODE_USED_UP" })
    #expect(try world.tokens("DIRECT10") == 0)
    let order = try world.messages().map { try $0.bodyJSON()[1]?["email"]?.string }
    #expect(order == ["u0@example.com", "u1@example.com", "u2@example.com"])
  }

  @Test func `a stopped batch goes on where it was, and a repeated one does nothing`() async throws
  {
    let directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let state = directory.appendingPathComponent("state.json").path
    try world.setTokens("DIRECT10", 100_000)
    // No more than a pipe holds: one that is stopped before it has read all of it must not end this
    // process by SIGPIPE.
    let count = 2000
    let input = (0..<count).map { "DIRECT10,u\($0)@example.com" }.joined(separator: "\n")
    // Ten seconds' work, which is stopped as soon as some of it is done.
    let stopped = try await batch(input, ["--state", state, "--rate", "200/s"]) {
      [endpoint = world.brokerEndpoint] pid in
      try await Self.wait(until: 1, at: endpoint)
      kill(pid, SIGINT)
    }
    #expect(stopped.result.exitCode == 130, "\(stopped.result.errors)")
    #expect(stopped.lines.count < count)
    #expect(try world.queued() == stopped.lines.count)
    let rest = try await batch(input, ["--state", state])
    #expect(rest.result.exitCode == 0, "\(rest.result.errors)")
    #expect(stopped.lines.count + rest.lines.count == count)
    #expect(try world.queued() == count)
    // As after a crash that lost the place: every line is asked again, none is done again.
    let old = try String(contentsOfFile: state, encoding: .utf8)
    try old.replacingOccurrences(of: "\"lines\":\(count)", with: "\"lines\":0")
      .write(toFile: state, atomically: true, encoding: .utf8)
    let again = try await batch(input, ["--state", state])
    #expect(again.lines.count == count)
    #expect(again.lines.allSatisfy { $0["status"]?.string == "duplicate" })
    #expect(try world.queued() == count)
    #expect(try world.tokens("DIRECT10") == 100_000 - count)
  }

  /// What came to nothing does not become a success by being asked again.
  @Test func `lines that came to nothing are told by every run with the same state`() async throws {
    let directory = try TemporaryFolder()
    let state = directory.file("state.json")
    try world.setTokens("DIRECT10", 100)
    let input = "DIRECT10,a@example.com\nno line\nNOSUCH,b@example.com\nDIRECT10,no email\n"
    let first = try await batch(input, ["--state", state])
    #expect(first.result.exitCode == 8, "\(first.result)")
    #expect(first.lines.count == 4)
    for more in ["", "DIRECT10,c@example.com\n"] {
      let again = try await batch(input + more, ["--state", state])
      #expect(again.result.exitCode == 8, "\(again.result)")
      #expect(again.lines.count == (more.isEmpty ? 0 : 1))
      #expect(
        again.result.errors.contains("3 lines of this batch came to nothing"), "\(again.result)")
      #expect(again.result.errors.contains("2, 3, 4"), "\(again.result)")
    }
    #expect(try world.queued() == 2)
    // A state of an older version, which did not count them.
    let older = directory.file("older.json")
    try #"{"batch":"11111111-1111-4111-8111-111111111111","source":"-","lines":4}"#
      .write(toFile: older, atomically: true, encoding: .utf8)
    let old = try await batch(input, ["--state", older])
    #expect(old.result.exitCode == 0, "\(old.result)")
  }
}
