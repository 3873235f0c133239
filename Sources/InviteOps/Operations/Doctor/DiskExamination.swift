internal import ClientSupport
internal import Glibc
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Looks at what fills PostgreSQL's disk, and at the disk itself where it is this machine's.
enum DiskExamination {
  static func check(_ rows: PostgresRows, _ limits: DoctorLimits) throws(PostgresError)
    -> DoctorReport.Check
  {
    let row = try rows.only()
    let size = try row.int("database_bytes")
    let held = try row.optionalInt("slot_bytes") ?? 0
    var parts = [tr("the database has \(ByteText.whole(size))")]
    var verdict = DoctorReport.Verdict.pass
    var why = tr("a full disk stops every write, and an index build needs room for the index")
    var fixes: [String] = []
    if held > limits.retainedLog, let slot = try row.optionalString("slot") {
      parts.append(
        tr(
          "slot \(slot) of a replica that is gone holds back \(ByteText.whole(held)) of log"))
      verdict = .warn
      why = tr("\(why); start that replica, or drop its slot if it is gone for good")
      fixes = ["\(RowQueries.dropSlot(slot));"]
    }
    let directory = try row.optionalString("data_directory")
    if try row.bool("local"), let directory, let free = freeShare(directory) {
      parts.append(tr("\(Int(saturating: (free * 100).rounded())) % of its disk are free"))
      if free < limits.diskFree {
        verdict = free < limits.diskFree / 3 ? .fail : .warn
        if fixes.isEmpty {
          fixes = [tr("make room: 'invitectl cleanup-queue', old backups, old logs")]
        }
      }
    } else {
      parts.append(tr("its disk cannot be seen from here"))
    }
    return .init(
      .disk, verdict, parts.dropFirst().reduce(parts[0]) { tr("\($0), \($1)") },
      why: why, fixes: fixes)
  }

  /// 0 to 1; `nil` when the file system cannot be asked.
  private static func freeShare(_ path: String) -> Double? {
    var info = statvfs()
    guard statvfs(path, &info) == 0, info.f_blocks > 0 else { return nil }
    return Double(info.f_bavail) / Double(info.f_blocks)
  }
}
