internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// An email in whatever letters it is stored.
extension TraceDatabase {
  /// How an email is written in the backend's tables, whatever its case and the blanks around it.
  ///
  /// All rows are read for that: it is for an email of which its own spellings find nothing. Where it takes longer
  /// than a request or the search may, that is a gap, and none are known.
  func spellings(of email: String) throws(Failure) -> [String] {
    let hasQueue = connection.facts?.tables["invite_queue"] != nil
    do throws(PostgresError) {
      return try connection.query(
        { TraceQueries.spellings($0, hasQueue: hasQueue) }, [email],
        deadline: context.requestDeadline.earlier(end)
      ).map { (row) throws(PostgresError) in try row.string("email") }
    } catch {
      guard Self.isLate(error) else {
        throw Failure(error, doing: tr("look for the email in other letters"))
      }
      note(
        tr(
          "whether a row has the email in other letters or with blanks was not searched to the end "
            + "(--search-limit, --timeout)"))
      return []
    }
  }
}
