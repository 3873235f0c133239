import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// A key of ours or of Celery's that holds something else is named, and what is printed moves it away.
@Suite struct KeyFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let key: String
    /// What another program did to it.
    let write: [String]
    let command: [String]
    var isBroker = false
    var testDescription: String { "\(write.joined(separator: " ")): \(command)" }

    // The overview shows what can be read all the same, and names such keys below: FleetDiagnosisTests.
    static let redeem = ["redeem", "DIRECT10", "a@example.com"]
    static let all: [Case] = [
      .init("global:redeem:limiter", ["LPUSH", "x"], redeem),
      .init("global:redeem:limiter", ["LPUSH", "x"], ["redeem", "limiter"]),
      .init("global:redeem:limiter", ["SET", "many"], ["redeem", "limiter"]),
      .init("global:redeem:limiter:leases", ["SET", "x"], redeem),
      .init("global:redeem:limiter:leases", ["SET", "x"], ["redeem", "limiter", "--reap"]),
      .init("global:redeem:limiter:fence", ["SET", "x"], redeem),
      .init("global:redeem:limiter:fence", ["SET", "9223372036854775807"], redeem),
      .init("global:redeem:limiter:fence", ["SADD", "x"], ["redeem", "limiter"]),
      .init(RedeemWorld.queue, ["SET", "x"], redeem, isBroker: true),
      .init("invites", ["SET", "x"], ["inspect-workers", "peek", "invites"], isBroker: true),
      .init("unacked", ["SET", "x"], ["inspect-workers", "task", "t"], isBroker: true),
    ]

    init(_ key: String, _ write: [String], _ command: [String], isBroker: Bool = false) {
      self.key = key
      self.write = write
      self.command = command
      self.isBroker = isBroker
    }
  }

  @Test(arguments: Case.all) func `it is named with its server`(fault: Case) async throws {
    let world = try RedeemWorld()
    let connection = fault.isBroker ? world.broker : world.bucket
    _ = try connection.call(
      [fault.write[0], fault.key] + fault.write.dropFirst(), deadline: .soon)
    let result = try await CommandRun.invitectl(fault.command, environment: world.environment)
    let errors = result.errors
    #expect(result.exitCode != 0)
    #expect(errors.contains(" on \(connection.endpoint) holds "), "\(errors)")
    let line = try #require(errors.split(separator: "\n").first { $0.contains("next:") })
    for (begin, end) in [("see it with '", "'; when"), ("move it away: '", "")] {
      let start = try #require(line.firstRange(of: begin)).upperBound
      let rest = line[start...]
      let command =
        end.isEmpty ? rest.dropLast() : rest[..<(try #require(rest.firstRange(of: end)).lowerBound)]
      let typed = try await CommandRun.run(
        "/bin/bash", ["-c", String(command)], environment: ["PATH": "/usr/bin:/bin"])
      #expect(typed.exitCode == 0 && !typed.output.contains("ERR"), "\(command): \(typed.output)")
    }
    let again = try await CommandRun.invitectl(fault.command, environment: world.environment)
    #expect(!again.errors.contains(" holds "), "\(again.errors)")
  }

  /// Emails are in no hint.
  @Test func `the window of an email is named masked`() async throws {
    let world = try RedeemWorld()
    try world.bucket.send("SET", "rate_limit:redeem:alice@example.com", "x")
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "alice@example.com"], environment: world.environment)
    #expect(result.errors.contains("the key rate_limit:redeem:a***e@example.com on "))
    #expect(!result.errors.contains("alice@"), "\(result.errors)")
  }

  @Test func `a queue that there is not is no empty one`() async throws {
    let world = try RedeemWorld()
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "peek", "nosuch"], environment: world.environment)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("there is no queue nosuch in the broker "), "\(result.errors)")
    #expect(result.errors.contains("invites"))
    let known = try await CommandRun.invitectl(
      ["inspect-workers", "peek", "invites"], environment: world.environment)
    #expect(known.exitCode == 0)
  }
}
