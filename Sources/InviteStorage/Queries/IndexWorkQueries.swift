/// The journal of unfinished index work: a row is written before CREATE or DROP INDEX
/// CONCURRENTLY starts and deleted when it has ended well. An invalid index with a row is thus
/// debris of ours, and one without is somebody else's.
package enum IndexWorkQueries {
  package static let create = """
    CREATE TABLE IF NOT EXISTS invitectl.index_work (
      index_name text PRIMARY KEY,
      action text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      backend_pid int NOT NULL
    )
    """

  /// `$1` the index, `$2` what is about to happen to it (`build`, `drop`), `$3` the process.
  package static let begin = """
    INSERT INTO invitectl.index_work (index_name, action, backend_pid)
    VALUES ($1, $2, $3::int)
    ON CONFLICT (index_name) DO UPDATE
    SET action = excluded.action, started_at = now(), backend_pid = excluded.backend_pid
    """

  package static let end = "DELETE FROM invitectl.index_work WHERE index_name = $1"

  /// Forgets what has ended well since, though nobody was there to say so; `$1` the indexes.
  package static let endAll = "DELETE FROM invitectl.index_work WHERE index_name = ANY ($1::text[])"

  package static let all = "SELECT index_name, action FROM invitectl.index_work"
}
