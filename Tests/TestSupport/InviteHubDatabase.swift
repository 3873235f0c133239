internal import ClientSupport
internal import PostgresClient

extension TestDatabase {
  /// A database as InviteHub's own migrations and create_all leave it, from Tests/Fixtures.
  ///
  /// - Parameters:
  ///   - lowerCase: enum labels as revision 013 and later have them.
  ///   - queue: whether there is an invite_queue table.
  ///   - indexes: whether the eleven indexes are there and the revision is 008; else it is 006.
  ///   - seed: whether the rows of seed-small.sql are in it.
  ///   - prepared: whether `migrate up` ran in it, before there were rows.
  ///   - more: statements that run before there are rows, each by itself.
  public static func inviteHub(
    lowerCase: Bool = false, queue: Bool = true, indexes: Bool = true, seed: Bool = true,
    prepared: Bool = false, more: [String] = []
  ) throws -> TestDatabase {
    var files = [lowerCase ? "enums-lower" : "enums-upper", "schema-006"]
    if queue { files.append("invite-queue") }
    if indexes { files += ["indexes-007", "indexes-008", "stamp-008"] }
    let template = try FixtureTemplates.name(of: files, more: more)
    let database = try TestDatabase(
      template: prepared ? PreparedTemplates.name(of: template) : template)
    if seed { try database.load(["seed-small"]) }
    return database
  }

  /// Runs files of Tests/Fixtures, by name without `.sql`, as ``run(_:)`` does.
  public func load(_ files: [String]) throws {
    guard !files.isEmpty else { return }
    try inSession { connection in
      for file in files { try Fixture.load(file, into: connection) }
    }
  }

  /// Fills the tables by fixture.fill: the same arguments give the same rows.
  public func fill(records: Int, codes: Int? = nil, queue: Int? = nil) throws {
    try inSession { connection in
      try Fixture.load("volume", into: connection)
      try connection.execute(
        "SELECT fixture.fill($1, $2, $3)",
        [String(records), codes.map { String($0) }, queue.map { String($0) }],
        deadline: .after(.seconds(600)))
      // Not the whole database: the catalogue takes longer than what was filled, and no test is about it.
      try connection.executeScript(
        """
        SET client_min_messages = warning;
        DROP SCHEMA fixture CASCADE;
        DO $$
        DECLARE place regclass;
        BEGIN
          FOR place IN SELECT oid FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
          LOOP EXECUTE format('ANALYZE %s', place); END LOOP;
        END $$
        """, deadline: .after(.seconds(600)))
    }
  }

  /// Makes every time of the backend's tables one with a zone, as somebody's own migration may, and has
  /// sessions of this database in `zone`.
  public func giveZones(_ zone: String) throws {
    try run(
      """
      DO $$
      DECLARE c record;
      BEGIN
        FOR c IN SELECT table_name, column_name FROM information_schema.columns
          WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'
        LOOP
          EXECUTE format('ALTER TABLE %I ALTER %I TYPE timestamptz USING %2$I AT TIME ZONE ''utc''',
            c.table_name, c.column_name);
        END LOOP;
      END $$;
      ALTER DATABASE \(name) SET timezone TO '\(zone)'
      """)
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

  /// Its URL as the backend's DATABASE_URL has it; local connections need no password.
  public func url(role: String = "postgres") -> String {
    let user = role.utf8.map { byte in
      let isPlain = byte == UInt8(ascii: "_") || Self.plain.contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
    return
      "postgresql://\(user)@/\(name)?host=\(parameters["host"] ?? "")&port=\(parameters["port"] ?? "")"
  }
}

/// A role of a test's own, without any privilege at first; gone when the test lets go of it.
public final class TestRole {
  public let name: String
  /// As it is written in a statement.
  public let quoted: String
  private let database: TestDatabase

  /// - Parameters:
  ///   - database: where it will be granted something.
  ///   - options: as in CREATE ROLE.
  ///   - suffix: what its name ends with, e.g. `@proj.iam`.
  public init(
    in database: TestDatabase, options: String = "LOGIN", suffix: String = ""
  ) throws {
    self.database = database
    name = Sandbox.uniqueName("role") + suffix
    quoted = PostgresIdentifier.quoted(name)
    try database.run("CREATE ROLE \(quoted) \(options)")
  }

  /// Makes it the owner of all tables of the backend's. (REASSIGN OWNED is refused for a superuser,
  /// who owns what the system needs.)
  public func takeTables() throws {
    try database.run(
      """
      DO $$
      DECLARE item regclass;
      BEGIN
        FOR item IN SELECT oid FROM pg_class
          WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        LOOP EXECUTE format('ALTER TABLE %s OWNER TO %I', item, '\(name.replacing("'", with: "''"))'); END LOOP;
      END $$
      """)
  }

  deinit {
    // Roles are of the whole server: a GRANT or DROP of another test at the same moment is "tuple
    // concurrently updated" or a deadlock, which is over with a later attempt.
    let end = ContinuousClock.now + .seconds(60)
    while true {
      do {
        try database.run("DROP OWNED BY \(quoted) CASCADE; DROP ROLE \(quoted)")
        return
      } catch {
        guard ContinuousClock.now < end else {
          print("left behind: role \(name): \(error)")
          return
        }
        SocketWait.pause(.milliseconds(20))
      }
    }
  }
}
