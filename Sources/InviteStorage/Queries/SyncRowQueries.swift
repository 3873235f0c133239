internal import CountProtocol

/// Statements of `sync-counts` that write `redeem_sync` and its ledger. Each writes all of its rows or
/// ends the transaction.
package enum SyncRowQueries {
  /// Writes the rows that still have the expected `seq`. `$1` is how many must: any other number
  /// ends the transaction with division_by_zero, and nothing of it remains.
  package static let updateRows = """
    WITH done AS (
      UPDATE invitectl.redeem_sync s SET seq = i.seq, base_ms = i.base_ms,
        epoch_ms = i.epoch_ms, x_mark = i.x_mark, cum_mark = i.cum_mark, x_floor = i.x_floor,
        held = i.held, u_after = i.u_after, m_after = i.m_after, m_top = i.m_top,
        room_low = i.room_low, room_high = i.room_high, changed_ms = i.changed_ms,
        incarnation = i.incarnation, last_read_ms = i.last_read_ms, gone = i.gone,
        state = i.state, spread_low = i.spread_low, spread_high = i.spread_high,
        pending = i.pending::jsonb, taken = i.taken, past_low = i.past_low,
        past_high = i.past_high, room_since_ms = i.room_since_ms
      FROM \(rowColumns)
      WHERE s.code_id = i.code_id AND s.seq = i.expected AND s.pending IS NULL
      RETURNING 1
    )
    SELECT 1 / (count(*) = $1::int)::int FROM done
    """

  /// The same for rows in which a plain fold moves what it always moves, with their lines of the
  /// ledger: a third of the arrays. `$11` is the run.
  package static let advanceRows = """
    WITH done AS (
      UPDATE invitectl.redeem_sync s SET seq = s.seq + 1, x_mark = i.x_mark, x_floor = i.x_floor,
        u_after = i.u_after, room_low = i.room_low, room_high = i.room_high,
        past_low = i.past_low, past_high = i.past_high, room_since_ms = i.room_since_ms,
        changed_ms = i.read_ms, last_read_ms = i.read_ms
      FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::int[],
        $8::bigint[], $9::bigint[], $10::bigint[], $12::bigint[], $13::bigint[], $14::bigint[])
        AS i (code_id, expected, delta, x_mark, x_floor, u_after, room_low, room_high, read_ms,
          past_low, past_high, room_since_ms)
      WHERE s.code_id = i.code_id AND s.seq = i.expected AND s.pending IS NULL
      RETURNING s.code_id, i.delta, s.u_after, s.m_after, s.x_mark + s.cum_mark AS tokens, s.state,
        s.spread_low, s.spread_high
    ), noted AS (
      INSERT INTO invitectl.redeem_sync_ledger (run_id, code_id, why, delta, used_before,
        used_after, max_uses, bucket_before, pushed, state, spread_low, spread_high)
      SELECT $11::bigint, code_id, 'fold', delta, u_after - delta, u_after, m_after, tokens, 0,
        state, spread_low, spread_high
      FROM done
    )
    SELECT 1 / (count(*) = $1::int)::int FROM done
    """

  /// Makes rows for codes seen for the first time, all `$1` of them or none.
  package static let insertRows = """
    WITH done AS (
      INSERT INTO invitectl.redeem_sync (code_id, seq, base_ms, epoch_ms, x_mark, cum_mark,
        x_floor, held, u_after, m_after, m_top, room_low, room_high, changed_ms, incarnation,
        last_read_ms, gone, state, spread_low, spread_high, pending,
        taken, past_low, past_high, room_since_ms)
      SELECT i.code_id, i.seq, i.base_ms, i.epoch_ms, i.x_mark, i.cum_mark, i.x_floor, i.held,
        i.u_after, i.m_after, i.m_top, i.room_low, i.room_high, i.changed_ms, i.incarnation,
        i.last_read_ms, i.gone, i.state, i.spread_low, i.spread_high, i.pending::jsonb,
        i.taken, i.past_low, i.past_high, i.room_since_ms
      FROM \(rowColumns)
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT 1 / (count(*) = $1::int)::int FROM done
    """

  /// A row of `redeem_sync` as arrays, with the `seq` it must have before.
  private static let rowColumns = """
    unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[], $10::int[], $11::int[], $12::int[], $13::int[], $14::bigint[],
      $15::bigint[], $16::bigint[], $17::int[], $18::bigint[], $19::boolean[], $20::text[],
      $21::bigint[], $22::bigint[], $23::text[], $24::boolean[], $25::bigint[], $26::bigint[],
      $27::bigint[])
      AS i (code_id, expected, seq, base_ms, epoch_ms, x_mark, cum_mark, x_floor, held, u_after,
        m_after, m_top, room_low, room_high, changed_ms, incarnation, last_read_ms, gone, state,
        spread_low, spread_high, pending, taken, past_low, past_high, room_since_ms)
    """

  /// `$1` the run; then arrays, one element a change.
  package static let addLedger = """
    INSERT INTO invitectl.redeem_sync_ledger (run_id, code_id, why, delta, used_before,
      used_after, max_uses, bucket_before, pushed, state, spread_low, spread_high)
    SELECT $1::bigint, * FROM unnest($2::bigint[], $3::text[], $4::int[], $5::int[], $6::int[],
      $7::int[], $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[])
    """

  /// Settles intents as ``IntentResolution`` does: `$1` ids, `$2` tokens, `$3` whether applied, `$5` the
  /// floors. Only while the row still has that very intent. `$4`: another run recorded them; then what
  /// a first expiry was given to may have been replaced unseen. A spread ends where a row that is read
  /// may: at ``SyncBounds/widest``.
  package static let settle = """
    UPDATE invitectl.redeem_sync s SET
      epoch_ms = CASE WHEN i.applied THEN (s.pending->>'to')::bigint ELSE s.epoch_ms END,
      cum_mark = CASE WHEN i.applied THEN (s.pending->>'adjusted')::bigint ELSE s.cum_mark END,
      gone = s.gone AND NOT i.applied, x_floor = i.x_floor,
      state = CASE WHEN \(replaced) THEN 'foreign' WHEN \(lost) THEN 'vanished' ELSE s.state END,
      spread_low = least(\(SyncBounds.widest), s.spread_low + CASE WHEN \(replaced) THEN abs(s.x_mark)
        WHEN \(lost) THEN greatest(0, s.u_after) ELSE 0 END),
      spread_high = least(\(SyncBounds.widest), s.spread_high + CASE WHEN \(replaced) THEN abs(s.x_mark)
        WHEN \(lost) THEN greatest(0, (s.pending->>'add')::bigint, s.room_high, s.past_high)
        ELSE 0 END),
      pending = NULL
    FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $5::bigint[])
      AS i (code_id, token, applied, x_floor)
    WHERE s.code_id = i.code_id AND (s.pending->>'token')::bigint = i.token
    """

  private static let replaced = """
    ($4::boolean AND i.applied AND (s.pending->>'from')::bigint = 0)
    """
  private static let lost = """
    (NOT i.applied AND (s.pending->>'from')::bigint = \(SyncIntent.missing))
    """
}
