internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What PostgreSQL has of the invites that are looked for.
final class TraceDatabase {
  let connection: PostgresConnection
  let context: OperationContext
  /// By when rows of a code, which no index serves, must have been found.
  let end: Deadline
  /// What was not seen, a sentence each.
  private(set) var gaps: Set<String> = []

  init(_ connection: PostgresConnection, _ context: OperationContext, end: Deadline) {
    self.connection = connection
    self.context = context
    self.end = end
  }

  func note(_ gap: String) { gaps.insert(gap) }

  func now() throws(Failure) -> Double {
    do throws(PostgresError) {
      return try connection.query(OutboxQueries.clock, deadline: context.requestDeadline).only()
        .double("now")
    } catch {
      throw Failure(error, doing: tr("read the clock"))
    }
  }

  // MARK: - What says who is meant

  func codes(
    _ codes: [String], boundTo emails: [String]
  ) throws(Failure) -> [TraceFacts.Code] {
    let zeroIsNoLimit = connection.facts?.generation?.takesZeroForNoLimit == true
    return try texts(
      TraceQueries.codes, [PostgresArray.literal(codes), PostgresArray.literal(emails)],
      "redeem_codes"
    ) { (row) throws(PostgresError) in
      TraceFacts.Code(
        id: try row.int("id"), code: try row.string("code"),
        type: try row.optionalString("code_type"), maxUses: try row.optionalInt("max_uses"),
        usedCount: try row.optionalInt("used_count"),
        isActive: try row.optionalBool("is_active") ?? false,
        groupID: try row.optionalInt("group_id"),
        validityDays: try row.optionalInt("validity_days"),
        boundEmail: try row.optionalString("bound_email"),
        created: try row.optionalDouble("created"),
        activated: try row.optionalDouble("activated"), expires: try row.optionalDouble("expires"),
        isUnlimited: try row.optionalInt("max_uses") == 0 && zeroIsNoLimit)
    }
  }

  func entries(
    ids: [String], emails: [String], codes: [String]
  ) throws(Failure) -> [TraceFacts.Entry] {
    try own(
      TraceQueries.outbox,
      [PostgresArray.literal(ids), PostgresArray.literal(emails), PostgresArray.literal(codes)],
      "redeem_outbox"
    ) { (row) throws(PostgresError) in
      TraceFacts.Entry(
        taskID: try row.string("task_id"), flow: try row.string("flow"),
        code: try row.string("code"),
        email: try row.string("email"), state: try row.string("state"),
        created: try row.optionalDouble("created"), changed: try row.optionalDouble("changed"),
        isStale: try row.bool("is_stale"), holdsSeat: try row.bool("holds_seat"),
        isOnJoin: try row.bool("is_on_join"))
    }
  }

  func ledger(_ codeIDs: [Int]) throws(Failure) -> [TraceFacts.LedgerLine] {
    try own(TraceQueries.ledger, [PostgresArray.literal(codeIDs)], "redeem_sync_ledger") {
      (row) throws(PostgresError) in
      TraceFacts.LedgerLine(
        codeID: try row.int("code_id"), run: try row.int("run_id"), why: try row.string("why"),
        usedBefore: try row.int("used_before"), usedAfter: try row.int("used_after"),
        state: try row.string("state"), at: try row.optionalDouble("at"))
    }
  }

  func certainties(_ codeIDs: [Int]) throws(Failure) -> [TraceFacts.Certainty] {
    try own(TraceQueries.certainty, [PostgresArray.literal(codeIDs)], "redeem_sync") {
      (row) throws(PostgresError) in
      TraceFacts.Certainty(
        codeID: try row.int("code_id"), state: try row.string("state"),
        spreadLow: try row.int("spread_low"), spreadHigh: try row.int("spread_high"))
    }
  }

  // MARK: - What became of it

  func records(
    emails: [String], codes: [String]
  ) throws(Failure) -> [TraceFacts.Record] {
    guard !emails.isEmpty || !codes.isEmpty else { return [] }
    return emails.isEmpty
      ? try records(TraceQueries.recordsOfCodes, codes, within: end)
      : try records(TraceQueries.recordsOfEmails, emails)
  }

  /// The record of this id, if it is there.
  func record(_ id: Int) throws(Failure) -> TraceFacts.Record? {
    try records(TraceQueries.recordsOfIDs, [String(id)]).first
  }

  private func records(
    _ statement: (BackendSchema, TraceQueries.Text) -> String, _ values: [String],
    within limit: Deadline? = nil
  ) throws(Failure) -> [TraceFacts.Record] {
    try texts(
      statement, [PostgresArray.literal(values)], "invite_records", within: limit
    ) { (row) throws(PostgresError) in
      let status = try row.optionalString("team_status")
      return TraceFacts.Record(
        id: try row.int("id"), email: try row.string("email"), code: try row.optionalString("code"),
        status: try row.optionalString("status"),
        error: try row.optionalString("error_message").flatMap(Self.said),
        teamID: try row.int("team_id"), team: try row.optionalString("team"),
        teamIsActive: try row.optionalBool("team_is_active") ?? false
          && (status ?? "active") == "active",
        isRebind: try row.bool("is_rebind"), saysKind: try row.bool("says_kind"),
        created: try row.optionalDouble("created"),
        accepted: try row.optionalDouble("accepted"), consumed: try row.optionalDouble("consumed"))
    }
  }

  func queueRows(
    emails: [String], codes: [String]
  ) throws(Failure) -> [TraceFacts.QueueRow] {
    guard !emails.isEmpty || !codes.isEmpty, connection.facts?.tables["invite_queue"] != nil else {
      return []
    }
    var rows = try queueRows(
      TraceQueries.queueRows, [PostgresArray.literal(emails), PostgresArray.literal(codes)],
      within: end)
    for index in rows.indices where rows[index].status == "WAITING" {
      rows[index].seats = try seats(rows[index].groupID)
    }
    return rows
  }

  func queueRows(
    _ statement: (BackendSchema, TraceQueries.Text) -> String, _ values: [String],
    within limit: Deadline? = nil
  ) throws(Failure) -> [TraceFacts.QueueRow] {
    try texts(statement, values, "invite_queue", within: limit) { (row) throws(PostgresError) in
      TraceFacts.QueueRow(
        id: try row.int("id"), email: try row.string("email"), code: try row.optionalString("code"),
        status: try row.optionalString("status"),
        error: try row.optionalString("error_message").flatMap(Self.said),
        groupID: try row.optionalInt("group_id"), retries: try row.optionalInt("retry_count"),
        isRebind: try row.bool("is_rebind"), created: try row.optionalDouble("created"),
        processed: try row.optionalDouble("processed"))
    }
  }

  // MARK: - Reading

  private static func said(_ text: String) -> String? {
    text.isEmpty ? nil : ForeignText.masked(text)
  }

  /// Rows of the backend's; where a text of one is not UTF-8, with the texts in ASCII.
  ///
  /// - Parameter limit: when the search is given up and said so; `nil` for one that must come to its end.
  func texts<Value>(
    _ statement: (BackendSchema, TraceQueries.Text) -> String, _ values: [String?],
    _ table: String, within limit: Deadline? = nil,
    _ read: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value] {
    for text in TraceQueries.Text.allCases {
      do throws(PostgresError) {
        let rows = try connection.query(
          { statement($0, text) }, values,
          deadline: limit.map { context.requestDeadline.earlier($0) } ?? context.requestDeadline
        ).map { (row) throws(PostgresError) in try read(row) }
        return whole(rows, table)
      } catch {
        if limit != nil, Self.isLate(error) {
          gaps.insert(tr("\(table) was not searched to the end (--search-limit)"))
          return []
        }
        guard text == .asItIs, RowFault(error) != nil else {
          throw Failure(error, doing: tr("read \(table)"))
        }
      }
    }
    return []
  }

  static func isLate(_ error: PostgresError) -> Bool {
    if case .timedOut = error { true } else { error.sqlState == .queryCancelled }
  }

  /// Rows of ours; none where `migrate up` has not made the table.
  func own<Value>(
    _ statement: String, _ values: [String?], _ table: String,
    _ read: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value] {
    guard connection.facts?.own[table] != nil else { return [] }
    do throws(PostgresError) {
      let rows = try connection.query(statement, values, deadline: context.requestDeadline).map {
        (row) throws(PostgresError) in try read(row)
      }
      return whole(rows, "invitectl.\(table)")
    } catch {
      guard error.sqlState == .insufficientPrivilege else {
        throw Failure(error, doing: tr("read invitectl.\(table)"))
      }
      gaps.insert(
        tr(
          "invitectl.\(table) cannot be read by this role ('invitectl doctor --grants' says what to "
            + "grant)"))
      return []
    }
  }

  private func whole<Value>(_ rows: [Value], _ table: String) -> [Value] {
    guard rows.count > TraceQueries.most else { return rows }
    gaps.insert(tr("more than the newest \(TraceQueries.most) rows of \(table) were not looked at"))
    return Array(rows.prefix(TraceQueries.most))
  }
}
