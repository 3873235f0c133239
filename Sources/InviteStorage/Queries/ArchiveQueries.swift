internal import InviteDomain

/// Statements about rows that were archived.
package enum ArchiveQueries {
  /// Which of the rows in the JSON array `$1` are in the table, by id: `position` from 1.
  package static func presentInQueue(_ backend: BackendSchema) -> String {
    present("invite_queue", backend)
  }
  package static func presentInRecords(_ backend: BackendSchema) -> String {
    present("invite_records", backend)
  }

  private static func present(_ table: String, _ backend: BackendSchema) -> String {
    """
    SELECT given.position
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS given (value, position)
    JOIN \(backend).\(table) t ON t.id = (given.value ->> 'id')::bigint
    ORDER BY given.position
    """
  }

  /// Puts rows back that are not there. `$1` is a JSON array of rows; the status is written in the
  /// case this database has. One row: `given`, `inserted`, `different`: how many are there already and
  /// say something else, and `missing`: the ids that were neither there nor inserted.
  package static func restoreQueue(_ backend: BackendSchema) -> String {
    restore("invite_queue", backend)
  }
  package static func restoreRecords(_ backend: BackendSchema) -> String {
    restore("invite_records", backend)
  }

  private static func restore(_ table: String, _ backend: BackendSchema) -> String {
    """
    WITH label AS MATERIALIZED (
      SELECT upper(e.enumlabel) AS name, e.enumlabel::text AS label
      FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid
      WHERE a.attrelid = (\(backend.prefix) || '\(table)')::regclass AND a.attname = 'status'
    ), given AS (
      -- In FROM a row is made once; (…).* makes it anew for each of its columns.
      SELECT made.* FROM jsonb_array_elements($1::jsonb) AS line (value)
      CROSS JOIN LATERAL jsonb_populate_record(NULL::\(backend).\(table),
        line.value || jsonb_build_object('status', coalesce(
          (SELECT label FROM label WHERE name = upper(line.value ->> 'status')),
          line.value ->> 'status'))
      ) AS made
    ), inserted AS (
      INSERT INTO \(backend).\(table) SELECT * FROM given ON CONFLICT (id) DO NOTHING RETURNING id
    )
    SELECT (SELECT count(*) FROM given) AS given, (SELECT count(*) FROM inserted) AS inserted,
      (SELECT count(*) FROM given g JOIN \(backend).\(table) t USING (id)
        WHERE to_jsonb(g) IS DISTINCT FROM to_jsonb(t)) AS different,
      ARRAY(SELECT g.id FROM given g WHERE NOT EXISTS (SELECT FROM inserted i WHERE i.id = g.id)
        AND NOT EXISTS (SELECT FROM \(backend).\(table) t WHERE t.id = g.id)
        ORDER BY g.id) AS missing
    """
  }

  /// Columns of the first row of `$1` that table `$2` does not have: `name`.
  package static func unknownColumns(_ backend: BackendSchema) -> String {
    """
    SELECT key AS name FROM jsonb_object_keys($1::jsonb -> 0) AS key
    WHERE NOT EXISTS (
      SELECT FROM pg_attribute
      WHERE attrelid = to_regclass(\(backend.prefix) || $2) AND attname = key AND attnum > 0
        AND NOT attisdropped)
    ORDER BY 1
    """
  }
}
