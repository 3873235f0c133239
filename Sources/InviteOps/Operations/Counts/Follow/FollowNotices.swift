internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Rows that the database has changed, as the row feed tells them, where `migrate up --optional row-feed` has
/// made it. Without it nobody is asked for anything, and ``FollowRows`` finds the rows a little later.
///
/// It is proof of nothing, less than ``FollowFeed`` even: nobody says whether all was told. What is told is
/// looked at, and rows are read as often as without it. The session that writes listens: where that one is
/// lost, the follower begins anew, with all codes.
struct FollowNotices {
  struct Heard {
    /// The codes that differ from what is remembered of them, of those that were told.
    var ids: [Int] = []
    /// How many rows were told, one by one.
    var told = 0
    /// Whether rows were changed that nobody named.
    var isMany = false
  }

  /// Beyond so many, the rows are better read.
  private static let most = 20_000

  private let servers: SyncConnections
  /// Whether the triggers are there, and this session is told what they say.
  private(set) var isListening = false

  /// - Throws: where the database cannot be asked whether there is a row feed.
  init(_ servers: SyncConnections) throws(Failure) {
    self.servers = servers
    try look()
  }

  /// Listens where there is a row feed, and only there.
  mutating func look() throws(Failure) {
    do {
      let state = try RowFeedState.read(servers.writer, deadline: servers.deadline)
      let isThere = state.standing == .there
      guard isThere != isListening else { return }
      try servers.writer.execute(
        isThere ? RowFeedQueries.listen : RowFeedQueries.unlisten, deadline: servers.deadline)
      isListening = isThere
    } catch {
      throw Failure(error, doing: tr("see whether there is a row feed"))
    }
  }

  /// What was told since the last time. What this session has written itself is not among it.
  ///
  /// - Throws: where the session is lost.
  func gather() throws(Failure) -> Heard {
    var heard = Heard()
    guard isListening else { return heard }
    do throws(PostgresError) {
      var told: Set<Int> = []
      for notice in try servers.writer.notifications()
      where notice.channel == RowFeedQueries.channel && notice.sender != servers.writer.backendPID {
        guard let named = Self.ids(notice.payload) else {
          heard.isMany = true
          continue
        }
        told.formUnion(named)
      }
      heard.told = told.count
      guard told.count <= Self.most else {
        heard.isMany = true
        return heard
      }
      if told.isEmpty { return heard }
      let rows = try servers.writer.query(
        FollowQueries.told(servers.writer.backend), [PostgresArray.literal(told.sorted())],
        deadline: servers.deadline)
      for row in rows { heard.ids.append(try row.int("id")) }
    } catch {
      throw Failure(error, doing: tr("look for the codes that the row feed has named"))
    }
    return heard
  }

  /// `nil` where it names no rows: there were many, or anybody may notify anybody.
  private static func ids(_ payload: String) -> [Int]? {
    var ids: [Int] = []
    for part in payload.split(separator: ",", omittingEmptySubsequences: false) {
      guard let id = Int(part) else { return nil }
      ids.append(id)
    }
    return ids
  }
}
