internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Compares counts without changing any.
///
/// Where uses are counted on join there is nothing to move: `used_count` follows from the records.
/// Where one use may be in bucket and `used_count` at once nobody can say which of them is right,
/// so that both are shown.
struct CountCheck {
  let context: OperationContext
  let generation: BackendGeneration
  let connection: PostgresConnection

  /// Buckets in one question.
  private static let chunk = 500

  /// - Parameter first: a session that has looked at the database.
  init(
    _ context: OperationContext, _ generation: BackendGeneration, beside first: PostgresConnection
  ) throws(Failure) {
    self.context = context
    self.generation = generation
    // All records are read at once, which may take longer than a short statement.
    connection = try context.longPostgres(beside: first)
  }

  /// - Parameter codes: stored codes; empty for all.
  func run(_ codes: [String]) throws(Failure) -> CountComparison {
    let isOnJoin = generation.counting == .onJoin
    var comparison = CountComparison(era: generation.eraName, isCheck: isOnJoin)
    let rows = try read(codes, isOnJoin)
    let redis = try context.redis(.bucket)
    for begin in stride(from: 0, to: rows.count, by: Self.chunk) {
      if context.interrupt?.isTriggered ?? false {
        throw Failure(.interrupted, tr("stopped while comparing; nothing was changed"))
      }
      let part = rows[begin..<min(begin + Self.chunk, rows.count)]
      for (row, bucket) in zip(part, try buckets(part.map(\.code), redis)) {
        comparison.codes += 1
        if bucket != nil { comparison.buckets += 1 }
        if isOnJoin {
          compare(row, bucket, &comparison)
        } else {
          show(row, bucket, &comparison)
        }
      }
    }
    return comparison
  }

  struct Row {
    let id: Int
    let code: String
    let maxUses: Int?
    let usedCount: Int?
    let isActive: Bool
    let isBound: Bool
    var counted = 0
    var unmarked = 0
    /// Invites from before the code was made, which may be of another one.
    var older = 0
    /// Whether no use was counted that has no record, or none any more.
    var hasAllRecords = true
  }

  private func read(_ codes: [String], _ isOnJoin: Bool) throws(Failure) -> [Row] {
    do throws(PostgresError) {
      return try connection.query(
        isOnJoin ? CountCheckQueries.onJoin : CountCheckQueries.plain,
        [codes.isEmpty ? nil : PostgresArray.literal(codes)], deadline: context.longDeadline
      ).map { (row) throws(PostgresError) in
        var read = Row(
          id: try row.int("id"), code: try row.string("code"),
          maxUses: try row.optionalInt("max_uses"), usedCount: try row.optionalInt("used_count"),
          isActive: try row.bool("is_active"), isBound: try row.bool("is_bound"))
        if isOnJoin {
          read.counted = try row.int("counted")
          read.unmarked = try row.int("unmarked")
          read.older = try row.int("older")
          read.hasAllRecords = try row.bool("has_all_records")
        }
        return read
      }
    } catch {
      throw Failure(error, doing: tr("compare the counts"))
    }
  }

  private func buckets(
    _ codes: [String], _ redis: RedisConnection
  ) throws(Failure) -> [BucketValue?] {
    do throws(RedisError) {
      return try redis.pipeline(
        codes.map { ["GET", BucketKey.remaining($0)] }, deadline: context.requestDeadline
      ).map { BucketValue($0) }
    } catch {
      throw Failure(error, doing: tr("read the buckets"))
    }
  }

  // MARK: - Counted on join

  private func compare(
    _ row: Row, _ bucket: BucketValue?, _ comparison: inout CountComparison
  ) {
    let verdict = JoinedCount(row)
    var reasons: [String] = []
    var next: String?
    if let why = verdict.why {
      reasons.append(why)
      next =
        row.maxUses == nil
        ? CodeQueries.mendNumbers(
          row.id, maxUses: nil, usedCount: row.usedCount, in: connection.backend)
        : CountCheckQueries.correction(
          id: row.id, from: row.usedCount, to: verdict.proposal, in: connection.backend)
    }
    let byBucket = usedBy(bucket, row)
    // The backend's job writes max_uses less the tokens, for these codes.
    if let byBucket, row.isActive, row.isBound, byBucket != row.usedCount {
      reasons.append(
        tr(
          "its bucket is there: with REDEEM_REDIS_LIMITER_ENABLED the backend's job sets used_count "
            + "to \(byBucket)"))
      if next == nil {
        next =
          tr(
            "take REDEEM_REDIS_LIMITER_ENABLED out of the backend's environment; then "
              + "\(BucketAdvice.command(row.code, canMake: false, buckets: context.configuration.bucket))"
          )
      }
    }
    guard !reasons.isEmpty else {
      if verdict.agrees {
        comparison.agreeing += 1
      } else {
        comparison.undecided += 1
      }
      return
    }
    comparison.differ(
      .init(
        id: row.id, proposal: verdict.why == nil || row.maxUses == nil ? nil : verdict.proposal,
        certainty: verdict.certainty, code: row.code, maxUses: row.maxUses,
        usedCount: row.usedCount, counted: row.counted,
        usedAtLeast: verdict.least, usedAtMost: verdict.most,
        tokens: bucket?.count, usedByBucket: byBucket, why: reasons.joined(separator: tr("; ")),
        next: next))
  }

  // MARK: - Two sides

  private func show(
    _ row: Row, _ bucket: BucketValue?, _ comparison: inout CountComparison
  ) {
    guard let bucket else {
      comparison.undecided += 1
      return
    }
    let byBucket = usedBy(bucket, row)
    guard byBucket == nil || byBucket != row.usedCount else {
      comparison.agreeing += 1
      return
    }
    let why =
      if let byBucket {
        tr(
          "the bucket says \(byBucket) used, used_count \(row.usedCount.map(String.init) ?? "NULL")"
        )
      } else if case .defect(let defect) = bucket {
        tr("the bucket \(defect.words)")
      } else {
        tr("there is a bucket, and max_uses limits nothing")
      }
    comparison.differ(
      .init(
        id: row.id, proposal: nil, certainty: nil, code: row.code, maxUses: row.maxUses,
        usedCount: row.usedCount,
        counted: nil,
        usedAtLeast: nil, usedAtMost: nil, tokens: bucket.count, usedByBucket: byBucket, why: why,
        next: nil))
  }

  private func usedBy(_ bucket: BucketValue?, _ row: Row) -> Int? {
    guard let tokens = bucket?.count, let maxUses = row.maxUses, maxUses > 0 else { return nil }
    // A count of tokens has 31 bits, and so has its negative.
    return maxUses.addingSaturated(-tokens)
  }
}
