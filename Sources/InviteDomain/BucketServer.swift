internal import Localization

/// Which Redis answered a script, as it says of itself in the same call (INFO server, INFO
/// replication: https://redis.io/docs/latest/commands/info/).
///
/// Two answers with the same name come from the same process with the same replication history in
/// the same role. Whoever became a replica in between, or a primary, has another name.
package struct BucketServer: Sendable, Hashable {
  /// The four words, as the scripts join them.
  package let name: String
  /// Names the process; empty where INFO is denied.
  package let runID: String
  /// Names the history of writes that it has.
  package let replicationID: String
  private let role: String
  private let mode: String

  package init(_ name: String) {
    self.name = name
    let words = name.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    func word(_ index: Int) -> String { words.indices.contains(index) ? words[index] : "" }
    runID = word(0)
    replicationID = word(1)
    role = word(2)
    mode = word(3)
  }

  /// The reason of a refusal by a replica, as who connects to one names it (`Requirement.redisPrimary`).
  package static let isReplica = "redis-primary"

  /// Why nothing that it says of buckets may be taken for the truth; `nil` when it may.
  package var refusal: Failure? {
    if runID.isEmpty || replicationID.isEmpty || role.isEmpty {
      return Failure(
        .error,
        tr("this Redis user may not use INFO, so a replica or a restart would go unnoticed"),
        hint: tr("allow it: ACL SETUSER USER +info, as in 'invitectl doctor --grants'"))
    }
    if role != "master" {
      return Failure(
        .error, tr("the Redis of the buckets is a replica"),
        hint: tr("point REDIS_URL at the primary, which ROLE on the replica names"),
        reason: Self.isReplica)
    }
    if mode == "cluster" {
      return Failure(
        .error, tr("the Redis of the buckets runs in cluster mode, which Celery cannot use either"),
        hint: tr("use a single server"))
    }
    return nil
  }

  /// What is said when one run is answered by two servers.
  package static let changed = Failure(
    .transient, tr("another Redis answers than at the start of this run: a failover or a restart"),
    hint: tr("run the same command again when the failover is over; nothing is half done"))
}
