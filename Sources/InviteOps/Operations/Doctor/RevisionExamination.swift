internal import InviteDomain

/// Judges what stands in `alembic_version`.
enum RevisionExamination {
  static func check(_ heads: [Revision]) -> DoctorReport.Check {
    guard let head = heads.first else {
      return .init(
        .revision, .warn, "alembic_version is empty",
        why: "nobody can tell which migrations this database has seen",
        fix: "invitectl migrate stamp")
    }
    guard heads.count == 1 else {
      return .init(
        .revision, .fail,
        "alembic_version has several heads: \(heads.map(\.rawValue).joined(separator: ", "))",
        why: "migrate does not guess which of them is right",
        fix: "merge them with 'alembic merge', then 'alembic upgrade head'")
    }
    let pending = Revision.ours.last?.revision
    if head == pending { return .init(.revision, .pass, head.rawValue) }
    guard let number = head.number, let last = pending?.number else {
      return .init(
        .revision, .warn, "\(head) is not known to invitectl",
        why: "migrate verifies the indexes of such a database and stamps nothing",
        fix: "invitectl migrate verify")
    }
    if number > last {
      return .init(.revision, .pass, "\(head), ahead of the indexes' revisions")
    }
    return .init(
      .revision, .warn, head.rawValue,
      why: "the indexes of revisions 007 and 008 are missing: queries read whole tables",
      fix: number < 6 ? "alembic upgrade \(Revision.commercialFields)" : "invitectl migrate up")
  }
}
