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

  /// Whether table `$1` is `partitioned`, so that no constraint of the whole keeps an id from being there
  /// twice. No row when it is not there.
  package static func isPartitioned(_ backend: BackendSchema) -> String {
    "SELECT relkind = 'p' AS partitioned FROM pg_class WHERE oid = to_regclass(\(backend.prefix) || $1)"
  }

  /// Puts rows back that are not there. `$1` is a JSON array of rows; the status is written in the
  /// case this database has. One row: `given`, `inserted`, `different`: how many are there already and
  /// say something else, and `missing`: the ids that were neither there nor inserted.
  ///
  /// - Parameters:
  ///   - columns: those of ``columns(_:)`` that the rows have; the others get what the table gives new rows.
  ///   - isText: whether the rows were written as ``written(_:as:of:_:)`` does; otherwise wholly as
  ///     row_to_json does, as archives of the first version.
  ///   - isPartitioned: whether the table is.
  package static func restoreQueue(
    _ backend: BackendSchema, _ columns: [ArchiveColumn], isText: Bool, isPartitioned: Bool
  ) -> String {
    restore("invite_queue", backend, columns.filter(\.isGiven), isText, isPartitioned)
  }
  package static func restoreRecords(
    _ backend: BackendSchema, _ columns: [ArchiveColumn], isText: Bool, isPartitioned: Bool
  ) -> String {
    restore("invite_records", backend, columns.filter(\.isGiven), isText, isPartitioned)
  }

  private static func restore(
    _ table: String, _ backend: BackendSchema, _ columns: [ArchiveColumn], _ isText: Bool,
    _ isPartitioned: Bool
  ) -> String {
    let names = columns.map(\.name).joined(separator: ", ")
    let values = columns.map { column in
      isText ? column.read(from: "lines.value", made: "made") : "made.\(column.name)"
    }
    // To the last bit; a row of the first version has lost some of them.
    let isDifferent =
      isText
      ? "NOT (ROW(\(columns.map { "g.\($0.name)" }.joined(separator: ", ")))::record "
        + "*= ROW(\(columns.map { "t.\($0.name)" }.joined(separator: ", ")))::record)"
      : "to_jsonb(g) IS DISTINCT FROM to_jsonb((SELECT kept FROM (SELECT "
        + "\(columns.map { "t.\($0.name)" }.joined(separator: ", "))) AS kept))"
    // A partition has its own key, and the whole none: ON CONFLICT (id) finds nothing to go by.
    let absent =
      isPartitioned
      ? "WHERE NOT EXISTS (SELECT FROM \(backend).\(table) t WHERE t.id = given.id) ON CONFLICT DO NOTHING"
      : "ON CONFLICT (id) DO NOTHING"
    return """
      WITH label AS MATERIALIZED (
        SELECT upper(e.enumlabel) AS name, e.enumlabel::text AS label
        FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid
        WHERE a.attrelid = (\(backend.prefix) || '\(table)')::regclass AND a.attname = 'status'
      ), lines AS (
        SELECT line.value || jsonb_build_object('status', coalesce(
          (SELECT label FROM label WHERE name = upper(line.value ->> 'status')),
          line.value ->> 'status')) AS value
        FROM jsonb_array_elements($1::jsonb) AS line (value)
      ), given (\(names)) AS MATERIALIZED (
        -- In FROM a row is made once; (made()).* makes it anew for each of its columns.
        SELECT \(values.joined(separator: ", "))
        FROM lines CROSS JOIN LATERAL jsonb_populate_record(NULL::\(backend).\(table), lines.value)
          AS made
      ), inserted AS (
        -- The numbers they had, whoever gives new rows theirs (GENERATED ALWAYS AS IDENTITY).
        INSERT INTO \(backend).\(table) (\(names)) OVERRIDING SYSTEM VALUE
        SELECT \(names) FROM given \(absent) RETURNING id
      )
      SELECT (SELECT count(*) FROM given) AS given, (SELECT count(*) FROM inserted) AS inserted,
        (SELECT count(*) FROM given g JOIN \(backend).\(table) t USING (id) WHERE \(isDifferent))
          AS different,
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

  /// The sequence that numbers the rows of a table: `name`, as it is typed, `step`, `readable`, whether this role
  /// may see where it is, and `role`, as it is typed. It is known as ``ForecastQueries/sequences(_:)`` says: by the
  /// default of `id`, whoever owns it, or by its identity. No row where there is none that counts upwards.
  package static func sequenceOfQueue(_ backend: BackendSchema) -> String {
    sequence(of: "invite_queue", backend)
  }
  package static func sequenceOfRecords(_ backend: BackendSchema) -> String {
    sequence(of: "invite_records", backend)
  }

  private static func sequence(of table: String, _ backend: BackendSchema) -> String {
    """
    SELECT format('%I.%I', n.nspname, q.relname) AS name, s.seqincrement AS step,
      has_sequence_privilege(q.oid, 'SELECT') AS readable, quote_ident(current_user) AS role
    FROM (
      SELECT d.refobjid AS oid, 1 AS rank
      FROM pg_attribute a
      JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
        AND d.refclassid = 'pg_class'::regclass
      JOIN pg_class c ON c.oid = d.refobjid AND c.relkind = 'S'
      WHERE a.attrelid = \(backend.regclass(table)) AND a.attname = 'id'
      UNION ALL
      SELECT pg_get_serial_sequence(\(backend.prefix) || '\(table)', 'id')::regclass::oid, 2
    ) AS known
    JOIN pg_class q ON q.oid = known.oid JOIN pg_namespace n ON n.oid = q.relnamespace
    JOIN pg_sequence s ON s.seqrelid = q.oid
    WHERE s.seqincrement > 0
    ORDER BY known.rank LIMIT 1
    """
  }

  /// Where the next number of a sequence is taken: `next`, and the `largest` id of the table. pg_sequences does not
  /// tell where one is that was moved and not used since.
  ///
  /// - Parameters:
  ///   - sequence: as it is typed.
  ///   - step: what it counts by.
  package static func queueBehind(
    _ sequence: String, step: Int
  ) -> (BackendSchema) -> String {
    { ArchiveQueries.behind("invite_queue", $0, sequence, step) }
  }
  package static func recordsBehind(
    _ sequence: String, step: Int
  ) -> (BackendSchema) -> String {
    { ArchiveQueries.behind("invite_records", $0, sequence, step) }
  }

  private static func behind(
    _ table: String, _ backend: BackendSchema, _ sequence: String, _ step: Int
  ) -> String {
    """
    SELECT given.next::bigint AS next, rows.largest
    FROM (
      SELECT CASE WHEN is_called THEN last_value::numeric + \(step) ELSE last_value END AS next
      FROM \(sequence)
    ) AS given, (SELECT max(id) AS largest FROM \(backend).\(table)) AS rows
    WHERE given.next <= rows.largest
    """
  }

  /// What moves a sequence past the ids of a table, for psql.
  package static func moveSequence(_ name: String, past table: String) -> String {
    "SELECT setval(\(RowQueries.literal(name)), (SELECT max(id) FROM \(table)))"
  }
}
