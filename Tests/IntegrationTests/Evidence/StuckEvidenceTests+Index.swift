import CeleryProtocol
import ClientSupport
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Messages and the index of what is taken.
extension StuckEvidenceTests {
  @Test func `a message without its index entry is never given back, until it has one`()
    async throws
  {
    let email = "stranded@example.com"
    try row(email)
    try await CeleryPublisher.publish([.init(email, "DIRECT10")], on: redis)
    // Taken as kombu takes it, by somebody who died; then the index was lost.
    let message = try broker.send("RPOP", "invites\u{06}\u{16}3").asString()
    let envelope = try JSONValue(parsing: Array(message.utf8))
    let tag = try #require(envelope["properties"]?["delivery_tag"]?.string)
    let entry = JSONValue.array([envelope, "invites", "invites"]).pythonJSON
    try broker.send("HSET", "unacked", tag, entry)
    let indexed = try broker.send("ZADD", "unacked_index", 0, tag).asInteger()
    #expect(indexed == 1)
    #expect(try find().rows.map(\.verdict) == [.returning])
    try broker.send("DEL", "unacked_index")
    let stuck = try await cleanup("--yes")
    #expect(stuck.exitCode == 8, "\(stuck)")
    #expect(stuck.output.contains("1 open row: 1 stranded"), "\(stuck.output)")
    let start = try #require(stuck.output.firstRange(of: "'invitectl "), "\(stuck)")
    let end = try #require(stuck.output.firstRange(of: "' gives it back"))
    let command = String(stuck.output[start.lowerBound..<end.lowerBound].dropFirst())
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n" + command],
      environment: Sandbox.variables(database: database, redis: redis).merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 })
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(try find().rows.map(\.verdict) == [.queued])
    let worker = try WorkerProcess(database, redis)
    try waitUntil("a worker gives it back and takes it", limit: .seconds(120)) {
      try records(email) == 1
    }
    withExtendedLifetime(worker) {}
  }

  @Test func `an index of another type is named`() throws {
    try row("lost@example.com")
    try broker.send("SET", "unacked_index", "x")
    try broker.send("HSET", "unacked", "tag", "x")
    let found = try find()
    #expect(found.gaps == ["unacked_index is not a sorted set"])
    #expect(found.rows.map(\.verdict) == [.unknown])
  }
}
