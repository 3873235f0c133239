/// Schema `invitectl` and its own version, which has nothing to do with Alembic's.
package enum SchemaQueries {
  package static let makeSchema = "CREATE SCHEMA IF NOT EXISTS invitectl"

  /// One row in `schema_version`, kept to one by its key.
  package static let create = """
    CREATE TABLE IF NOT EXISTS invitectl.schema_version (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      version int NOT NULL,
      changed_at timestamptz NOT NULL DEFAULT now()
    );
    INSERT INTO invitectl.schema_version (version) VALUES (0) ON CONFLICT DO NOTHING
    """

  /// What has a name in the schema: `name`, and whether it `is_table`.
  package static let relations = """
    SELECT relname AS name, relkind IN ('r', 'p') AS is_table FROM pg_class
    WHERE relnamespace = 'invitectl'::regnamespace
    """

  package static let version = "SELECT version FROM invitectl.schema_version"

  /// From `$2` to `$1`, or nothing: compare-and-set.
  package static let advance = """
    UPDATE invitectl.schema_version SET version = $1::int, changed_at = now()
    WHERE version = $2::int
    """
}
