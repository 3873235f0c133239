import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What servers say of an error is shown without what is nobody's business.
@Suite struct ForeignErrorTests {
  /// Says everything that it should not, of a code in small letters, which only its being given or
  /// being the row's tells.
  private static func trigger(_ timing: String, on table: String, state: String = "P0001") -> String
  {
    """
    CREATE FUNCTION tell_all() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE 'no % for %, pass=%, at %', to_jsonb(NEW)->>'code', 'alice@example.com', 'hunter2',
        'postgres://u:hunter2@h/d' USING ERRCODE = '\(state)', DETAIL = 'hunter2', HINT = 'hunter2';
    END $$;
    CREATE \(timing == "DEFERRED" ? "CONSTRAINT TRIGGER" : "TRIGGER") tell_all
      \(timing == "DEFERRED" ? "AFTER" : timing) INSERT OR UPDATE ON \(table)
      \(timing == "DEFERRED" ? "DEFERRABLE INITIALLY DEFERRED" : "")
      FOR EACH ROW EXECUTE FUNCTION tell_all()
    """
  }

  private func check(_ result: CommandResult) {
    let text = result.output + result.errors
    #expect(text.contains("a***e@example.com"), "\(text)")
    #expect(text.contains("postgres://u:***@h/d"), "\(text)")
    for secret in ["hunter2", "alice@", "no welcome", "no WELCOME"] {
      #expect(!text.contains(secret), "\(secret): \(text)")
    }
  }

  @Test(arguments: ["BEFORE", "AFTER", "DEFERRED"], ["P0001", "23514", "42501"])
  func `a trigger's words do not come out of sync-counts`(
    timing: String, state: String
  ) async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("welcome spring")
    try world.bucket.send("DECR", world.key("welcome spring"))
    try world.postgres.executeScript(
      Self.trigger(timing, on: "redeem_codes", state: state), deadline: .soon)
    for format in ["text", "json"] {
      let result = try await CommandRun.invitectl(
        ["sync-counts", "-o", format], environment: world.environment)
      #expect(result.exitCode != 0)
      check(result)
    }
  }

  @Test(arguments: ["redeem_codes", "invitectl.redeem_outbox"])
  func `a trigger's words do not come out of redeem`(table: String) async throws {
    let world = try RedeemWorld()
    try world.postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      VALUES ('WELCOME SPRING', 'LINUXDO', 10, 0, true, now() AT TIME ZONE 'utc')
      """, deadline: .soon)
    try world.postgres.executeScript(Self.trigger("BEFORE", on: table), deadline: .soon)
    for options in [[], ["-o", "json"], ["--verbose"]] {
      let result = try await CommandRun.invitectl(
        ["redeem", "WELCOME SPRING", "someone@example.com"] + options,
        environment: world.environment)
      #expect(result.exitCode == 1, "\(result.output)\(result.errors)")
      check(result)
    }
  }
}
