package import InviteDomain

/// Statements on Alembic's own table.
package enum RevisionQueries {
  /// The heads; one row as a rule.
  package static func current(_ table: RevisionTable) -> String {
    "SELECT coalesce(version_num, '') AS version_num FROM \(table) ORDER BY version_num"
  }

  /// Moves the revision from `$2` to `$1`, or does nothing: compare-and-set.
  package static func advance(_ table: RevisionTable) -> String {
    """
    UPDATE \(table) SET version_num = $1 WHERE version_num = $2
    """
  }

  /// The same as a person would type it.
  package static func advance(_ table: RevisionTable, from: Revision, to: Revision) -> String {
    "UPDATE \(table) SET version_num = \(literal(to)) WHERE \(isAt(from))"
  }

  /// Takes out rows that should not be there, as a person would type it.
  package static func remove(_ table: RevisionTable, _ rows: [Revision]) -> String {
    "DELETE FROM \(table) WHERE \(rows.map(isAt).joined(separator: " OR "))"
  }

  /// Leaves one row of each revision, as a person would type it.
  package static func removeDoubles(_ table: RevisionTable) -> String {
    "DELETE FROM \(table) a USING \(table) b WHERE a.ctid > b.ctid "
      + "AND a.version_num IS NOT DISTINCT FROM b.version_num"
  }

  private static func isAt(_ revision: Revision) -> String {
    revision.rawValue.isEmpty
      ? "coalesce(version_num, '') = ''" : "version_num = \(literal(revision))"
  }

  private static func literal(_ revision: Revision) -> String {
    BackendSchema.literal(revision.rawValue)
  }

  /// The table as Alembic makes it.
  package static func create(_ table: RevisionTable) -> String {
    """
    CREATE TABLE IF NOT EXISTS \(table) (
      version_num varchar(32) NOT NULL,
      CONSTRAINT \(table.keyName) PRIMARY KEY (version_num)
    )
    """
  }

  /// Records `$1` in a table that has no revision yet.
  package static func record(_ table: RevisionTable) -> String {
    """
    INSERT INTO \(table) (version_num)
    SELECT $1 WHERE NOT EXISTS (SELECT FROM \(table))
    """
  }

  /// Keeps two first stamps apart; readers are not held up.
  package static func lock(_ table: RevisionTable) -> String {
    "LOCK TABLE \(table) IN SHARE ROW EXCLUSIVE MODE"
  }

  /// Tables as Alembic makes them, in whichever schema and of whichever name, that this role may read:
  /// `schema`, quoted where it must be, and `name`. At most ten, plain ones, which run nobody's code.
  package static let lookalikes = """
    SELECT c.relnamespace::regnamespace::text AS schema, c.relname AS name
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND c.relnatts = 1
      AND a.attname = 'version_num' AND NOT row_security_active(c.oid)
      AND has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    ORDER BY 1, 2 LIMIT 10
    """
}
