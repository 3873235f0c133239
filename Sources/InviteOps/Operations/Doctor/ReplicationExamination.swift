internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Shows who reads the server's log, and how far each is behind: cleanups wait for them, and the log is kept for
/// them.
enum ReplicationExamination {
  /// A replica, a subscriber, or a slot that nobody reads.
  private struct Reader {
    let slot: String?
    let isLogical: Bool
    let pid: Int?
    let application: String?
    let behind: Int?
    let silent: Double?

    init(_ row: PostgresRow) throws(PostgresError) {
      slot = try row.optionalString("slot")
      isLogical = try row.bool("logical")
      pid = try row.optionalInt("pid")
      application = try row.optionalString("application")
      behind = try row.optionalInt("behind")
      silent = try row.optionalDouble("silent")
    }

    var sentence: String {
      let lag = behind.flatMap { $0 > 0 ? ByteText.whole($0) : nil }
      guard let pid else {
        let slot = slot ?? "?"
        return lag.map { tr("nobody reads slot \(slot), which is \($0) behind") }
          ?? tr("nobody reads slot \(slot), which is not behind")
      }
      let session = slot.map { tr("slot \($0), pid \(pid)") } ?? tr("pid \(pid)")
      let reader = tr("\(name) (\(session))")
      return lag.map { tr("\(reader) is \($0) behind") } ?? tr("\(reader) is not behind")
    }

    private var name: String {
      guard let application else { return isLogical ? tr("subscriber") : tr("replica") }
      return isLogical ? tr("subscriber '\(application)'") : tr("replica '\(application)'")
    }

    func sentence(_ limits: DoctorLimits) -> String {
      guard isSilent(limits), let silent else { return sentence }
      return tr("\(sentence) and has said nothing for \(DurationText.format(seconds: silent))")
    }

    private func isSilent(_ limits: DoctorLimits) -> Bool {
      (silent ?? 0) > limits.followerSilence.seconds
    }

    func isStuck(_ limits: DoctorLimits) -> Bool {
      guard let behind else { return false }
      if pid != nil, !isSilent(limits) { return behind > limits.retainedLog }
      return behind > limits.unreadLog
    }

    /// For one that is gone for good.
    var statements: [String] {
      (pid.map { ["\(RowQueries.endSession($0));"] } ?? [])
        + (slot.map { ["\(RowQueries.dropSlot($0));"] } ?? [])
    }
  }

  static func check(_ rows: PostgresRows, _ limits: DoctorLimits) throws(PostgresError)
    -> DoctorReport.Check
  {
    let readers = try rows.map(Reader.init)
    let stuck = readers.filter { $0.isStuck(limits) }
    return .init(
      .replication, stuck.isEmpty ? .pass : .warn,
      readers.isEmpty
        ? tr("nobody reads the log")
        : readers.map { $0.sentence(limits) }.joined(separator: tr("; ")),
      why:
        tr(
          "the server keeps the log for it, and 'cleanup-queue' waits for it; see whether its process is "
            + "stopped, or start it; what is typed here is for one that is gone for good"),
      fixes: stuck.flatMap(\.statements))
  }
}
