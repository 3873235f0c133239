internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What the catalog and the statistics say of an index.
extension IndexProver {
  /// From so many percent on, of an index that is not small (8 MB), building it anew is worth the while.
  private static let (much, muchPages) = (20, 1024)
  /// Below so many percent, or of an index of less than 1 MB, what is reckoned is no more than its own error.
  private static let (least, leastPages) = (10, 128)

  /// Those of the eleven that are absent, unusable or another index: who mends one takes it away first.
  var unsound: Set<String> {
    Set(PerformanceIndex.all.filter { snapshot.state(of: $0) != .valid }.map(\.name))
  }

  func read(_ facts: PostgresRow, _ found: inout IndexProofs.Index) throws -> [String] {
    found.rows = try facts.int("rows")
    found.bytes = try facts.optionalInt("bytes")
    found.scans = try facts.int("scans")
    found.writes = try facts.int("writes")
    found.since = try facts.optionalString("since")
    let covers = try facts.strings("covers")
    self.covers[found.name] = covers
    let unsound = self.unsound
    found.coveredBy = covers.first { !unsound.contains($0) }
    if let pages = try facts.optionalInt("pages"), let needed = try facts.optionalInt("needed"),
      pages > needed, needed > 0, pages >= Self.leastPages
    {
      let bloat = (pages - needed) * 100 / pages
      if bloat >= Self.least { found.bloat = bloat }
      if bloat >= Self.much, pages > Self.muchPages {
        found.statement = "REINDEX INDEX CONCURRENTLY \(connection.backend).\(found.name);"
      }
    }
    return try facts.strings("names")
  }

  /// What builds an index that is absent: beyond 008 `migrate up` leaves them to the backend. The revision says no more
  /// than that, so that nothing fails where it cannot be read.
  var builder: String {
    if snapshot.revision == .unreadable {
      return tr(
        "'migrate up' or 'migrate repair' builds it: which one the revision tells, which this role may "
          + "not read")
    }
    do throws(Failure) {
      let position = try MigrationPlanner(snapshot: snapshot).position(isReading: true)
      guard case .within = position else { return tr("'invitectl migrate repair' builds it") }
      return tr("'invitectl migrate up' builds it")
    } catch {
      return tr("'invitectl migrate status' says how it stands")
    }
  }
}
