internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Which partitions are to go, and what keeps the others.
extension PartitionCleanupSession {
  func look() throws -> PartitionCleanupOutcome {
    try connection.execute(CleanupQueries.countingLimit, deadline: context.requestDeadline)
    var outcome = try survey().outcome
    try planEarlier(&outcome)
    return outcome
  }

  /// Every partition that ends before the moment, with what becomes of it.
  func survey() throws -> (outcome: PartitionCleanupOutcome, due: [Int: Due]) {
    var outcome = PartitionCleanupOutcome(
      database: try moment.string("database"), cutoff: cutoff, drops: request.drops)
    var due: [Int: Due] = [:]
    var isPartitioned = false
    for row in try partitions() {
      isPartitioned = true
      guard let table = CleanupTable(rawValue: try row.string("root")) else { continue }
      guard try row.bool("by_time") else {
        let key = try row.string("key")
        throw Failure(
          .conflict,
          tr("\(table.rawValue) is partitioned by \(key), not by ranges of created_at"),
          hint: tr("which of its partitions are old cannot be told; see docs/scaling.md"))
      }
      guard try row.bool("old"), try !row.bool("is_default"),
        let place = try row.optionalString("place")
      else { continue }
      var partition = PartitionCleanupOutcome.Partition(
        table: table, partition: try row.string("title"), until: try row.optionalString("until"))
      let found = Due(
        table: table, root: "\(connection.backend).\(table.rawValue)", place: place,
        number: try row.int("oid"), hasDefault: try row.bool("has_default"),
        isDetaching: try row.bool("detaching"))
      if try !row.bool("owned") {
        throw closed(try row.string("owner"), found, inherits: try row.bool("inherits"))
      }
      try judge(found, isForeign: row.string("kind") == "f", &partition)
      if partition.state == .due { due[outcome.partitions.count] = found }
      outcome.partitions.append(partition)
    }
    if !isPartitioned {
      throw Failure(
        .conflict,
        tr(
          "neither invite_queue nor invite_records of schema \(connection.backend) is partitioned"),
        hint: tr("'invitectl cleanup-queue --invite-records 90d' deletes old rows of a plain table")
      )
    }
    return (outcome, due)
  }

  private func partitions() throws(PostgresError) -> PostgresRows {
    let tables = CleanupTable.allCases.map(\.rawValue)
    return try connection.query(
      PartitionCleanupQueries.partitions, [PostgresArray.literal(tables), cutoff],
      deadline: context.requestDeadline)
  }

  /// Counts the rows, and what of them keeps the partition.
  private func judge(
    _ due: Due, isForeign: Bool, _ partition: inout PartitionCleanupOutcome.Partition
  ) throws {
    let leaves = try connection.query(
      PartitionCleanupQueries.leaves, [String(due.number)], deadline: context.requestDeadline)
    if isForeign || leaves.contains(where: { (try? $0.bool("plain")) == false }) {
      partition.state = .left
      partition.reason = tr("rows of a foreign table are not archived")
      return
    }
    let labels = try connection.query(
      CleanupQueries.labels, [due.root, PostgresArray.literal(due.table.finishedStatuses)],
      deadline: context.requestDeadline
    ).first?.strings("labels")
    let census =
      due.table == .records
      ? PartitionCleanupQueries.recordsCensus : PartitionCleanupQueries.queueCensus
    let row: PostgresRow
    do throws(PostgresError) {
      row = try connection.query(
        census(connection.backend, due.place), [PostgresArray.literal(labels ?? []), cutoff],
        deadline: context.longDeadline
      ).only()
    } catch {
      // What needs rows of this one is looked for in all of the table.
      guard error.sqlState?.isOfForeignData == true,
        let foreign = try connection.query(
          PartitionCleanupQueries.foreignPartition, [due.root], deadline: context.requestDeadline
        ).first?.string("place")
      else { throw error }
      partition.state = .failed
      partition.reason =
        tr(
          "who needs its rows cannot be told while the partition \(foreign), a foreign table, cannot be "
            + "read: \(error.diagnostics?.message ?? "")")
      partition.next =
        tr(
          "let this role read it (CREATE USER MAPPING), or take it out with psql: "
            + "\(PartitionCleanupQueries.detach(foreign, of: due.root, .locked))")
      return
    }
    partition.rows = try row.int("rows")
    let (open, needed) = (try row.int("open"), try row.int("needed"))
    if open > 0 {
      partition.state = .left
      let rows = CountText.of(open, "row")
      partition.reason = tr(open, "\(rows) is not finished", "\(rows) are not finished")
      let query = PartitionCleanupQueries.unfinished(due.place, labels ?? [])
      partition.next = tr(open, "see it with psql: \(query)", "see them with psql: \(query)")
    } else if needed > 0, !request.takesNeeded {
      partition.state = .left
      partition.reason =
        tr(
          "\(CountText.of(needed, "row")) may still be needed by a rebind, a seat, --stuck or force-resync"
        )
      partition.next = tr(
        needed, "--needed-too takes it as well", "--needed-too takes them as well")
    }
  }

  private func closed(_ owner: String, _ due: Due, inherits: Bool) -> Failure {
    let membership = MembershipStatement.grant(
      owner, to: connection.facts?.role ?? "", version: connection.serverVersion,
      inherits: inherits)
    return Failure(
      .error, tr("only the owner, \(owner), may detach \(due.place) from \(due.table.rawValue)"),
      hint: tr("use that role in the database URL, or \(membership)"))
  }
}
