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

  /// What a look at one came to.
  enum Look: Sendable, Hashable {
    /// It is missing, or uses are counted on join.
    case nothing
    case holds(Bucket)
    /// Why nobody can count with it, after "the bucket of CODE".
    case unreadable(String)

    var bucket: Bucket? {
      guard case .holds(let bucket) = self else { return nil }
      return bucket
    }

    var problem: String? {
      guard case .unreadable(let why) = self else { return nil }
      return why
    }

    init(_ value: BucketValue?) {
      switch value {
      case nil: self = .nothing
      case .count(let tokens)?: self = .holds(Bucket(tokens: tokens, version: nil))
      case .defect(let defect)?: self = .unreadable(defect.words)
      }
    }

    init(_ content: BucketReading.Content) {
      switch content {
      case .missing: self = .nothing
      case .count(let tokens, let expiry, _):
        self = .holds(Bucket(tokens: tokens, version: expiry.version))
      case .garbage: self = .unreadable(BucketDefect.notInteger.words)
      case .outOfRange: self = .unreadable(BucketDefect.outOfRange.words)
      case .badExpiry: self = .unreadable(tr("expires at a time that nobody sets"))
      case .badShadow: self = .unreadable(tr("has a key beside it that no sync wrote"))
      }
    }
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

  /// Of each code.
  func read(_ codes: [String]) throws(Failure) -> [Look] {
    switch source {
    case .none: return codes.map { _ in .nothing }
    case .plain(let redis):
      do throws(RedisError) {
        return try redis.pipeline(
          codes.map { ["GET", BucketKey.remaining($0)] }, deadline: context.requestDeadline
        ).map { reply in
          reply.isDenied
            ? Look.unreadable(tr("may not be read by this Redis user")) : Look(BucketValue(reply))
        }
      } catch {
        throw Failure(error, doing: tr("read the buckets"))
      }
    case .watched(let servers):
      return try BucketReader(servers).read(codes).map { reading in Look(reading.content) }
    }
  }
}
