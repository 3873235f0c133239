import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// That the peers of later releases do what the backend does, its defects included: what other
/// tests conclude from them is worth as much as this.
@Suite struct LaterBackendTests {
  private func wait(_ what: String, _ condition: () throws -> Bool) async throws {
    try await eventually(what, limit: .seconds(60), condition)
  }

  private func open(_ world: GenerationWorld, _ status: String) throws -> Int {
    let sql =
      "SELECT count(*) FROM invite_records WHERE status = '\(status)' AND accepted_at IS NULL"
    return Int(try world.value(sql) ?? "") ?? -1
  }

  @Test func `E6: a use is reserved, invited, and counted when somebody has joined`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let answer = try await world.peer.web("direct", "direct10", "A@example.com")
    #expect(answer["state"]?.string == "INVITE_QUEUED")
    #expect(answer["body"]?["is_first_use"]?.bool == true)
    #expect(answer["body"]?["expires_at"] == .null)
    #expect(try world.used("DIRECT10") == "0")
    try await wait("the worker has invited") { try open(world, "success") == 1 }
    #expect(try world.used("DIRECT10") == "0")
    #expect(try await world.peer.sync(joined: ["else@example.com"])["counted"]?.int == 0)
    #expect(try await world.peer.sync(joined: ["a@example.com"])["counted"]?.int == 1)
    #expect(try world.used("DIRECT10") == "1")
    #expect(try await world.peer.sync()["counted"]?.int == 0)
    #expect(
      try world.value("SELECT bound_email FROM redeem_codes WHERE code = 'DIRECT10'")
        == "a@example.com")
    withExtendedLifetime(worker) {}
  }

  @Test func `E6: a manual sync accepts without counting, and the next one counts`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'a@example.com', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false)
      """)
    #expect(try await world.peer.sync(manual: true)["counted"]?.int == 0)
    #expect(try world.value("SELECT count(*) FROM invite_records WHERE accepted_at IS NULL") == "0")
    #expect(try world.used("DIRECT10") == "0")
    #expect(try await world.peer.sync()["counted"]?.int == 1)
    #expect(try world.used("DIRECT10") == "1")
  }

  @Test func `E6: a refused invitation stays reserved, and its cleaning takes a use away`()
    async throws
  {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      "UPDATE redeem_codes SET used_count = 1, bound_email = 'a+refused@example.com' WHERE code = 'DIRECT10'"
    )
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    _ = try await world.peer.web("direct", "DIRECT10", "a+refused@example.com")
    let broker = try TestRedis.connect(world.redis.broker)
    try await wait("the message is gone") {
      try broker.send("EXISTS", RedeemWorld.queue, "unacked").asInteger() == 0
    }
    #expect(try open(world, "reserved") == 1)
    #expect(try await world.peer.job("e6", "stale").contains("'released': 0"))
    try world.run("UPDATE invite_records SET created_at = created_at - interval '61 minutes'")
    #expect(try await world.peer.job("e6", "stale").contains("'released': 1"))
    #expect(try world.used("DIRECT10") == "0")
    withExtendedLifetime(worker) {}
  }

  @Test func `E6: who waits is drained, the row stays processing, and a poisoned row stops all`()
    async throws
  {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run("UPDATE teams SET max_seats = 0")
    let answer = try await world.peer.web("direct", "DIRECT10", "w@example.com")
    #expect(answer["state"]?.string == "WAITING_FOR_SEAT")
    #expect(answer["body"]?["queue_position"]?.int == 1)
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 0"))
    try world.run("UPDATE teams SET max_seats = 5, group_id = NULL WHERE name = 'roomy'")
    try world.run("UPDATE invite_queue SET retry_count = NULL")
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 0"))
    try world.run("UPDATE invite_queue SET retry_count = 0")
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 1"))
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    try await wait("the worker has invited") { try open(world, "success") == 1 }
    #expect(try world.value("SELECT status FROM invite_queue") == "processing")
    withExtendedLifetime(worker) {}
  }

  @Test func `E6: a rebind is counted on join, and who joined leaves the old team`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      """
      INSERT INTO team_members (team_id, email, chatgpt_user_id)
      VALUES (4, 'rebind@example.com', 'user-9');
      UPDATE invite_records SET consumed_at = accepted_at
      """)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let answer = try await world.peer.web("rebind", "LINUXDOREBIND", "rebind@example.com")
    #expect(answer["state"]?.string == "INVITE_QUEUED")
    try await wait("the worker has invited") { try open(world, "success") == 1 }
    #expect(try world.value("SELECT count(*) FROM team_members WHERE team_id = 4") == "0")
    let count = "SELECT rebind_count FROM redeem_codes WHERE code = 'LINUXDOREBIND'"
    #expect(try world.value(count) == "0")
    #expect(try await world.peer.sync()["counted"]?.int == 1)
    #expect(try world.value(count) == "1")
    #expect(try world.used("LINUXDOREBIND") == "1")
    let again = try await world.peer.web("rebind", "LINUXDOREBIND", "rebind@example.com")
    #expect(again["error"]?.string == "REBIND_LIMIT_REACHED")
    withExtendedLifetime(worker) {}
  }

  @Test func `E2 and E3: the job undoes what others counted`() async throws {
    for era in ["E2", "E3"] {
      let world = try await GenerationWorld(
        .g019, prepared: false, peerSettings: ["BACKEND_ERA": era])
      let bucket = try TestRedis.connect(world.redis.bucket)
      try bucket.send("SETEX", "redeem:LINUXDOBOUND:remaining", 86_400, 4)
      try world.run("UPDATE redeem_codes SET used_count = 3 WHERE code = 'LINUXDOBOUND'")
      try world.run(
        """
        UPDATE redeem_codes SET bound_email = 'u@example.com' WHERE code = 'DIRECTUNLIMITED'
        """)
      try bucket.send("SETEX", "redeem:DIRECTUNLIMITED:remaining", 86_400, 0)
      #expect(
        try await world.peer.job("e3", "batch").contains("'synced': \(era == "E2" ? 2 : 1)"))
      #expect(try world.used("LINUXDOBOUND") == "1")
      #expect(try world.used("DIRECTUNLIMITED") == (era == "E2" ? "0" : "7"))
    }
  }

  @Test func `E2 and E3: a first direct use counts twice over, and a redeem use is undone`()
    async throws
  {
    for era in ["E2", "E3"] {
      let world = try await GenerationWorld(
        .g019, prepared: false, peerSettings: ["BACKEND_ERA": era])
      try world.run("UPDATE redeem_codes SET is_active = false WHERE max_uses IS NULL")
      try world.run("UPDATE redeem_codes SET validity_days = 30 WHERE code = 'DIRECTHALF'")
      try await world.peer.job("web_e3", "start")
      let bucket = try TestRedis.connect(world.redis.bucket)
      let left = { (code: String) in
        try bucket.send("GET", "redeem:\(code):remaining").asOptionalInteger()
      }
      // max_uses 0 is no limit since 65722de.
      #expect(try left("DIRECTUNLIMITED") == (era == "E2" ? 0 : nil))
      for expected in [4, 3] {
        let answer = try await world.peer.web(
          "direct", "DIRECTHALF", "a@example.com", module: "web_e3")
        #expect(answer["state"]?.string == "INVITE_QUEUED", "\(answer)")
        #expect(try left("DIRECTHALF") == expected)
        // The first use alone is counted at once.
        #expect(try world.used("DIRECTHALF") == "6")
      }
      _ = try await world.peer.web("redeem", "LINUXDO5", "b@example.com", module: "web_e3")
      #expect(try world.used("LINUXDO5") == "1")
      try await world.peer.job("e3", "batch")
      #expect(try world.used("DIRECTHALF") == "7")
      #expect(try world.used("LINUXDO5") == "0")
      let other = try await world.peer.web(
        "direct", "DIRECTHALF", "c@example.com", module: "web_e3")
      #expect(other["error"]?.string == "EMAIL_MISMATCH")
    }
  }

  @Test func `E3: seven arguments, and an eighth comes to nothing without a row`() async throws {
    let world = try await GenerationWorld(.g019, prepared: false)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e3")
    try await CeleryPublisher.publish(
      [.init("a@example.com", "DIRECT10", more: ["reserved_team_id": 1])], on: world.redis)
    try await CeleryPublisher.publish(
      [.init("b@example.com", "DIRECT10", more: ["consume_rebind_count": false])], on: world.redis)
    try await wait("the second is invited") { try open(world, "success") == 1 }
    #expect(
      try world.value("SELECT email FROM invite_records WHERE accepted_at IS NULL")
        == "b@example.com")
    #expect(try world.value("SELECT count(*) FROM invite_queue") == "0")
    withExtendedLifetime(worker) {}
  }

  @Test func `E5: nine arguments with a reserved seat, and a tenth comes to nothing`() async throws
  {
    let world = try await GenerationWorld(.g023, prepared: false)
    // is_rebind of the row is overwritten by the message's.
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'b@example.com', 'reserved', 'DIRECT10', now() AT TIME ZONE 'utc', true)
      """)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e5")
    try await CeleryPublisher.publish(
      [
        .init(
          "a@example.com", "DIRECT10", more: ["reserved_team_id": 1, "consume_immediately": false])
      ], on: world.redis)
    try await CeleryPublisher.publish(
      [.init("b@example.com", "DIRECT10", more: ["reserved_team_id": 1, "used_redis": true])],
      on: world.redis)
    try await wait("the second is invited") { try open(world, "success") == 1 }
    #expect(
      try world.value(
        "SELECT email || ' ' || is_rebind FROM invite_records WHERE accepted_at IS NULL")
        == "b@example.com false")
    #expect(try world.value("SELECT count(*) FROM invite_queue") == "0")
    withExtendedLifetime(worker) {}
  }
}
