internal import ClientSupport
internal import InviteDomain

/// What a Redis says of itself and of its history of writes, at one instant.
struct ServerStanding {
  /// The history that a server goes on from: of the one that it was a replica of when it was promoted,
  /// or, since Redis 7.0, of the one that its snapshot is of.
  struct Former: Equatable {
    /// The replication id.
    let id: String
    /// The last offset that it has of it.
    let through: Int
  }

  let server: BucketServer
  /// The Redis clock, milliseconds since 1970.
  let now: Int
  /// `nil` where it cannot be told.
  let offset: Int?
  let former: Former?

  init(server: BucketServer, now: Int, offset: String, formerID: String, firstMissing: String) {
    self.server = server
    self.now = now
    self.offset = OutsideNumber.whole(offset).flatMap { $0 >= 0 ? $0 : nil }
    // Without one the id is all zeros, and the offset -1 (src/replication.c, clearReplicationId2).
    if !formerID.allSatisfy({ $0 == "0" }), let first = OutsideNumber.whole(firstMissing), first > 0
    {
      former = Former(id: formerID, through: first - 1)
    } else {
      former = nil
    }
  }
}
