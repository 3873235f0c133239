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

  /// Why nobody can count with one.
  struct Problem: Sendable, Hashable {
    enum Remedy: Sendable, Hashable {
      case content, expiry, shadow, rights
    }

    /// After "the bucket of CODE".
    let words: String
    let remedy: Remedy

    init(_ words: String, _ remedy: Remedy) {
      (self.words, self.remedy) = (words, remedy)
    }
  }

  /// What a look at one came to.
  enum Look: Sendable, Hashable {
    /// It is missing, or uses are counted on join.
    case nothing
    case holds(Bucket)
    case unreadable(Problem)

    var bucket: Bucket? {
      guard case .holds(let bucket) = self else { return nil }
      return bucket
    }

    var problem: Problem? {
      guard case .unreadable(let problem) = self else { return nil }
      return problem
    }

    init(_ value: BucketValue?) {
      switch value {
      case nil: self = .nothing
      case .count(let tokens)?: self = .holds(Bucket(tokens: tokens, version: nil))
      case .defect(let defect)?: self = .unreadable(Problem(defect.words, .content))
      }
    }

    init(_ content: BucketReading.Content) {
      switch content {
      case .missing: self = .nothing
      case .count(let tokens, let expiry, _):
        self = .holds(Bucket(tokens: tokens, version: expiry.version))
      case .garbage: self = .unreadable(Problem(BucketDefect.notInteger.words, .content))
      case .outOfRange: self = .unreadable(Problem(BucketDefect.outOfRange.words, .content))
      case .badExpiry:
        self = .unreadable(Problem(tr("expires at a time that nobody sets"), .expiry))
      case .badShadow:
        self = .unreadable(Problem(tr("has a key beside it that no sync wrote"), .shadow))
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

  /// The servers of a sync, where one works with the buckets.
  var watched: SyncConnections? {
    guard case .watched(let servers) = source else { return nil }
    return servers
  }

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
    guard let watched else { return nil }
    return try watched.breaches()
  }

  /// What to type about the bucket of a code that cannot be read.
  func next(_ code: String, _ problem: Problem) -> String {
    func redis(_ arguments: String...) -> String {
      ShellCommand.redis(context.endpoint(.bucket), arguments)
    }
    let key = BucketKey.remaining(code)
    switch problem.remedy {
    case .content:
      return tr(
        "'\(redis("TYPE", key))' says what it is; '\(redis("DEL", key))' removes it, and the backend "
          + "makes it anew")
    case .expiry:
      return tr("'\(redis("EXPIRE", key, "86400"))' sets the expiry that the backend sets")
    case .shadow:
      return tr("'\(redis("DEL", BucketKey.shadow(code)))' removes what no sync wrote")
    case .rights: return tr("'invitectl doctor --grants' says what to grant")
    }
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
            ? Look.unreadable(Problem(tr("may not be read by this Redis user"), .rights))
            : Look(BucketValue(reply))
        }
      } catch {
        throw Failure(error, doing: tr("read the buckets"))
      }
    case .watched(let servers):
      return try BucketReader(servers).read(codes).map { reading in Look(reading.content) }
    }
  }
}
