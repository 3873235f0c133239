/// The row feed: triggers on the backend's `redeem_codes` that tell whoever listens which rows a statement
/// has changed, by NOTIFY. `migrate up --optional row-feed` makes it, and nothing else does.
///
/// What it tells is a hint: whoever hears it looks at the row, and reads the rows now and then all the same.
package enum RowFeedQueries {
  /// Notifications go to whoever listens to it in the same database.
  package static let channel = "invitectl_rows"
  /// The payload where the rows are not named, one by one.
  package static let many = "many"

  package static let listen = "LISTEN \(channel)"
  package static let unlisten = "UNLISTEN \(channel)"

  /// One of the triggers.
  package struct Trigger: Sendable {
    package let name: String
    /// As in CREATE TRIGGER.
    let event: String
    /// Its bit of `pg_trigger.tgtype`; a trigger after a statement has no other.
    let bit: Int

    /// As ``RowFeedQueries/state(_:)`` tells of one that is as it should be.
    package func identity(isCoarse: Bool) -> String {
      "\(name) \(bit) O \(isCoarse ? "- 1" : "changed 0") true"
    }

    /// As it tells of one that is switched off.
    package func isDisabled(_ identity: String) -> Bool {
      identity.hasPrefix("\(name) \(bit) D ")
    }
  }

  /// Transition tables are for one event each (https://www.postgresql.org/docs/15/sql-createtrigger.html).
  package static let triggers = [
    Trigger(name: "invitectl_rows_insert", event: "INSERT", bit: 4),
    Trigger(name: "invitectl_rows_update", event: "UPDATE", bit: 16),
  ]

  /// From this much of the queue of notifications on, of 0 to 1, nothing is told.
  package static let full = 0.5

  /// The function's text, as `pg_proc.prosrc` has it.
  ///
  /// It runs as whoever changes the rows, who needs no right for it: EXECUTE is asked for when a trigger is
  /// made, transition tables are asked for nothing, and NOTIFY is anybody's. Whatever goes wrong in it, and
  /// a queue of notifications that is half full since some session listens in a transaction without an end,
  /// costs the hint and not the statement. A payload has less than 8000 bytes
  /// (https://www.postgresql.org/docs/15/sql-notify.html): 350 numbers of 20 digits have 7349.
  ///
  /// What is told is told outside of the block with EXCEPTION: what is allocated in one, which is a
  /// subtransaction, stays until the transaction ends (AtSubCommit_Memory in xact.c), and that would be 8 kB for
  /// each of its statements.
  package static let body = """

    DECLARE
      told int;
      texts text[];
    BEGIN
      BEGIN
        IF TG_NARGS > 0 THEN
          told := 2001;
        ELSE
          SELECT count(*) INTO told FROM (SELECT FROM changed LIMIT 2001) AS c;
        END IF;
        IF told = 0 OR pg_notification_queue_usage() > \(full)
          OR NOT has_function_privilege('pg_notify(text,text)', 'EXECUTE') THEN
          RETURN NULL;
        ELSIF told > 2000 THEN
          texts := ARRAY['\(many)'];
        ELSE
          SELECT array_agg(p.ids) INTO texts FROM (
            SELECT string_agg(c.id::text, ',') AS ids
            FROM (SELECT id, (row_number() OVER () - 1) / 350 AS part FROM changed) AS c
            GROUP BY c.part) AS p;
        END IF;
      EXCEPTION WHEN OTHERS THEN
        RETURN NULL;
      END;
      PERFORM pg_notify('\(channel)', t) FROM unnest(texts) AS t WHERE octet_length(t) < 8000;
      RETURN NULL;
    END

    """

  /// Makes it, or makes it anew where it is another one: CREATE TRIGGER waits for who has written to the
  /// table and not ended, and whoever writes then waits for it, so that it is for a short transaction.
  ///
  /// - Parameter isCoarse: whether rows are not named. Newer servers refuse a statement that is to collect rows of
  ///   a partition on another server ("cannot collect transition tuples from child foreign tables"), so that
  ///   none are collected then.
  package static func create(_ backend: BackendSchema, isCoarse: Bool) -> String {
    let table = isCoarse ? "" : " REFERENCING NEW TABLE AS changed"
    let argument = isCoarse ? "'\(many)'" : ""
    let made = triggers.map { trigger in
      "CREATE OR REPLACE TRIGGER \(trigger.name) AFTER \(trigger.event) ON \(backend).redeem_codes"
        + "\(table) FOR EACH STATEMENT EXECUTE FUNCTION invitectl.tell_rows(\(argument))"
    }
    let teller = """
      CREATE OR REPLACE FUNCTION invitectl.tell_rows() RETURNS trigger LANGUAGE plpgsql
      SET search_path TO pg_catalog, pg_temp
      AS $invitectl$\(body)$invitectl$
      """
    return ([teller] + made).joined(separator: ";\n")
  }

  /// Removes it. DROP TRIGGER waits for readers of the table, too. What else depends on our function is a
  /// trigger of it on a table that was `redeem_codes` once.
  package static func drop(_ backend: BackendSchema) -> String {
    (triggers.map { "DROP TRIGGER IF EXISTS \($0.name) ON \(backend).redeem_codes" }
      + ["DROP FUNCTION IF EXISTS invitectl.tell_rows() CASCADE"]).joined(separator: ";\n")
  }

  /// How it stands, one row: the `kind` of the table, NULL where that is missing; whether a partition is on
  /// another server, `has_foreign`; the function's `body`, NULL without one; the `triggers`, each with its type,
  /// whether it fires, its transition table, the number of its arguments, and whether its function is ours. By the
  /// catalog alone, which asks for no right on the schema.
  package static func state(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE \(PartitionQueries.tree(backend, of: "'{redeem_codes}'"))
    SELECT c.relkind::text AS kind,
      EXISTS (SELECT FROM tree t JOIN pg_class f ON f.oid = t.oid WHERE f.relkind = 'f')
        AS has_foreign,
      (SELECT p.prosrc FROM pg_proc p WHERE p.oid = own.oid) AS body,
      ARRAY(
        SELECT format('%s %s %s %s %s %s', t.tgname, t.tgtype, t.tgenabled,
          coalesce(t.tgnewtable::text, '-'), t.tgnargs,
          CASE WHEN t.tgfoid = own.oid THEN 'true' ELSE 'false' END)
        FROM pg_trigger t
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
          AND (t.tgfoid = own.oid OR t.tgname = ANY ('{\(names)}'::name[]))
        ORDER BY t.tgname
      ) AS triggers
    FROM (SELECT \(backend.regnamespace) AS oid) home
      LEFT JOIN pg_class c ON c.relnamespace = home.oid AND c.relname = 'redeem_codes'
      LEFT JOIN LATERAL (\(function)) own ON true
    """
  }

  private static let names = triggers.map(\.name).joined(separator: ",")

  private static let function = """
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'invitectl' AND p.proname = 'tell_rows' AND p.pronargs = 0
    """

  /// A condition on a row of `pg_trigger`: whether it is none of these, which change nothing. It is theirs for
  /// a trigger after a statement, whose function is ours.
  static let isForeignTrigger = """
    NOT (tgtype & 67 = 0 AND tgfoid = ANY (ARRAY(\(function))))
    """

  /// How full the queue of notifications is, 0 to 1: `usage`.
  package static let usage = "SELECT pg_notification_queue_usage() AS usage"
}
