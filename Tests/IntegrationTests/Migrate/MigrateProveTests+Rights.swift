import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What a role may not see is not taken for a table that is small, or was never analysed.
extension MigrateProveTests {
  @Test func `hidden rows are refused, and missing rights come with their GRANTs`() async throws {
    let world = try world()
    let role = try TestRole(in: world.database)
    try world.database.runAlone(
      """
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.name);
      ALTER TABLE invite_records ENABLE ROW LEVEL SECURITY
      """)
    let failure = #expect(throws: Failure.self) {
      try Migrate(.test(database: world.database, role: role.name)).prove()
    }
    #expect(
      failure?.message.hasPrefix("row security hides rows of invite_records from role") == true,
      "\(String(describing: failure))")
    #expect(failure?.hint?.hasPrefix("ALTER ROLE ") == true)
    // Who owns the table sees its rows.
    #expect(try prove(world)["ix_invite_records_email"]?.verdict == .proven)
    try world.database.runAlone(
      """
      ALTER TABLE invite_records DISABLE ROW LEVEL SECURITY;
      REVOKE SELECT ON invite_queue, team_members FROM \(role.name)
      """)
    let proofs = try Migrate(.test(database: world.database, role: role.name)).prove()
    let told = try #require(proofs.failure)
    #expect(told.kind == .partial)
    for table in ["invite_queue", "team_members"] {
      #expect(
        told.hint?.contains("GRANT SELECT ON public.\(table) TO ") == true, "\(told)")
    }
    #expect(told.hint?.contains("invite_records") == false, "\(told)")
    // What is printed is what is wanted.
    try world.database.runAlone(try #require(told.hint))
    let after = try Migrate(.test(database: world.database, role: role.name)).prove()
    #expect(after.failure == nil && after.count(.unread) == 0)
    // What an index is for is said in the language that was chosen.
    let chinese = try await world.migrate("prove", "--lang", "zh")
    #expect(chinese.exitCode == 0, "\(chinese)")
    #expect(chinese.output.contains("一个团队已占的席位"), "\(chinese.output)")
    #expect(!chinese.output.contains("seats taken in a team"), "\(chinese.output)")
  }

  @Test func `who only reads is not told to own the tables where an index is absent`() async throws
  {
    let world = try world()
    let role = try TestRole(in: world.database)
    try world.database.runAlone(
      """
      GRANT SELECT ON invite_records TO \(role.name);
      DROP INDEX ix_invite_records_email
      """)
    let proofs = try Migrate(.test(database: world.database, role: role.name)).prove()
    let absent = try #require(proofs.indexes.first { $0.name == "ix_invite_records_email" })
    #expect(absent.verdict == .absent && absent.without != nil, "\(absent)")
    #expect(absent.reason?.contains("which this role may not read") == true, "\(absent)")
    let told = try #require(proofs.failure)
    #expect(told.kind == .partial, "\(told)")
    #expect(told.hint?.contains("GRANT SELECT ON public.invite_queue TO ") == true, "\(told)")
    // Whether an absent index is wrong the revision says, and no owner.
    let unread = #expect(throws: Failure.self) {
      try Migrate(.test(database: world.database, role: role.name)).verify()
    }
    #expect(unread?.message.contains("may not read") == true, "\(String(describing: unread))")
    let grant = try #require(unread?.hint)
    #expect(grant.contains("GRANT SELECT ON ") && grant.contains("alembic_version"), "\(grant)")
    try world.database.runAlone(grant)
    let found = try Migrate(.test(database: world.database, role: role.name)).verify()
    #expect(found.wrong.map(\.name) == ["ix_invite_records_email"], "\(found)")
  }
}
