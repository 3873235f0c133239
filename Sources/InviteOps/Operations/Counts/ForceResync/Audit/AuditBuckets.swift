internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// The buckets of codes, as far as they have a part in the counts.
struct AuditBuckets {
  /// What one holds.
  struct Bucket: Sendable, Hashable {
    let tokens: Int
    /// The life of the bucket, for what the sync knows of it; `nil` where no sync works.
    let version: Int?
  }

  private enum Source {
    /// Uses are counted on join.
    case none
    /// Beside backends whose job reads them.
    case plain(RedisConnection)
    /// Beside those that a sync works with.
    case watched(SyncConnections)
  }

  private let source: Source
  private let context: OperationContext

  /// - Parameter first: a session that has looked at the database; a sync's settings are made in it.
  init(
    _ context: OperationContext, _ counting: BackendCounting, beside first: PostgresConnection
  ) throws(Failure) {
    self.context = context
    switch counting {
    case .atRequest:
      source = .watched(try SyncConnections(context, dryRun: true, scanner: first))
    case .mixed: source = .plain(try context.redis(.bucket))
    case .onJoin: source = .none
    }
  }

  /// What `doctor` saw of backends that do not do with buckets what counts rest on; `nil` for nothing.
  func breaches() throws(Failure) -> [ContractBreach]? {
    guard case .watched(let servers) = source else { return nil }
    return try servers.breaches()
  }

  /// Of each code; `nil` for one that is missing, or no count.
  func read(_ codes: [String]) throws(Failure) -> [Bucket?] {
    switch source {
    case .none: return codes.map { _ in nil }
    case .plain(let redis):
      do throws(RedisError) {
        return try redis.pipeline(
          codes.map { ["GET", BucketKey.remaining($0)] }, deadline: context.requestDeadline
        ).map { reply in
          BucketValue(reply)?.count.map { Bucket(tokens: $0, version: nil) }
        }
      } catch {
        throw Failure(error, doing: tr("read the buckets"))
      }
    case .watched(let servers):
      return try BucketReader(servers).read(codes).map { reading in
        guard case .count(let tokens, let expiry, _) = reading.content else { return nil }
        return Bucket(tokens: tokens, version: expiry.version)
      }
    }
  }
}
