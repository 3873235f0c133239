/// Rows that wait for a seat of a group which has none, while teams without a group have some. The
/// backend's job takes those seats for them, its worker does not, and has them wait once more: each
/// run leaves a row `processing` for ever, and a new one that waits (retry_failed_invites, from
/// 9e96e8d on).
package enum TrapSeatQueries {
  /// The most rows that one statement to be typed names.
  private static let most = 100

  /// `count` and the `ids`, at most ``most``. In the order of the job, which counts down the seats of a
  /// group; a code that is not valid any more is given up before that.
  package static func multiplying(_ backend: BackendSchema) -> String {
    TrapQueries.counted(
      """
      WITH free AS (
        SELECT t.group_id,
          sum(greatest(0, coalesce(t.max_seats, 0) - (\(SeatQueries.taken(backend))))) AS seats
        FROM \(SeatQueries.activeTeams(backend)) t GROUP BY t.group_id
      ), waiting AS (
        SELECT q.id, q.group_id,
          row_number() OVER (PARTITION BY q.group_id ORDER BY q.created_at, q.id) AS place
        FROM \(backend).invite_queue q
        WHERE lower(q.status::text) = 'waiting' AND q.group_id <> 0 AND EXISTS (
          SELECT FROM \(backend).redeem_codes c WHERE c.code = q.redeem_code AND c.is_active
            AND (c.expires_at IS NULL OR c.expires_at >= now() AT TIME ZONE 'utc'))
      )
      SELECT w.id FROM waiting w LEFT JOIN free f ON f.group_id = w.group_id
      WHERE w.place > coalesce(f.seats, 0)
        AND EXISTS (SELECT FROM free WHERE group_id IS NULL AND seats > 0)
      """, ids: most)
  }

  /// For a person to type: without a group the job and the worker agree on where there are seats.
  package static func mendMultiplying(_ ids: [String], in backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_queue SET group_id = NULL "
      + "WHERE status = 'waiting' AND id IN (\(ids.joined(separator: ", ")))"
  }
}
