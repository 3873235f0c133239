extension OwnTable {
  /// Every column of a table, with the number of its type as in the latest version
  /// (src/include/catalog/pg_type.dat: bool 16, bytea 17, int8 20, int4 23, text 25,
  /// timestamptz 1184, jsonb 3802). OwnSchemaTests holds it against a server's catalog.
  package var columns: [String: Int] {
    switch self {
    case .sync:
      Self.of(
        bigint: [
          "code_id", "seq", "base_ms", "epoch_ms", "x_mark", "cum_mark", "x_floor", "room_low",
          "room_high", "changed_ms", "last_read_ms", "spread_low", "spread_high", "past_low",
          "past_high", "room_since_ms",
        ], int: ["held", "u_after", "m_after", "m_top", "incarnation", "ledger_line"],
        bool: ["gone", "taken"], text: ["state"], jsonb: ["pending"], bytea: ["ledger_hash"])
    case .ledger, .anchor:
      Self.of(
        bigint: [
          "id", "run_id", "code_id", "bucket_before", "pushed", "spread_low", "spread_high",
        ], int: ["delta", "used_before", "used_after", "max_uses", "line"],
        text: ["why", "state"], time: ["at"], jsonb: ["detail"],
        bytea: self == .anchor ? ["hash", "before"] : ["hash"])
    case .incarnations:
      Self.of(int: ["id"], text: ["run_id", "replid"], time: ["first_seen"])
    case .runLog:
      Self.of(
        bigint: ["id", "changed", "problems"], int: ["exit_code", "process_id", "session_pid"],
        text: ["command", "role", "host", "os_user"],
        time: ["started_at", "finished_at", "session_start"], jsonb: ["detail", "arguments"])
    case .outbox:
      Self.of(
        bigint: ["group_id", "record_id"], text: ["task_id", "flow", "code", "email", "state"],
        time: ["created_at", "changed_at"], jsonb: ["arguments"])
    case .indexWork:
      Self.of(int: ["backend_pid"], text: ["index_name", "action"], time: ["started_at"])
    case .retries:
      Self.of(
        bigint: ["row_id"], int: ["attempt"], text: ["source", "task_id", "state"],
        time: ["created_at", "changed_at"])
    case .version: Self.of(int: ["version"], bool: ["only_row"], time: ["changed_at"])
    // What is in it is made anew as a whole.
    case .seatStats: [:]
    }
  }

  private static func of(
    bigint: [String] = [], int: [String] = [], bool: [String] = [], text: [String] = [],
    time: [String] = [], jsonb: [String] = [], bytea: [String] = []
  ) -> [String: Int] {
    var columns: [String: Int] = [:]
    for (type, names) in [
      (20, bigint), (23, int), (16, bool), (25, text), (1184, time), (3802, jsonb), (17, bytea),
    ] {
      for name in names { columns[name] = type }
    }
    return columns
  }

  /// Columns that only a later version than the first has.
  package var laterColumns: Set<String> {
    switch self {
    case .sync:
      ["taken", "past_low", "past_high", "room_since_ms", "ledger_line", "ledger_hash"]
    case .ledger: ["line", "hash"]
    case .outbox: ["arguments", "record_id"]
    case .runLog:
      ["role", "host", "os_user", "process_id", "arguments", "session_pid", "session_start"]
    default: []
    }
  }
}
