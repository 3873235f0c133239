import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What a trigger keeps from being written is found out beside later backends, too: nothing is queued,
/// and nothing is called set.
@Suite struct RewrittenBesideLaterTests {
  private func trigger(
    _ body: String, _ when: String = "BEFORE", code: String, columns: String
  ) -> String {
    """
    CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.code = '\(code)' THEN \(body); END IF; RETURN NEW; END $$;
    CREATE \(when == "DEFERRED" ? "CONSTRAINT TRIGGER" : "TRIGGER") "keep it"
    \(when == "DEFERRED" ? "AFTER" : when) UPDATE OF \(columns) ON redeem_codes
    \(when == "DEFERRED" ? "DEFERRABLE INITIALLY DEFERRED" : "")
    FOR EACH ROW EXECUTE FUNCTION keep_it()
    """
  }

  @Test(arguments: ["NEW.bound_email := NULL", "NEW.bound_email := 'other@x.io'", "RETURN NULL"])
  func `E6: a code that a trigger keeps from being bound is named, and no seat is held`(
    body: String
  ) async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(trigger(body, code: "DIRECT10", columns: "bound_email"))
    let result = try await world.invitectl("redeem", "DIRECT10", "new@x.io")
    #expect(result.exitCode != 0, "\(result.output)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect(try world.value("SELECT count(*) FROM invite_records WHERE email = 'new@x.io'") == "0")
    #expect(try world.value("SELECT count(*) FROM invitectl.redeem_outbox") == "0")
    let broker = try TestRedis.connect(world.redis.broker)
    #expect(try broker.send("EXISTS", RedeemWorld.queue).asInteger() == 0)
    try world.run("DROP TRIGGER \"keep it\" ON redeem_codes")
    let again = try await world.invitectl("redeem", "DIRECT10", "new@x.io")
    #expect(again.exitCode == 0, "\(again.errors)")
  }

  @Test(arguments: [
    ("NEW.used_count := OLD.used_count", "BEFORE"), ("RETURN NULL", "BEFORE"),
    (
      "UPDATE public.redeem_codes SET used_count = 9 WHERE id = NEW.id AND used_count <> 9", "AFTER"
    ),
    (
      "UPDATE public.redeem_codes SET used_count = 9 WHERE id = NEW.id AND used_count <> 9",
      "DEFERRED"
    ),
  ])
  func `E6: force-resync sets no count that a trigger changes, and calls none set`(
    body: String, when: String
  ) async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(
      "UPDATE redeem_codes SET used_count = 9, max_uses = 10 WHERE code = 'DIRECT10';"
        + GenerationWorld.countedOnJoin)
    try world.run(trigger(body, when, code: "DIRECT10", columns: "used_count"))
    let result = try await world.invitectl("force-resync", "DIRECT10", "--yes")
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains("0 counts set"), "\(result.output)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect(try world.used("DIRECT10") == "9")
    // A run over codes that were named calms no alarm.
    #expect(
      try world.value(
        "SELECT detail->>'extent' FROM invitectl.run_log WHERE command = 'force-resync'")
        == "chosen")
    try world.run("DROP TRIGGER \"keep it\" ON redeem_codes")
    let again = try await world.invitectl("force-resync", "DIRECT10", "--yes")
    #expect(again.output.contains("1 count set"), "\(again)")
  }

  @Test(arguments: ["NEW.rebind_count := OLD.rebind_count", "NEW.rebind_count := 7"])
  func `E1: a rebind that a trigger keeps from being counted is not queued`(
    body: String
  ) async throws {
    let world = try await GenerationWorld(.g013)
    try world.run(
      """
      UPDATE teams SET max_seats = 50, is_active = true;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        bound_email, activated_at, rebind_count, rebind_limit, status)
        VALUES ('REBIND', 'linuxdo', 1, 1, true, 30, 'a@x.io', now() AT TIME ZONE 'utc', 0, 1,
          'bound');
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'a@x.io', 'success', 'REBIND', now() AT TIME ZONE 'utc', false)
      """)
    try world.run(trigger(body, code: "REBIND", columns: "rebind_count"))
    let result = try await world.invitectl("redeem", "REBIND", "a@x.io", "--flow", "rebind")
    #expect(result.exitCode != 0, "\(result.output)")
    #expect((result.output + result.errors).contains("keep it"), "\(result)")
    #expect(try world.value("SELECT count(*) FROM rebind_history") == "0")
    let broker = try TestRedis.connect(world.redis.broker)
    #expect(try broker.send("EXISTS", RedeemWorld.queue).asInteger() == 0)
    try world.run("DROP TRIGGER \"keep it\" ON redeem_codes")
    let again = try await world.invitectl("redeem", "REBIND", "a@x.io", "--flow", "rebind")
    #expect(again.exitCode == 0, "\(again.errors)")
  }
}
