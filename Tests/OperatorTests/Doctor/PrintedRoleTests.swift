import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// What the roles of `doctor --grants` may do, as the catalog knows it: this list, and nothing beside it.
@Suite struct PrintedRoleTests {
  private static let read: [String: [String]] = [
    "public.redeem_codes": ["SELECT"], "public.invite_records": ["SELECT"],
    "public.invite_queue": ["SELECT"], "public.team_members": ["SELECT"],
    "public.team_groups": ["SELECT"], "public.alembic_version": ["SELECT"],
    "public.teams": ["SELECT (group_id, id, is_active, max_seats, name)"],
    "invitectl.redeem_sync": ["SELECT"], "invitectl.redeem_sync_ledger": ["SELECT"],
    "invitectl.redeem_sync_anchor": ["SELECT"],
    "invitectl.redis_incarnation": ["SELECT"], "invitectl.run_log": ["SELECT"],
    "invitectl.index_work": ["SELECT"], "invitectl.schema_version": ["SELECT"],
    "invitectl.invite_retry": ["SELECT"],
  ]

  private static let written = read.merging([
    "public.redeem_codes": ["SELECT", "UPDATE (activated_at, bound_email, used_count)"],
    "public.invite_records": ["DELETE", "INSERT", "SELECT", "UPDATE (id)"],
    "public.invite_queue": ["DELETE", "INSERT", "SELECT", "UPDATE (processed_at, status)"],
    "invitectl.redeem_sync": ["INSERT", "SELECT", "UPDATE"],
    "invitectl.redeem_sync_ledger": ["DELETE", "INSERT", "SELECT"],
    "invitectl.redeem_sync_anchor": ["INSERT", "SELECT", "UPDATE"],
    "invitectl.redis_incarnation": ["INSERT", "SELECT"],
    "invitectl.run_log": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    "invitectl.redeem_outbox": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    "invitectl.invite_retry": ["INSERT", "SELECT", "UPDATE"],
  ]) { $1 }

  /// Of every table, view and sequence that is not the system's; of whole ones, or by column.
  private func held(by role: String, _ connection: PostgresConnection) throws -> [String: [String]]
  {
    let rows = try connection.query(
      """
      WITH relation AS (
        SELECT c.oid, c.relkind, n.nspname || '.' || c.relname AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
      )
      SELECT r.name, p.name AS privilege
      FROM relation r CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
        'REFERENCES', 'TRIGGER']) AS p (name)
      WHERE r.relkind <> 'S' AND has_table_privilege($1, r.oid, p.name)
      UNION ALL
      SELECT r.name, format('%s (%s)', p.name, string_agg(a.attname, ', ' ORDER BY a.attname))
      FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS p (name)
      WHERE r.relkind <> 'S' AND NOT has_table_privilege($1, r.oid, p.name)
        AND has_column_privilege($1, r.oid, a.attnum, p.name)
      GROUP BY r.name, p.name
      UNION ALL
      SELECT r.name, p.name
      FROM relation r CROSS JOIN unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS p (name)
      WHERE r.relkind = 'S' AND has_sequence_privilege($1, r.oid, p.name)
      ORDER BY 1, 2
      """, [role], deadline: .soon)
    var held: [String: [String]] = [:]
    for row in rows {
      held[try row.string("name"), default: []].append(try row.string("privilege"))
    }
    return held
  }

  @Test func `the roles hold what is listed here, and nothing else`() throws {
    let roles = try PrintedRoles()
    let connection = try roles.database.connect()
    for (role, expected) in [(roles.reader, Self.read), (roles.writer, Self.written)] {
      let held = try held(by: role, connection)
      for name in Set(held.keys).union(expected.keys).sorted() {
        #expect(held[name] == expected[name], "\(role) on \(name)")
      }
      // Of the server: other sessions' statistics, and nothing more.
      let facts = try connection.query(
        """
        SELECT ARRAY(SELECT r.rolname::text FROM pg_roles r
            WHERE r.rolname <> $1 AND pg_has_role($1, r.oid, 'MEMBER') ORDER BY 1) AS roles,
          rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS mighty,
          has_database_privilege($1, current_database(), 'CREATE')
            OR has_schema_privilege($1, 'invitectl', 'CREATE') AS creates
        FROM pg_roles WHERE rolname = $1
        """, [role], deadline: .soon
      ).only()
      // It has what each of those has; none of them reads files, runs programs or sees all settings.
      #expect(try facts.strings("roles") == ["pg_read_all_stats"])
      #expect(try facts.bool("mighty") == false && facts.bool("creates") == false)
    }
  }

  @Test func `secrets of teams, and emails and codes of the outbox, are not for those who look`()
    throws
  {
    let roles = try PrintedRoles()
    func denied(_ role: String, _ statement: String) throws {
      let session = try PostgresConnection.connect(
        roles.database.parameters.with("user", role), deadline: .soon)
      let error = #expect(throws: PostgresError.self, "\(role): \(statement)") {
        try session.execute(statement, deadline: .soon)
      }
      #expect(error?.sqlState?.rawValue == "42501", "\(role): \(statement)")
    }
    for role in [roles.reader, roles.writer] {
      for statement in [
        "SELECT session_token FROM teams", "SELECT cookie FROM teams", "TABLE users",
        "DELETE FROM redeem_codes", "UPDATE redeem_codes SET max_uses = 1", "TRUNCATE invite_queue",
        "UPDATE invite_records SET email = 'x'", "INSERT INTO redeem_codes (code) VALUES ('x')",
        "UPDATE alembic_version SET version_num = 'x'", "DELETE FROM invitectl.redeem_sync",
        "UPDATE invitectl.redeem_sync_ledger SET delta = 0",
        "UPDATE invitectl.schema_version SET version = 0",
        "SELECT nextval('invite_queue_id_seq')", "CREATE SCHEMA x", "CREATE TABLE invitectl.x ()",
        "SELECT pg_read_file('PG_VERSION')", "SELECT pg_ls_waldir()",
        "COPY invite_queue TO PROGRAM 'true'",
      ] { try denied(role, statement) }
    }
    for statement in [
      "SELECT email FROM invitectl.redeem_outbox", "SELECT code FROM invitectl.redeem_outbox",
      "SELECT count(*) FROM invitectl.redeem_outbox", "UPDATE redeem_codes SET used_count = 0",
      "DELETE FROM invite_queue", "INSERT INTO invitectl.run_log (command) VALUES ('x')",
      "SELECT FROM invite_queue FOR UPDATE", "SELECT FROM redeem_codes FOR KEY SHARE",
    ] { try denied(roles.reader, statement) }
  }

  @Test func `what a role of writers lacks in schema invitectl is printed, and that is enough`()
    throws
  {
    let roles = try PrintedRoles()
    try roles.database.run("REVOKE ALL ON ALL TABLES IN SCHEMA invitectl FROM \(roles.writer)")
    let statements = OwnTable.grants(to: roles.writer, isWriter: true)
    try roles.database.run(statements.joined(separator: ";"))
    let held = try held(by: roles.writer, roles.database.connect())
    for name in Self.written.keys { #expect(held[name] == Self.written[name], "\(name)") }
  }
}
