/// The tables of the count sync in schema `invitectl`, made by the schema mechanism of
/// `migrate up`.
///
/// No foreign key to `redeem_codes`: it would lock the backend's rows on each of our writes.
public enum SyncSchema {
  /// The statements of each version from the first, in order; each can be run again.
  package static let versions: [[OwnTable.Statement]] = [
    [
      .init(.incarnations, incarnations), .init(.sync, redeemSync), .init(.ledger, ledger),
      .init(.ledger, ledgerByCode), .init(.runLog, runLog), .init(.runLog, runLogByCommand),
    ],
    [.init(.sync, taken), .init(.ledger, ledgerKey)],
    [.init(.sync, wideRows), .init(.sync, rooms), .init(.ledger, wideLedger)],
    [.init(.sync, heads), .init(.ledger, chain), .init(.anchor, anchors)],
  ]

  /// All of them, for whoever wants the tables as they are now.
  public static var statements: [String] { versions.joined().map(\.sql) }

  /// The backend's ids may be bigint (`Requirement/columnTypes` admits it), and ours have to hold
  /// them. A column that is bigint already is not written again
  /// (https://www.postgresql.org/docs/15/sql-altertable.html, Notes). Only our own commands wait.
  static let wideRows = "ALTER TABLE invitectl.redeem_sync ALTER COLUMN code_id TYPE bigint"

  static let wideLedger = """
    SET LOCAL statement_timeout = '4min';
    ALTER TABLE invitectl.redeem_sync_ledger ALTER COLUMN code_id TYPE bigint
    """

  /// The second window of ``SyncRow/rooms(at:used:max:_:)``. A window that began at 0 is over at the
  /// next change, and what came before it needs no remembering.
  static let rooms = """
    ALTER TABLE invitectl.redeem_sync
      ADD COLUMN IF NOT EXISTS past_low bigint NOT NULL DEFAULT 0,
      ADD COLUMN IF NOT EXISTS past_high bigint NOT NULL DEFAULT 0,
      ADD COLUMN IF NOT EXISTS room_since_ms bigint NOT NULL DEFAULT 0
    """

  /// The last line of each code in the ledger, as ``LedgerChain`` continues it: its number, and its hash.
  /// The default is the catalog's alone: no row is written.
  static let heads = """
    ALTER TABLE invitectl.redeem_sync
      ADD COLUMN IF NOT EXISTS ledger_line int NOT NULL DEFAULT 0,
      ADD COLUMN IF NOT EXISTS ledger_hash bytea
    """

  /// Lines of earlier versions have neither: they are not chained.
  static let chain = """
    ALTER TABLE invitectl.redeem_sync_ledger
      ADD COLUMN IF NOT EXISTS line int,
      ADD COLUMN IF NOT EXISTS hash bytea
    """

  /// The last line of each code that was deleted for its age, whole: what the count was until the first
  /// line that is left, and what that one continues. `before` is the hash that it continues itself.
  static let anchors = """
    CREATE TABLE IF NOT EXISTS invitectl.redeem_sync_anchor (
      code_id bigint PRIMARY KEY,
      id bigint NOT NULL,
      run_id bigint NOT NULL,
      at timestamptz NOT NULL,
      why text NOT NULL,
      delta int NOT NULL,
      used_before int NOT NULL,
      used_after int NOT NULL,
      max_uses int,
      bucket_before bigint,
      pushed bigint NOT NULL,
      state text NOT NULL,
      spread_low bigint NOT NULL,
      spread_high bigint NOT NULL,
      detail jsonb,
      line int,
      hash bytea,
      before bytea
    )
    """

  /// Whether tokens of the code's bucket may have been taken; see ``SyncRow/isTaken``. A row of the
  /// first version does not say, so they may.
  package static let taken = """
    ALTER TABLE invitectl.redeem_sync ADD COLUMN IF NOT EXISTS taken boolean NOT NULL DEFAULT true
    """

  /// A key for the ledger: without one, a publication FOR ALL TABLES lets nobody delete from it
  /// (https://www.postgresql.org/docs/15/logical-replication-publication.html). It takes the place of
  /// the index of the first version. Only our own commands wait while it is made.
  static let ledgerKey = """
    SET LOCAL statement_timeout = '4min';
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint
        WHERE conrelid = 'invitectl.redeem_sync_ledger'::pg_catalog.regclass AND contype = 'p')
      THEN
        ALTER TABLE invitectl.redeem_sync_ledger ADD PRIMARY KEY (code_id, id);
      END IF;
    END $$;
    DROP INDEX IF EXISTS invitectl.redeem_sync_ledger_code
    """

  /// One row for every Redis process (run_id) and replication history (replid) that buckets were
  /// read from. A row of `redeem_sync` names the one it was last read under.
  static let incarnations = """
    CREATE TABLE IF NOT EXISTS invitectl.redis_incarnation (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      run_id text NOT NULL,
      replid text NOT NULL,
      first_seen timestamptz NOT NULL DEFAULT now(),
      UNIQUE (run_id, replid)
    )
    """

  /// What the last sync knew of each bucket. The fill factor leaves room for HOT updates.
  static let redeemSync = """
    CREATE TABLE IF NOT EXISTS invitectl.redeem_sync (
      code_id int PRIMARY KEY,
      seq bigint NOT NULL,
      base_ms bigint NOT NULL,
      epoch_ms bigint NOT NULL,
      x_mark bigint NOT NULL,
      cum_mark bigint NOT NULL,
      x_floor bigint NOT NULL,
      held int NOT NULL,
      u_after int NOT NULL,
      m_after int NOT NULL,
      m_top int NOT NULL,
      room_low bigint NOT NULL,
      room_high bigint NOT NULL,
      changed_ms bigint NOT NULL,
      incarnation int NOT NULL,
      last_read_ms bigint NOT NULL,
      gone boolean NOT NULL,
      state text NOT NULL,
      spread_low bigint NOT NULL,
      spread_high bigint NOT NULL,
      pending jsonb
    ) WITH (fillfactor = 60)
    """

  /// Append-only: what each run changed, before and after, and why.
  package static let ledger = """
    CREATE TABLE IF NOT EXISTS invitectl.redeem_sync_ledger (
      id bigint GENERATED ALWAYS AS IDENTITY,
      run_id bigint NOT NULL,
      code_id int NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      why text NOT NULL,
      delta int NOT NULL,
      used_before int NOT NULL,
      used_after int NOT NULL,
      max_uses int,
      bucket_before bigint,
      pushed bigint NOT NULL,
      state text NOT NULL,
      spread_low bigint NOT NULL,
      spread_high bigint NOT NULL,
      detail jsonb
    )
    """

  static let ledgerByCode = """
    CREATE INDEX IF NOT EXISTS redeem_sync_ledger_code
      ON invitectl.redeem_sync_ledger (code_id, id)
    """

  /// Every run of a command, which metrics-dump exports. `exit_code` stays NULL when a run died.
  static let runLog = """
    CREATE TABLE IF NOT EXISTS invitectl.run_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      command text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      exit_code int,
      changed bigint,
      problems bigint,
      detail jsonb
    )
    """

  static let runLogByCommand = """
    CREATE INDEX IF NOT EXISTS run_log_command ON invitectl.run_log (command, id DESC)
    """
}
