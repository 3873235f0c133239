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
    let postgres = try report.check(.postgres)
    #expect(postgres.verdict == .fail)
    #expect(postgres.fix?.contains("host and port") == true, "\(postgres)")
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
}
