internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// The history that the Redis of a run goes on from, with what an earlier run noted of it.
struct SyncHistory {
  let origin: HistoryOrigin
  /// `nil` where nothing was noted, or where the present server was gone over already.
  let note: SeenNote?
  /// An assumption about backends that was seen broken, so that the note says nothing.
  let breach: ContractBreach?

  /// What the rules are to know of a bucket beside its reading.
  ///
  /// - Parameter id: the code's.
  func completing(_ reading: BucketReading, of id: Int) -> BucketReading {
    var reading = reading
    reading.origin = origin
    if breach == nil, let note, !note.except.contains(id) { reading.seen = note.seen }
    return reading
  }

  /// Looks it up; before the first commit of a run, whose session it uses.
  ///
  /// - Parameter incarnation: of the present server.
  static func look(
    _ former: ServerStanding.Former, incarnation: Int, _ servers: SyncConnections
  ) throws(Failure) -> SyncHistory {
    do {
      let (writer, deadline) = (servers.writer, servers.deadline)
      let ids = try writer.query(HistoryQueries.incarnations, [former.id], deadline: deadline)
        .only().ints("ids")
      let origin = HistoryOrigin(incarnations: Set(ids), through: former.through)
      guard !ids.isEmpty else { return SyncHistory(origin: origin, note: nil, breach: nil) }
      let noted = try writer.query(
        HistoryQueries.seen, [PostgresArray.literal((ids + [incarnation]).map { String($0) })],
        deadline: deadline
      ).first?.optionalString("seen").flatMap { SeenNote(json: $0) }
      // After a whole run with the present server nothing is left to be told by what was before it.
      guard let noted, noted.seen.incarnation != incarnation else {
        return SyncHistory(origin: origin, note: nil, breach: nil)
      }
      return SyncHistory(
        origin: origin, note: noted,
        breach: try ContractBreach.lateRefund(writer, SyncPolicy(), servers.context.longDeadline))
    } catch {
      throw Failure(of: error, doing: tr("see what is known of the Redis before"))
    }
  }
}

/// What a whole run, or a follower's pass over all codes, notes in its row of the log; see ``SeenHistory``.
struct SeenNote: Equatable {
  /// With more codes that were left out, nothing is noted.
  static let most = 100

  let seen: SeenHistory
  /// The ids of codes that were not looked at.
  let except: Set<Int>

  /// - Parameters:
  ///   - troubled: the ids of codes that were left out.
  ///   - began: of a pass that was not the first of its session.
  /// - Returns: `nil` where nothing can be noted. A run is not failed by that.
  init?(_ servers: SyncConnections, except troubled: Set<Int>, began: Int? = nil) {
    guard troubled.count <= Self.most, let standing = try? servers.standing(),
      standing.server.name == servers.server.name, let offset = standing.offset,
      let incarnation = try? servers.incarnation(), incarnation > 0
    else { return nil }
    seen = SeenHistory(incarnation: incarnation, offset: offset, began: began ?? servers.began)
    except = troubled
  }

  /// `nil` for what no run of ours noted.
  init?(json text: String) {
    guard let fields = try? JSONValue(parsing: text), let incarnation = fields["incarnation"]?.int,
      let offset = fields["offset"]?.int, let began = fields["began_ms"]?.int,
      let except = fields["except"]?.array?.map(\.int), !except.contains(nil)
    else { return nil }
    seen = SeenHistory(incarnation: incarnation, offset: offset, began: began)
    self.except = Set(except.compactMap { $0 })
  }

  var json: String {
    "{\"incarnation\":\(seen.incarnation),\"offset\":\(seen.offset),\"began_ms\":\(seen.began),"
      + "\"except\":[\(except.sorted().map { String($0) }.joined(separator: ","))]}"
  }
}
