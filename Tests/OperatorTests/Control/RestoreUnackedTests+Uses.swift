import CeleryProtocol
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Whose a record is that may be of another use.
extension RestoreUnackedTests {
  @Test func `a record is judged by when its use was queued, and by how many uses there are`()
    async throws
  {
    var dead = try Dead()
    // Delivered before, and queued within the hour: what is older is another use's.
    for email in ["older@x.io", "again@x.io"] { try dead.take(email, isRedelivered: true) }
    for email in ["one@x.io", "two@x.io", "failed@x.io"] { try dead.take(email) }
    for (email, id) in dead.ids { try TraceSituation.mark(id, email, dead.world) }
    try dead.record("older@x.io", "SUCCESS", ago: "2 hours")
    for email in ["again@x.io", "one@x.io", "two@x.io", "failed@x.io"] {
      try dead.record(email, "SUCCESS")
    }
    // Two uses and one record, whose result is gone; of the last one the first use has failed.
    for email in ["two@x.io", "failed@x.io"] {
      try TraceSituation.mark(CeleryID.random(), email, dead.world)
    }
    try dead.record("failed@x.io", "FAILED", ago: "2 hours")
    let given = try await dead.restore("--yes", "-o", "json")
    #expect(given.exitCode == 8, "\(given)")
    let found = try verdicts(dead.inspect, given)
    #expect(found[dead.ids["older@x.io"] ?? ""] == "restored", "\(given)")
    let messages = try #require(
      try dead.inspect.json(given)["outcome"]?["messages"]?.array, "\(given)")
    for email in ["again@x.io", "one@x.io", "two@x.io", "failed@x.io"] {
      let why = messages.first { $0["id"]?.string == dead.ids[email] }?["why"]?.string ?? ""
      #expect(why.contains("may be of it") == (email == "two@x.io"), "\(email): \(why)")
      #expect(why.contains("invite record "), "\(email): \(why)")
    }
    // Whose use it was is a person's choice.
    let told = try await dead.restore("-n")
    #expect(told.output.contains("if its invite was made, 'invitectl inspect-workers "), "\(told)")
    #expect(
      told.output.contains("; else 'invitectl inspect-workers control restore-unacked "),
      "\(told)")
    #expect(told.output.contains("3 messages stay: they would be invites more."), "\(told)")
    #expect(told.output.contains("1 message stays: it may be an invite more."), "\(told)")
  }

  @Test func `attempts that may not be read leave certain what has no other task`() throws {
    var dead = try Dead()
    for email in ["alone@x.io", "two@x.io"] { try dead.take(email) }
    for (email, id) in dead.ids { try TraceSituation.mark(id, email, dead.world) }
    // Another use, which may be an attempt to make the same invite; each has a record.
    try TraceSituation.mark(CeleryID.random(), "two@x.io", dead.world)
    for email in ["alone@x.io", "two@x.io", "two@x.io"] { try dead.record(email, "SUCCESS") }
    let messages = try dead.ids.sorted { $0.key < $1.key }.map { email, id in
      let call = try InviteCall(args: [.string(email), "DIRECT10"], kwargs: .null)
      return MadeInvites.Message(
        id: id, calls: [try #require(call)], since: Date().timeIntervalSince1970 - 60)
    }
    let redeem = dead.world.redeem
    let role = try TestRole(in: redeem.database)
    try redeem.database.run(
      """
      GRANT USAGE ON SCHEMA public, invitectl TO \(role.quoted);
      GRANT SELECT ON ALL TABLES IN SCHEMA public, invitectl TO \(role.quoted);
      REVOKE SELECT ON invitectl.invite_retry FROM \(role.quoted)
      """)
    for (user, certain) in [("postgres", [true, true]), (role.name, [true, false])] {
      let made = try MadeInvites(
        messages, redeem.context(["DATABASE_URL": redeem.database.url(role: user)]),
        patience: .seconds(60))
      #expect(made.signs.map { $0?.isCertain == true } == certain, "\(user): \(made)")
    }
    withExtendedLifetime(role) {}
  }

  /// A walk over many results takes longer than it may, and ends with the last of them.
  @Test func `the marks are walked in time of their own, however long the results took`() throws {
    var dead = try Dead()
    try dead.take("slow@x.io")
    for (email, id) in dead.ids { try TraceSituation.mark(id, email, dead.world) }
    try dead.record("slow@x.io", "SUCCESS")
    // Of another task, so that there is something to read.
    let other = CeleryID.random()
    let results = dead.world.redeem.redis.result
    try TestRedis.connect(results).send(
      "SET", TaskResult.key(id: other), #"{"task_id": "\#(other)", "status": "STARTED"}"#)
    guard case .tcp(_, let port) = results.address else {
      Issue.record("the sandbox's Redis is reached by TCP: \(results)")
      return
    }
    let proxy = try FaultProxy(.tcp(port: port))
    let behind = RedisEndpoint(
      address: .tcp(host: "127.0.0.1", port: proxy.port), database: results.database)
    let context = try dead.world.redeem.context([
      "INVITECTL_RESULT_URL": behind.url, "INVITECTL_TIMEOUT": "60s",
    ])
    let call = try InviteCall(args: ["slow@x.io", "DIRECT10"], kwargs: .null)
    let message = MadeInvites.Message(
      id: dead.ids["slow@x.io"], calls: [try #require(call)],
      since: Date().timeIntervalSince1970 - 60)
    func look(_ patience: Duration) throws -> [Bool] {
      try MadeInvites([message], context, patience: patience).signs.map { $0?.isCertain == true }
    }
    proxy.arm(nil)
    #expect(try look(.seconds(60)) == [true])
    try #require(proxy.settle())
    // The last that is asked of the results is what the walk reads.
    let last = proxy.passed(.toServer) - 1
    proxy.arm(FaultProxy.Fault(.delay(milliseconds: 5500), .toServer, at: last))
    let began = ContinuousClock.now
    #expect(try look(.seconds(5)) == [true])
    #expect(proxy.hasStruck && began.duration(to: .now) > .seconds(5))
  }
}
