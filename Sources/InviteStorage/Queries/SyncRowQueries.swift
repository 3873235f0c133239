internal import CountProtocol

/// Statements of `sync-counts` that write `redeem_sync` and its ledger. Each writes all of its rows or
/// ends the transaction.
package enum SyncRowQueries {
  /// Writes the rows that still have the expected `seq`, with their lines of the ledger in run `$34`. `$1` is
  /// how many must: any other number ends the transaction with division_by_zero, and nothing of it remains.
  package static let updateRows = """
    WITH \(LedgerChain.clock), done AS (
      UPDATE invitectl.redeem_sync s SET seq = i.seq, base_ms = i.base_ms,
        epoch_ms = i.epoch_ms, x_mark = i.x_mark, cum_mark = i.cum_mark, x_floor = i.x_floor,
        held = i.held, u_after = i.u_after, m_after = i.m_after, m_top = i.m_top,
        room_low = i.room_low, room_high = i.room_high, changed_ms = i.changed_ms,
        incarnation = i.incarnation, last_read_ms = i.last_read_ms, gone = i.gone,
        state = i.state, spread_low = i.spread_low, spread_high = i.spread_high,
        pending = i.pending::jsonb, taken = i.taken, past_low = i.past_low,
        past_high = i.past_high, room_since_ms = i.room_since_ms,
        ledger_line = s.ledger_line + 1,
        ledger_hash = \(LedgerChain.hash(after: "s.ledger_hash", given("i", number: "s.ledger_line + 1")))
      FROM \(rowColumns) CROSS JOIN clock
      WHERE s.code_id = i.code_id AND s.seq = i.expected AND s.pending IS NULL
      RETURNING i.code_id, clock.at, i.why, i.delta, i.used, i.u_after, i.max_uses, i.bucket,
        i.pushed, i.state, i.spread_low, i.spread_high, s.ledger_line, s.ledger_hash
    ), noted AS (
      \(LedgerChain.insert)
      SELECT $34::bigint, code_id, at, why, delta, used, u_after, max_uses, bucket, pushed, state,
        spread_low, spread_high, NULL::jsonb, ledger_line, ledger_hash
      FROM done
    )
    SELECT 1 / (count(*) = $1::int)::int FROM done
    """

  /// The same for rows in which a plain fold moves what it always moves: a third of the arrays. `$11` is
  /// the run.
  package static let advanceRows = """
    WITH \(LedgerChain.clock), done AS (
      UPDATE invitectl.redeem_sync s SET seq = s.seq + 1, x_mark = i.x_mark, x_floor = i.x_floor,
        u_after = i.u_after, room_low = i.room_low, room_high = i.room_high,
        past_low = i.past_low, past_high = i.past_high, room_since_ms = i.room_since_ms,
        changed_ms = i.read_ms, last_read_ms = i.read_ms,
        ledger_line = s.ledger_line + 1,
        ledger_hash = \(LedgerChain.hash(after: "s.ledger_hash", advanced))
      FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::int[],
        $8::bigint[], $9::bigint[], $10::bigint[], $12::bigint[], $13::bigint[], $14::bigint[])
        AS i (code_id, expected, delta, x_mark, x_floor, u_after, room_low, room_high, read_ms,
          past_low, past_high, room_since_ms) CROSS JOIN clock
      WHERE s.code_id = i.code_id AND s.seq = i.expected AND s.pending IS NULL
      RETURNING s.code_id, clock.at, i.delta, s.u_after, s.m_after, s.x_mark + s.cum_mark AS tokens,
        s.state, s.spread_low, s.spread_high, s.ledger_line, s.ledger_hash
    ), noted AS (
      \(LedgerChain.insert)
      SELECT $11::bigint, code_id, at, 'fold', delta, u_after - delta, u_after, m_after, tokens, 0,
        state, spread_low, spread_high, NULL::jsonb, ledger_line, ledger_hash
      FROM done
    )
    SELECT 1 / (count(*) = $1::int)::int FROM done
    """

  /// The line of a plain fold: of the row as it is before, what the fold does not move.
  private static let advanced = LedgerChain.Fields(
    code: "s.code_id", number: "s.ledger_line + 1", at: "clock.at", run: "$11::bigint",
    why: "'fold'::text", delta: "i.delta", usedBefore: "i.u_after - i.delta",
    usedAfter: "i.u_after", max: "s.m_after", bucket: "(i.x_mark + s.cum_mark)", pushed: "0",
    state: "s.state", low: "s.spread_low", high: "s.spread_high")

  /// Makes rows for codes seen for the first time, with their lines of the ledger in run `$34`, all `$1` of
  /// them or none. Of a row that somebody deleted the chain goes on from its last line.
  package static let insertRows = """
    WITH \(LedgerChain.clock), given AS MATERIALIZED (
      SELECT i.*, clock.at, coalesce(last.line, anchor.line, 0) + 1 AS ledger_line,
        coalesce(last.hash, anchor.hash) AS before
      FROM \(rowColumns) CROSS JOIN clock
      \(LedgerChain.end(of: "i.code_id"))
    ), fresh AS MATERIALIZED (
      SELECT i.*, \(LedgerChain.hash(after: "i.before", given("i", number: "i.ledger_line", at: "i.at"))) AS ledger_hash
      FROM given i
    ), done AS (
      INSERT INTO invitectl.redeem_sync (code_id, seq, base_ms, epoch_ms, x_mark, cum_mark,
        x_floor, held, u_after, m_after, m_top, room_low, room_high, changed_ms, incarnation,
        last_read_ms, gone, state, spread_low, spread_high, pending,
        taken, past_low, past_high, room_since_ms, ledger_line, ledger_hash)
      SELECT i.code_id, i.seq, i.base_ms, i.epoch_ms, i.x_mark, i.cum_mark, i.x_floor, i.held,
        i.u_after, i.m_after, i.m_top, i.room_low, i.room_high, i.changed_ms, i.incarnation,
        i.last_read_ms, i.gone, i.state, i.spread_low, i.spread_high, i.pending::jsonb,
        i.taken, i.past_low, i.past_high, i.room_since_ms, i.ledger_line, i.ledger_hash
      FROM fresh i
      ON CONFLICT DO NOTHING RETURNING 1
    ), noted AS (
      \(LedgerChain.insert)
      SELECT $34::bigint, code_id, at, why, delta, used, u_after, max_uses, bucket, pushed, state,
        spread_low, spread_high, NULL::jsonb, ledger_line, ledger_hash
      FROM fresh
    )
    SELECT 1 / (count(*) = $1::int)::int FROM done
    """

  /// A row of `redeem_sync` as arrays, with the `seq` it must have before, and what its line of the ledger
  /// says besides.
  private static let rowColumns = """
    unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[], $10::int[], $11::int[], $12::int[], $13::int[], $14::bigint[],
      $15::bigint[], $16::bigint[], $17::int[], $18::bigint[], $19::boolean[], $20::text[],
      $21::bigint[], $22::bigint[], $23::text[], $24::boolean[], $25::bigint[], $26::bigint[],
      $27::bigint[], $28::text[], $29::int[], $30::int[], $31::int[], $32::bigint[],
      $33::bigint[])
      AS i (code_id, expected, seq, base_ms, epoch_ms, x_mark, cum_mark, x_floor, held, u_after,
        m_after, m_top, room_low, room_high, changed_ms, incarnation, last_read_ms, gone, state,
        spread_low, spread_high, pending, taken, past_low, past_high, room_since_ms, why, delta,
        used, max_uses, bucket, pushed)
    """

  /// The line of one of those.
  private static func given(
    _ table: String, number: String, at: String = "clock.at"
  ) -> LedgerChain.Fields {
    LedgerChain.Fields(
      code: "\(table).code_id", number: number, at: at, run: "$34::bigint", why: "\(table).why",
      delta: "\(table).delta", usedBefore: "\(table).used", usedAfter: "\(table).u_after",
      max: "\(table).max_uses", bucket: "\(table).bucket", pushed: "\(table).pushed",
      state: "\(table).state", low: "\(table).spread_low", high: "\(table).spread_high")
  }

  /// Settles intents as ``IntentResolution`` does: `$1` ids, `$2` tokens, `$3` whether applied, `$5` the
  /// floors, `$6` the versions that the intents start from. Only while the row still has that very intent.
  /// `$4`: another run recorded them; then what a first expiry was given to may have been replaced unseen.
  /// A spread ends where a row that is read may: at ``SyncBounds/widest``. What is known less well for it
  /// has a line of the ledger in run `$7`.
  package static let settle = """
    WITH \(LedgerChain.clock), done AS (
      UPDATE invitectl.redeem_sync s SET
        epoch_ms = CASE WHEN i.applied THEN (s.pending->>'to')::bigint ELSE s.epoch_ms END,
        cum_mark = CASE WHEN i.applied THEN (s.pending->>'adjusted')::bigint ELSE s.cum_mark END,
        gone = s.gone AND NOT i.applied, x_floor = i.x_floor,
        state = \(settledState), spread_low = \(settledLow), spread_high = \(settledHigh),
        pending = NULL,
        ledger_line = s.ledger_line + CASE WHEN \(replaced) OR \(lost) THEN 1 ELSE 0 END,
        ledger_hash = CASE WHEN \(replaced) OR \(lost)
          THEN \(LedgerChain.hash(after: "s.ledger_hash", settled)) ELSE s.ledger_hash END
      FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $5::bigint[], $6::bigint[])
        AS i (code_id, token, applied, x_floor, origin) CROSS JOIN clock
      WHERE s.code_id = i.code_id AND (s.pending->>'token')::bigint = i.token
      RETURNING s.code_id, clock.at, s.u_after, s.m_after, s.state, s.spread_low, s.spread_high,
        s.ledger_line, s.ledger_hash, \(replaced) OR \(lost) AS is_noted
    )
    \(LedgerChain.insert)
    SELECT $7::bigint, code_id, at, state, 0, u_after, u_after, m_after, NULL::bigint, 0, state,
      spread_low, spread_high, NULL::jsonb, ledger_line, ledger_hash
    FROM done WHERE is_noted
    """

  private static let settledState = """
    (CASE WHEN \(replaced) THEN 'foreign' WHEN \(lost) THEN 'vanished' ELSE s.state END)
    """
  private static let settledLow = """
    least(\(SyncBounds.widest), s.spread_low + CASE WHEN \(replaced) THEN abs(s.x_mark)
      WHEN \(lost) THEN greatest(0, s.u_after) ELSE 0 END)
    """
  private static let settledHigh = """
    least(\(SyncBounds.widest), s.spread_high + CASE WHEN \(replaced) THEN abs(s.x_mark)
      WHEN \(lost) THEN greatest(0, (s.pending->>'add')::bigint, s.room_high, s.past_high)
      ELSE 0 END)
    """

  /// The line of one that is settled so that less is known.
  private static let settled = LedgerChain.Fields(
    code: "s.code_id", number: "s.ledger_line + 1", at: "clock.at", run: "$7::bigint",
    why: settledState, delta: "0", usedBefore: "s.u_after", usedAfter: "s.u_after",
    max: "s.m_after", bucket: "NULL::bigint", pushed: "0", state: settledState, low: settledLow,
    high: settledHigh)

  private static let replaced = """
    ($4::boolean AND i.applied AND i.origin = 0)
    """
  private static let lost = """
    (NOT i.applied AND i.origin = \(SyncIntent.missing))
    """
}
