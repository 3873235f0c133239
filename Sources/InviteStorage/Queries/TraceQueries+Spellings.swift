extension TraceQueries {
  /// `$1` an email: how it is written where it is stored in other letters or with blanks around it, `email`.
  ///
  /// No index serves that: all rows are read. What the outbox has is in small letters, and is not asked.
  ///
  /// - Parameter hasQueue: whether there is a table `invite_queue`.
  package static func spellings(_ backend: BackendSchema, hasQueue: Bool) -> String {
    var columns = [
      ("redeem_codes", "bound_email"), ("invite_records", "email"), ("team_members", "email"),
    ]
    if hasQueue { columns.append(("invite_queue", "email")) }
    let parts = columns.map { (table, column) in
      "SELECT \(column) AS email FROM \(backend).\(table) "
        + "WHERE \(InviteKey.email(column)) = \(InviteKey.email("$1::text"))"
    }
    return parts.joined(separator: "\nUNION\n") + "\nLIMIT \(most)"
  }
}
