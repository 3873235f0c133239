import ClientSupport
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

@testable import InviteOps
@testable import InviteStorage

/// A world in which every command works, and what breaks one requirement of it.
final class RequirementWorld {
  let database: TestDatabase
  let redis: TestRedis
  /// Has what `doctor --grants` gives to those who write.
  let role: TestRole
  /// Owns nothing, and is trusted by nobody.
  let stranger: TestRole
  private var environment: [String: String]
  /// For ``content()``, which is asked for again and again.
  private let session: SharedConnection
  private var kept: [any Sendable] = []

  init() throws {
    database = try TestDatabase.inviteHub(prepared: true)
    session = SharedConnection(database)
    redis = try TestRedis()
    try redis.declareInvites()
    let context = try OperationContext.test(database: database, redis: redis)
    _ = try SeatStats(context).create()
    role = try TestRole(in: database)
    stranger = try TestRole(in: database)
    let grants = GrantStatements.sql(writer: role.name, reader: role.name)
      .split(separator: ";").filter {
        !$0.contains("CREATE ROLE") && !$0.contains("pg_read_all_stats")
      }
    try database.run(grants.joined(separator: ";"))
    environment = Sandbox.variables(database: database, redis: redis)
  }

  /// What can be changed, as far as it depends on the command: a table, and what of it.
  static func ways(of requirement: Requirement, for purpose: Purpose) -> [String] {
    switch requirement {
    case .backendTables, .singleRows, .privileges: return [table(purpose)]
    case .visibleRows:
      return (purpose.tables.isEmpty ? [] : [table(purpose)])
        + purpose.ownUses.map { "invitectl.\($0.rawValue)" }
        + (purpose.readsRevision ? ["alembic_version"] : [])
    // The first column of a use that is not as it should be is the one that is named.
    case .columnTypes:
      let change =
        switch table(purpose) {
        case "redeem_codes": "redeem_codes ALTER code TYPE name"
        case "invite_queue" where purpose == .stuck || purpose == .stuckLook:
          "invite_queue ALTER created_at TYPE date"
        case "invite_queue": "invite_queue ALTER processed_at TYPE date"
        default: "\(table(purpose)) ALTER email TYPE name"
        }
      return [change]
    case .ownTables: return waysOfOwnTables(purpose)
    default: return [""]
    }
  }

  private static func waysOfOwnTables(_ purpose: Purpose) -> [String] {
    var ways = purpose.ownUses.map { table in
      // One that every version has: the others tell an older one.
      let names = Set(table.columns.keys).subtracting(table.laterColumns).sorted()
      let column = PostgresIdentifier.quoted(names[0])
      return "ALTER TABLE invitectl.\(table.rawValue) RENAME \(column) TO renamed"
    }
    if let table = purpose.ownTables.last { ways.append("DROP TABLE invitectl.\(table.rawValue)") }
    if purpose.keepsCounts {
      ways += [
        "ALTER TABLE invitectl.redeem_sync ALTER x_mark TYPE numeric",
        "ALTER TABLE invitectl.redeem_sync DROP room_since_ms",
        "UPDATE invitectl.schema_version SET version = version + 5",
        "DELETE FROM invitectl.schema_version",
        "UPDATE invitectl.schema_version SET version = -2147483648",
      ]
    }
    return ways
  }

  private static func table(_ purpose: Purpose) -> String {
    (purpose.tables.first { !$0.isOptional } ?? purpose.tables.first)?.table ?? ""
  }

  /// Breaks a requirement in one of its ``ways(of:for:)``.
  func broken(_ requirement: Requirement, _ way: String) throws {
    let table = way
    switch requirement {
    case .postgresVersion, .redisVersion:
      throw NotHere(description: "no server of another version here")
    case .directSession:
      let pooler = try PgBouncer(database)
      kept.append(pooler)
      environment["DATABASE_URL"] = pooler.url
    case .postgresPrimary:
      let primary = try PrivatePostgres()
      let copy = try TestDatabase(on: primary)
      try copy.load(["enums-upper", "schema-006", "invite-queue"])
      _ = try Migrate(OperationContext.test(database: copy)).up()
      let replica = try primary.replica()
      kept += [primary, copy, replica] as [any Sendable]
      environment["DATABASE_URL"] = replica.url.replacing("/postgres?", with: "/test?")
    case .writableSession:
      environment["DATABASE_URL"] = database.url(role: role.name)
      try database.run(
        """
        ALTER ROLE \(role.name) IN DATABASE \(database.name)
          SET default_transaction_read_only = on
        """)
    case .backendSchema:
      try database.run("CREATE SCHEMA other; CREATE TABLE other.redeem_codes (id int)")
    case .backendTables: try database.run("ALTER TABLE \(table) RENAME TO gone")
    case .backendGeneration:
      // As revision 015 has it: the first direct use is counted twice over.
      try database.run(
        """
        ALTER TABLE redeem_codes ADD rebind_count int; ALTER TABLE users ADD approval_status text;
        ALTER TABLE teams ADD status text DEFAULT 'active'; CREATE TABLE orders (id int)
        """)
    case .columnTypes: try database.run("ALTER TABLE \(way)")
    case .singleRows:
      try database.run("CREATE TABLE more () INHERITS (\(table))")
    case .visibleRows:
      environment["DATABASE_URL"] = database.url(role: role.name)
      try database.run("ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY")
    case .privileges:
      environment["DATABASE_URL"] = database.url(role: role.name)
      try database.run("REVOKE ALL ON \(table) FROM \(role.name)")
      try database.run(
        """
        DO $$ DECLARE c record; BEGIN
          FOR c IN SELECT attname FROM pg_attribute
            WHERE attrelid = '\(table)'::regclass AND attnum > 0 AND NOT attisdropped
          LOOP EXECUTE format('REVOKE ALL (%I) ON \(table) FROM \(role.name)', c.attname); END LOOP;
        END $$
        """)
    case .trustedSchema:
      try database.run("ALTER TABLE invitectl.run_log OWNER TO \(stranger.name)")
    case .ownTables: try database.run(way)
    case .ownPrivileges:
      environment["DATABASE_URL"] = database.url(role: role.name)
      try database.run("REVOKE ALL ON ALL TABLES IN SCHEMA invitectl FROM \(role.name)")
    case .redisSingle:
      let server = try PrivateRedis(PrivateRedis.clusterArguments(), tcp: true)
      kept.append(server)
      for name in ["REDIS_URL", "INVITECTL_BROKER_URL", "INVITECTL_RESULT_URL"] {
        environment[name] = server.tcpEndpoint().url
      }
    case .redisPrimary:
      let primary = try PrivateRedis(tcp: true)
      let replica = try PrivateRedis(["--replicaof", "127.0.0.1", "\(primary.port ?? 0)"])
      kept += [primary, replica]
      let databases = try TestRedis(server: primary.endpoint)
      environment["REDIS_URL"] = replica.endpoint.withDatabase(databases.bucket.database).url
      environment["INVITECTL_BROKER_URL"] =
        replica.endpoint.withDatabase(databases.broker.database).url
      environment["INVITECTL_RESULT_URL"] =
        replica.endpoint.withDatabase(databases.result.database).url
      try waitUntil("the replica is in step") {
        try "\(TestRedis.connect(replica.endpoint).send("INFO", "replication").asString())"
          .contains("master_link_status:up")
      }
    }
  }

  struct NotHere: Error, CustomStringConvertible {
    let description: String
  }

  func run(_ arguments: [String]) async throws -> CommandResult {
    try await CommandRun.invitectl(arguments, environment: environment)
  }

  /// All that a command could have written: the rows of every table, and every key's value.
  func content() throws -> String {
    let rows = try session.use {
      try $0.query(
        """
        SELECT string_agg(c.oid::regclass || ' ' || md5(query_to_xml(
          format('SELECT * FROM %s AS t ORDER BY t::text', c.oid::regclass), true, false, '')::text),
          E'\\n' ORDER BY c.oid::regclass::text) AS text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname IN ('public', 'invitectl')
        """, deadline: .soon
      ).only().string("text")
    }
    var keys: [String] = []
    for endpoint in [redis.bucket, redis.broker, redis.result] {
      let connection = try TestRedis.connect(endpoint)
      for key in try connection.send("KEYS", "*").asStrings().sorted() {
        keys.append("\(endpoint) \(key) \(try connection.send("DUMP", key))")
      }
    }
    return rows + "\n" + keys.joined(separator: "\n")
  }
}
