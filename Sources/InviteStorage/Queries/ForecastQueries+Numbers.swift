/// What numbers rows, and how far it can go.
extension ForecastQueries {
  /// What numbers columns of the backend's schema and of ours that cannot go on for ever: `schema`, `name` and
  /// `attribute` of the column; `found`, whether it is known that this sequence numbers it; `last`, NULL where no
  /// sequence is known or the role may not see it (`readable`), and where the sequence begins where it gave out nothing
  /// since it was made or set (`fresh`: ``places(_:)`` of a `selectable` one says where that is); `greatest` and `least`, the last ones that there
  /// can be up and down, by the type of the column and the bounds of the sequence, whichever is nearer; `step`;
  /// `sequence` and `sequence_schema`, NULL where none is known, and `role`, as statements name them. No table is
  /// locked, so that nobody's lock is waited for: `pg_get_expr` would open the table.
  ///
  /// A sequence is known by the column's default, whoever owns it, or by its identity, or where the column owns it
  /// and has no default. One that is owned beside a default that hides where it takes its numbers is shown, not
  /// `found`. A partition's is the whole table's. A key `id` of type int alone, or a default that calls nextval by a name
  /// that is text, is there without a sequence; the call stands in the default's tree by its number. A sequence with
  /// CYCLE ends, too: its first numbers are taken.
  package static func sequences(_ backend: BackendSchema) -> String {
    """
    WITH defaults AS (
      SELECT f.adrelid AS rel, f.adnum AS num, d.refobjid AS seq
      FROM pg_attrdef f
      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
        AND d.refclassid = 'pg_class'::regclass
      JOIN pg_class q ON q.oid = d.refobjid AND q.relkind = 'S'
    ), owned AS (
      SELECT d.refobjid AS rel, d.refobjsubid AS num, d.objid AS seq
      FROM pg_depend d JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S'
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    ), numbered AS (
      SELECT rel, num, seq, true AS found FROM defaults
      UNION
      SELECT o.rel, o.num, o.seq,
        NOT EXISTS (SELECT FROM pg_attrdef f WHERE f.adrelid = o.rel AND f.adnum = o.num)
      FROM owned o
      WHERE NOT EXISTS (SELECT FROM defaults f WHERE f.rel = o.rel AND f.num = o.num)
    ), wanted AS (
      SELECT i.indrelid AS rel, i.indkey[0] AS num
      FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indisprimary AND i.indnkeyatts = 1 AND a.attname = 'id'
        AND a.atttypid IN ('int2'::regtype, 'int4'::regtype)
      UNION
      SELECT f.adrelid, f.adnum FROM pg_attrdef f
      WHERE f.adbin::text LIKE
        concat('%:funcid ', 'pg_catalog.nextval(regclass)'::regprocedure::oid, ' %')
    ), known AS (
      SELECT rel, num, seq, found FROM numbered
      UNION ALL
      SELECT w.rel, w.num, NULL::oid, false FROM wanted w
      WHERE NOT EXISTS (SELECT FROM numbered k WHERE k.rel = w.rel AND k.num = w.num)
    ), whole AS (
      SELECT DISTINCT coalesce(pg_partition_root(t.oid)::oid, t.oid) AS rel,
        a.attname::text AS attribute, k.seq, k.found,
        CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
          ELSE 9223372036854775807 END AS limits
      FROM known k
      JOIN pg_class t ON t.oid = k.rel AND t.relkind IN ('r', 'p')
      JOIN pg_attribute a ON a.attrelid = k.rel AND a.attnum = k.num
      WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
        AND NOT a.attisdropped
    )
    SELECT n.nspname::text AS schema, t.relname::text AS name, w.attribute, w.found,
      coalesce(s.last_value, s.start_value) AS last,
      least(coalesce(s.max_value, w.limits), w.limits) AS greatest,
      greatest(coalesce(s.min_value, 1), -w.limits - 1) AS least,
      coalesce(s.increment_by, 1) AS step,
      coalesce(has_sequence_privilege(w.seq, 'SELECT, USAGE'), false) AS readable,
      w.seq IS NOT NULL AND s.last_value IS NULL AS fresh,
      coalesce(has_sequence_privilege(w.seq, 'SELECT')
        AND has_schema_privilege(o.oid, 'USAGE'), false) AS selectable,
      quote_ident(o.nspname) || '.' || quote_ident(q.relname) AS sequence,
      quote_ident(o.nspname) AS sequence_schema, quote_ident(current_user) AS role
    FROM whole w
    JOIN pg_class t ON t.oid = w.rel
    JOIN pg_namespace n ON n.oid = t.relnamespace
    LEFT JOIN pg_class q ON q.oid = w.seq
    LEFT JOIN pg_namespace o ON o.oid = q.relnamespace
    LEFT JOIN pg_sequences s ON s.schemaname = o.nspname AND s.sequencename = q.relname
    WHERE n.nspname IN (\(backend.literal), 'invitectl')
      AND (w.seq IS NOT NULL OR NOT EXISTS (
        SELECT FROM whole k
        WHERE k.rel = w.rel AND k.attribute = w.attribute AND k.seq IS NOT NULL))
      AND NOT (w.found AND w.limits = 9223372036854775807
        AND CASE WHEN s.increment_by < 0 THEN s.min_value = -9223372036854775808
          ELSE s.max_value = 9223372036854775807 END)
    ORDER BY 1, 2, 3, w.seq
    """
  }

  /// Where sequences are, as they say themselves, a row for each: `place` in `names`, and `last`, which a sequence that
  /// gave out nothing gives out next. The catalog says neither that nor where somebody has set it.
  ///
  /// - Parameter names: of one at least, with its schema, as a statement names it.
  package static func places(_ names: [String]) -> String {
    names.enumerated().map { place, name in
      "SELECT \(place) AS place, last_value AS last FROM \(name)"
    }.joined(separator: " UNION ALL ")
  }

  /// Lets a role see where a sequence is, to be typed in psql.
  ///
  /// - Parameters:
  ///   - sequence: with its schema, as a statement names it.
  ///   - role: as a statement names it.
  package static func grantSequence(_ sequence: String, to role: String) -> String {
    "GRANT SELECT ON SEQUENCE \(sequence) TO \(role);"
  }

  /// The same for all sequences of a schema.
  package static func grantSequences(in schema: String, to role: String) -> String {
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA \(schema) TO \(role);"
  }

  /// One row: `last`, the greatest id of a table, by the end of its key.
  ///
  /// - Parameter table: one of our own constants.
  package static func lastID(_ backend: BackendSchema, of table: String) -> String {
    "SELECT max(id)::bigint AS last FROM \(backend).\(table)"
  }
}
