import ClientSupport
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Indexes, locks, our own schema, sessions.
extension DoctorPostgresTests {
  @Test func `indexes are missing, invalid, different, and well`() throws {
    let database = try TestDatabase.inviteHub(indexes: false)
    let context = try OperationContext.test(database: database)
    var check = try context.doctor(.indexes)
    #expect(check.verdict == .warn)
    #expect(check.detail.hasPrefix("0 of 11 are well; missing: ix_team_members_team_id, "))
    #expect(check.fix == "invitectl migrate up")
    try database.load(["indexes-007", "indexes-008"])
    #expect(try context.doctor(.indexes).verdict == .pass)
    // An interrupted CREATE INDEX CONCURRENTLY leaves just this behind.
    try database.run(
      """
      UPDATE pg_index SET indisvalid = false
      WHERE indexrelid = 'ix_invite_records_email'::regclass
      """)
    check = try context.doctor(.indexes)
    #expect(check.verdict == .fail)
    #expect(check.detail == "10 of 11 are well; invalid: ix_invite_records_email")
    #expect(check.fix == "invitectl migrate repair")
    try database.run(
      """
      DROP INDEX ix_invite_records_email;
      CREATE INDEX ix_invite_records_email ON invite_records (lower(email))
      """)
    check = try context.doctor(.indexes)
    #expect(check.verdict == .fail)
    #expect(check.detail == "10 of 11 are well; different: ix_invite_records_email")
    #expect(check.fix == "invitectl migrate verify")
  }

  @Test func `an index that is being built is no failure`() throws {
    let database = try TestDatabase.inviteHub()
    let context = try OperationContext.test(database: database)
    try database.run("DROP INDEX ix_team_members_email")
    // CREATE INDEX CONCURRENTLY waits for whoever has written to the table.
    let writer = try HeldSession(
      database.parameters, "BEGIN; LOCK TABLE team_members IN ROW EXCLUSIVE MODE")
    let builder = try database.connect()
    try builder.start(
      "CREATE INDEX CONCURRENTLY ix_team_members_email ON team_members (email)", deadline: .soon)
    try waitUntil("the build is seen") {
      try context.doctor(.indexes).detail.contains("being built")
    }
    let check = try context.doctor(.indexes)
    #expect(check.verdict == .warn)
    #expect(check.detail == "10 of 11 are well; being built: ix_team_members_email")
    #expect(check.fix == "wait for the build; 'invitectl migrate status' shows it")
    try writer.run("COMMIT")
    _ = try builder.finish(deadline: .soon)
    #expect(try context.doctor(.indexes).verdict == .pass)
  }

  @Test func `who has locked a table is named`() throws {
    let database = try TestDatabase.inviteHub()
    let context = try OperationContext.test(
      database: database, environment: ["INVITECTL_TIMEOUT": "1s"])
    let holder = try HeldSession(
      database.parameters, "BEGIN; LOCK TABLE redeem_codes IN ACCESS EXCLUSIVE MODE")
    let check = try context.doctor(.postgres)
    #expect(check.verdict == .fail)
    #expect(check.detail.contains(") has locked redeem_codes"), "\(check)")
    #expect(check.fix?.contains("SELECT pg_terminate_backend(") == true, "\(check)")
    #expect(check.fixes.last == "SELECT pg_terminate_backend(\(holder.pid));", "\(check)")
    holder.release()
  }

  @Test func `the schema of our own is missing, closed, half open, and open`() throws {
    let database = try TestDatabase.inviteHub()
    let role = try TestRole(in: database)
    let context = try OperationContext.test(database: database, role: role.name)
    #expect(try context.doctor(.invitectlSchema).verdict == .warn)
    _ = try Migrate(.test(database: database)).up()
    var check = try context.doctor(.invitectlSchema)
    #expect(check.verdict == .fail)
    let fix = try #require(check.fix)
    try database.run("GRANT USAGE ON SCHEMA invitectl TO \(role.name)")
    check = try context.doctor(.invitectlSchema)
    #expect(check.verdict == .fail)
    try database.run(fix)
    #expect(try context.doctor(.invitectlSchema).verdict == .pass)
  }

  @Test func `a database whose zone is not UTC warns`() throws {
    let database = try TestDatabase.inviteHub()
    let context = try OperationContext.test(database: database)
    #expect(try context.doctor(.timeZone).verdict == .pass)
    try database.run("ALTER DATABASE \(database.name) SET timezone TO 'Asia/Shanghai'")
    let check = try context.doctor(.timeZone)
    #expect(check.verdict == .warn)
    #expect(check.detail == "Asia/Shanghai")
    try database.run(try #require(check.fix))
    #expect(try context.doctor(.timeZone).verdict == .pass)
  }

  @Test func `a transaction that stays open too long is named, a prepared one too`() throws {
    let database = try TestDatabase.inviteHub()
    let context = try OperationContext.test(database: database)
    var limits = DoctorLimits()
    limits.longTransaction = .milliseconds(50)
    #expect(try context.doctor(.longTransactions).verdict == .pass)
    let session = try database.connect()
    try session.execute("SET application_name = 'sleeper'", deadline: .soon)
    try session.executeScript("BEGIN; SELECT 1", deadline: .soon)
    SocketWait.pause(.milliseconds(100))
    let check = try context.doctor(.longTransactions, limits: limits)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("pid \(session.backendPID) (postgres, sleeper) for"))
    #expect(check.fixes.contains("SELECT pg_terminate_backend(\(session.backendPID));"))
    try session.execute("PREPARE TRANSACTION 'half \(database.name)'", deadline: .soon)
    defer { try? database.run("ROLLBACK PREPARED 'half \(database.name)'") }
    SocketWait.pause(.milliseconds(100))
    let prepared = try context.doctor(.longTransactions, limits: limits)
    #expect(prepared.verdict == .warn)
    #expect(prepared.detail.contains("prepared 'half \(database.name)'"))
    let statement = "COMMIT PREPARED 'half \(database.name)';"
    #expect(prepared.fixes.contains(statement), "\(prepared)")
    try database.run(statement)
    #expect(try context.doctor(.longTransactions).verdict == .pass)
  }
}
