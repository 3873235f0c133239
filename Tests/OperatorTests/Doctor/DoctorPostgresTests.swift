import ClientSupport
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@Suite struct DoctorPostgresTests {
  @Test func `configuration passes with a database and fails without one`() throws {
    let database = try TestDatabase.inviteHub()
    #expect(try OperationContext.test(database: database).doctor(.configuration).verdict == .pass)
    let without = try OperationContext.test().doctor(.configuration)
    #expect(without.verdict == .fail)
    #expect(without.fix?.contains("DATABASE_URL") == true)
  }

  @Test func `a server that answers passes, with its version, database and role`() throws {
    let database = try TestDatabase.inviteHub()
    let check = try OperationContext.test(database: database).doctor(.postgres)
    #expect(check.verdict == .pass)
    let version = try database.connect().query("SHOW server_version", deadline: .soon)
      .only().string("server_version")
    #expect(
      check.detail.contains("database \(database.name) as postgres, PostgreSQL \(version)"))
  }

  @Test func `a server that is not there fails, and what needs it is skipped`() throws {
    let context = try OperationContext.test(
      environment: ["DATABASE_URL": "postgresql://x@127.0.0.1:1/none"])
    let report = Doctor(context).run()
    #expect(try report.check(.postgres).verdict == .fail)
    #expect(try report.check(.postgres).fix?.contains("host and port") == true)
    for name in [
      DoctorCheckName.postgresPooler, .postgresPrivileges, .revision, .indexes, .invitectlSchema,
      .timeZone, .longTransactions,
    ] {
      #expect(try report.check(name).verdict == .skip, "\(name.rawValue)")
    }
  }

  @Test func `a replica fails, because every write would`() throws {
    let primary = try PrivatePostgres()
    let replica = try primary.replica()
    let context = try OperationContext.test(environment: ["DATABASE_URL": replica.url])
    let check = try context.doctor(.postgres)
    #expect(check.verdict == .fail)
    #expect(check.detail.contains("read-only replica"))
    #expect(check.fix?.contains("primary") == true)
  }

  @Test func `a transaction pooler fails, a direct connection passes`() throws {
    let database = try TestDatabase.inviteHub()
    #expect(try OperationContext.test(database: database).doctor(.postgresPooler).verdict == .pass)
    let pooler = try PgBouncer(database)
    let context = try OperationContext.test(environment: ["DATABASE_URL": pooler.url])
    let check = try context.doctor(.postgresPooler)
    #expect(check.verdict == .fail)
    #expect(check.detail.contains("pooler in transaction mode"))
  }

  @Test func `every missing privilege is named as the GRANT that gives it`() throws {
    let database = try TestDatabase.inviteHub()
    let role = try TestRole(in: database)
    let context = try OperationContext.test(database: database, role: role.name)
    var check = try context.doctor(.postgresPrivileges)
    #expect(check.verdict == .fail)
    let fix = try #require(check.fix)
    #expect(
      fix.contains(#"GRANT SELECT (id, name, max_seats, is_active, group_id) ON public.teams"#))
    #expect(!fix.contains("session_token"))
    // What it prints is what it wants: run as it stands, reading and writing apart.
    let grants = fix.split(separator: "; ").map(String.init)
    #expect(grants.count == 14)
    try database.run(grants.filter { $0.contains("SELECT") }.joined(separator: ";"))
    check = try context.doctor(.postgresPrivileges)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("lacks 7 privileges"))
    try database.run(try #require(check.fix))
    check = try context.doctor(.postgresPrivileges)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("does not own the tables, postgres does"))
  }

  @Test func `one column without its privilege is seen`() throws {
    let database = try TestDatabase.inviteHub()
    let role = try TestRole(in: database)
    let context = try OperationContext.test(database: database, role: role.name)
    try database.run(try #require(context.doctor(.postgresPrivileges).fix))
    try database.run("REVOKE UPDATE (bound_email) ON redeem_codes FROM \(role.name)")
    let check = try context.doctor(.postgresPrivileges)
    #expect(check.verdict == .warn)
    #expect(
      check.fix == "GRANT UPDATE (used_count, activated_at, bound_email) ON public.redeem_codes TO "
        + "\"\(role.name)\"")
  }

  @Test func `the owner is told what migrate wants beside the tables, and then passes`() throws {
    let database = try TestDatabase.inviteHub()
    let role = try TestRole(in: database)
    try role.takeTables()
    let context = try OperationContext.test(database: database, role: role.name)
    var check = try context.doctor(.postgresPrivileges)
    // Until PostgreSQL 14 everybody may create there.
    if try database.connect().serverVersion >= 150_000 {
      #expect(check.detail.contains("may not create indexes in schema public"), "\(check)")
      try database.run(try #require(check.fix))
      check = try context.doctor(.postgresPrivileges)
    }
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("may not create the schema invitectl"))
    try database.run(try #require(check.fix))
    check = try context.doctor(.postgresPrivileges)
    #expect(check.verdict == .warn)
    // From PostgreSQL 16 on a membership says itself what it gives.
    let options =
      try database.connect().serverVersion >= 160_000 ? " WITH INHERIT TRUE, SET TRUE" : ""
    #expect(check.fix == "GRANT pg_read_all_stats TO \"\(role.name)\"\(options)")
    try database.run(try #require(check.fix))
    #expect(try context.doctor(.postgresPrivileges).verdict == .pass)
  }

  @Test func `another database than InviteHub's fails`() throws {
    let database = try TestDatabase()
    let context = try OperationContext.test(database: database)
    let check = try context.doctor(.postgresPrivileges)
    #expect(check.verdict == .fail)
    #expect(check.detail.contains("there is no table redeem_codes"))
    #expect(try context.doctor(.revision).verdict == .fail)
  }

  @Test func `a database without the queue table has all privileges`() throws {
    let database = try TestDatabase.inviteHub(queue: false)
    let context = try OperationContext.test(database: database)
    #expect(try context.doctor(.postgresPrivileges).verdict == .pass)
  }

  @Test(
    arguments: [
      ("006_add_commercial_fields", .warn, "invitectl migrate up"),
      ("005_add_unauthorized", .warn, "alembic upgrade 006_add_commercial_fields"),
      ("007_add_performance_indexes", .warn, "invitectl migrate up"),
      ("008_add_composite_indexes", .pass, nil),
      (
        "013_lower_case_enums", .fail,
        "invitectl migrate stamp 008_add_composite_indexes; then 'alembic upgrade' to the revision of "
          + "the backend's release"
      ),
      ("deadbeef", .warn, "invitectl migrate verify"),
    ] as [(String, DoctorReport.Verdict, String?)])
  func `the revision is judged by its number`(
    revision: String, verdict: DoctorReport.Verdict, fix: String?
  ) throws {
    let database = try TestDatabase.inviteHub()
    try database.run("UPDATE alembic_version SET version_num = '\(revision)'")
    // What 006 makes is not there before it.
    if revision.hasPrefix("005") {
      try database.run(
        """
        ALTER TABLE redeem_codes DROP validity_days, DROP activated_at, DROP bound_email;
        ALTER TABLE invite_records DROP is_rebind
        """)
    }
    let check = try OperationContext.test(database: database).doctor(.revision)
    #expect(check.verdict == verdict)
    #expect(check.fix == fix)
  }

  @Test func `two heads fail and none warns`() throws {
    let database = try TestDatabase.inviteHub()
    let context = try OperationContext.test(database: database)
    try database.run("INSERT INTO alembic_version VALUES ('009_another')")
    #expect(try context.doctor(.revision).verdict == .fail)
    try database.run("DELETE FROM alembic_version")
    #expect(try context.doctor(.revision).verdict == .warn)
  }

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
