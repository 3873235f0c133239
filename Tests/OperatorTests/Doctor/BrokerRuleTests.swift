import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Faults C17: REDIS_URL and REDIS_BROKER_DB both set, on a server of the test's own.
@Suite struct BrokerRuleTests {
  private let redis: PrivateRedis

  init() throws {
    redis = try PrivateRedis(tcp: true)
  }

  private func doctor(
    _ more: [String: String] = [:], exitCode: Int32
  ) async throws -> JSONValue {
    let environment = [
      "REDIS_URL": "\(redis.tcpEndpoint())", "REDIS_HOST": "127.0.0.1",
      "REDIS_PORT": "\(redis.port ?? 0)", "REDIS_BROKER_DB": "5", "REDIS_BACKEND_DB": "6",
    ].merging(more) { $1 }
    let result = try await CommandRun.invitectl(
      ["doctor", "--only", "broker-rule", "-o", "json"], environment: environment)
    #expect(result.exitCode == exitCode, "\(result.output)\(result.errors)")
    let report = try JSONValue(parsing: Array(result.output.utf8))
    return try #require(report["checks"]?[0])
  }

  private func bind(_ database: Int) throws {
    try TestRedis.connect(redis.tcpEndpoint(database: database)).send(
      "SADD", "_kombu.binding.invites", "invites\u{6}\u{16}\u{6}\u{16}invites")
  }

  @Test func `both rules are said, the one of the queues decides, and the fix mends it`()
    async throws
  {
    let unsure = try await doctor(exitCode: 0)
    #expect(unsure["verdict"]?.string == "warn")
    let detail = try #require(unsure["detail"]?.string)
    for place in [1, 5] {
      #expect(detail.contains("\(redis.tcpEndpoint(database: place))"), "\(detail)")
    }
    #expect(detail.contains("environment REDIS_BROKER_DB"))
    try bind(5)
    let older = try await doctor(exitCode: 1)
    #expect(older["verdict"]?.string == "fail")
    let fix = try #require(older["fix"]?.string)
    var variables: [String: String] = [:]
    for word in fix.split(separator: " ") where word.contains("=") {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      variables[pair[0]] = pair[1]
    }
    #expect(variables.keys.sorted() == ["INVITECTL_BROKER_URL", "INVITECTL_RESULT_URL"])
    let mended = try await doctor(variables, exitCode: 0)
    #expect(mended["verdict"]?.string == "pass")
    #expect(mended["detail"]?.string?.contains("/5") == true, "\(mended)")
  }

  @Test func `queues where REDIS_URL leads are the newer backend's`() async throws {
    try bind(1)
    #expect(try await doctor(exitCode: 0)["verdict"]?.string == "pass")
    try bind(5)  // what is left of an older one does not tell
    #expect(try await doctor(exitCode: 0)["verdict"]?.string == "warn")
  }
}
