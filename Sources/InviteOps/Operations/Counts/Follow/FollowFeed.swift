internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Names of buckets as they change, by the server's client tracking: one connection listens, and the
/// one that reads the buckets has asked for it.
///
/// It proves nothing about any bucket: a name says where to look. What it does say is whether it was
/// whole: where it was not, names may be missing, and all codes have to be gone through.
final class FollowFeed {
  enum Gathered {
    /// The codes that were named, each once. Flushed: a database was emptied, perhaps this one.
    case codes([String], isFlushed: Bool)
    /// Names may be missing, and why.
    case broken(String)
  }

  private let servers: SyncConnections
  private var feed: RedisKeyFeed

  /// - Throws: ``Failure``, of kind `transient` where the two connections came to different servers.
  init(_ servers: SyncConnections) throws(Failure) {
    self.servers = servers
    feed = try Self.open(servers)
  }

  deinit { feed.close() }

  /// Begins anew with the listening connection. What changed since the last whole turn is not named.
  func reopen() throws(Failure) {
    feed.close()
    feed = try Self.open(servers)
  }

  /// What was named until now: the names of all that was changed before this call are among it, unless
  /// the feed is told to be broken.
  ///
  /// - Throws: where the connection that reads the buckets is lost, or another server answers.
  func gather(_ deadline: Deadline) throws(Failure) -> Gathered {
    let names: RedisKeyFeed.Names
    do {
      names = try feed.names(deadline: deadline)
    } catch {
      return .broken("\(error)")
    }
    // After the names: that the other connection still asks for them now, it did all the while.
    if let why = try fault() { return .broken(why) }
    try servers.lookAgain()
    // By their bytes: two spellings of one letter are two codes.
    var seen: Set<[UInt8]> = []
    // PostgreSQL has no text with a NUL, so no code either.
    let codes = names.keys.filter { !$0.contains(0) && seen.insert($0).inserted }
      .compactMap { BucketKey.code(ofBucket: $0) }
    return .codes(codes, isFlushed: names.isFlushed)
  }

  /// What the server says of the way from the one connection to the other; `nil` where it is whole.
  private func fault() throws(Failure) -> String? {
    do throws(RedisError) {
      let info = try servers.redis.call(["CLIENT", "TRACKINGINFO"], deadline: servers.deadline)
        .asDictionary()
      let flags = try info["flags"]?.asStrings() ?? []
      let target = try info["redirect"]?.asInteger()
      if flags.contains("broken_redirect") {
        return verbatim("the server lost the way to the connection")
      }
      guard flags.contains("on"), flags.contains("bcast"), target == feed.clientID else {
        return verbatim("the server names changes to nobody any more")
      }
      return nil
    } catch {
      throw Failure(error, doing: tr("ask whether changed buckets are named"))
    }
  }

  private static func open(_ servers: SyncConnections) throws(Failure) -> RedisKeyFeed {
    let endpoint = servers.context.configuration.bucket
    do {
      let feed = try RedisKeyFeed.connect(
        endpoint, asking: [["INFO", "server"]], deadline: servers.deadline)
      // Behind a name that moves it may be another server, where the number means another client.
      let info = RedisInfo((try? feed.answers.first?.asString()) ?? "")
      guard info["run_id"] == servers.server.runID else {
        feed.close()
        throw BucketServer.changed
      }
      // Who asks already may not ask again. NOLOOP would spare us our own adjustments, and with them
      // whatever else changed the same bucket in the same turn of the server's loop.
      let replies = try servers.redis.pipeline(
        [
          ["CLIENT", "TRACKING", "OFF"],
          [
            "CLIENT", "TRACKING", "ON", "REDIRECT", feed.clientID, "BCAST", "PREFIX",
            BucketKey.prefix,
          ],
        ], deadline: servers.deadline)
      for reply in replies { _ = try reply.throwingServerError() }
      return feed
    } catch {
      throw failure(error, endpoint)
    }
  }

  /// Why names cannot be had, and whether that may be otherwise in a moment.
  static func failure(_ error: any Error, _ endpoint: RedisEndpoint) -> Failure {
    switch error {
    case RedisError.server(.noPerm(let message)):
      Failure(
        .error, tr("this Redis user may not have changed buckets named to it: \(message)"),
        hint:
          tr(
            "type the line of 'invitectl doctor --grants' once more: it has CLIENT TRACKING and the "
              + "channel \(RedisKeyFeed.channel)"))
    // It was cut off before the other one asked (src/networking.c, clientCommand).
    case RedisError.server(.other(_, let message))
    where message.contains(verbatim("redirect to does not exist")):
      Failure(
        .transient, tr("the connection that changed buckets are named to was lost at once"),
        hint: tr("run the same command again"))
    default: Failure(of: error, doing: tr("have changed buckets named at \(endpoint)"))
    }
  }
}
