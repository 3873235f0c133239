package import InviteDomain

/// Statements on Alembic's own table.
package enum RevisionQueries {
  /// The heads; one row as a rule.
  package static func current(_ backend: BackendSchema) -> String {
    "SELECT version_num FROM \(backend).alembic_version ORDER BY version_num"
  }

  /// Moves the revision from `$2` to `$1`, or does nothing: compare-and-set.
  package static func advance(_ backend: BackendSchema) -> String {
    """
    UPDATE \(backend).alembic_version SET version_num = $1 WHERE version_num = $2
    """
  }

  /// The same as a person would type it. Revisions are our own constants.
  package static func advance(_ backend: BackendSchema, from: Revision, to: Revision) -> String {
    "UPDATE \(backend).alembic_version SET version_num = '\(to)' WHERE version_num = '\(from)'"
  }

  /// The table as Alembic makes it.
  package static func create(_ backend: BackendSchema) -> String {
    """
    CREATE TABLE IF NOT EXISTS \(backend).alembic_version (
      version_num varchar(32) NOT NULL,
      CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
    )
    """
  }

  /// Records `$1` in a table that has no revision yet.
  package static func record(_ backend: BackendSchema) -> String {
    """
    INSERT INTO \(backend).alembic_version (version_num)
    SELECT $1 WHERE NOT EXISTS (SELECT FROM \(backend).alembic_version)
    """
  }

  /// Keeps two first stamps apart; readers are not held up.
  package static func lock(_ backend: BackendSchema) -> String {
    "LOCK TABLE \(backend).alembic_version IN SHARE ROW EXCLUSIVE MODE"
  }
}
