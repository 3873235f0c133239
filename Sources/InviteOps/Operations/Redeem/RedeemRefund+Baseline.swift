internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Of a use that `used_count` has, as each use of a code of type LINUXDO.
extension RedeemRefund {
  /// By force too: a sync that meets a bucket for the first time lowers it to what `used_count` leaves, so that the
  /// token would be gone, and the task's mark says that it was given back. Of a bucket that it knows it takes a token
  /// more for a refund.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where the bucket would hold more than that, and no sync has met it.
  func checkBaseline(_ code: String) throws(Failure) {
    let connection = try servers.postgres()
    // Without its tables nobody has synced and nobody does.
    guard connection.facts?.own[OwnTable.sync.rawValue] != nil, let row = try facts(code),
      (row.usedCount ?? 0) > 0, let room = row.initialTokens
    else { return }
    let redis = try servers.redis(.bucket)
    let found: [Int]
    do throws(RedisError) {
      found = try redis.run(
        RefundScript.look, keys: [BucketKey.remaining(code)],
        deadline: servers.context.requestDeadline
      ).asArray().map { (value) throws(RedisError) in try value.asInteger() }
    } catch {
      throw Failure(error, doing: tr("read the bucket of \(Masking.code(code))"))
    }
    // What is none, or holds no count, is refused by the refund itself.
    guard found.count == 2, found[0] >= room else { return }
    let known: Int?
    do throws(PostgresError) {
      known = try connection.query(
        RedeemQueries.baseline, [String(row.id)], deadline: servers.context.requestDeadline
      ).first?.optionalInt("epoch_ms")
    } catch {
      throw Failure(error, doing: tr("see whether the bucket was synced"))
    }
    guard known != found[1] else { return }
    throw Failure(
      .conflict,
      tr(
        "no sync has seen this bucket of \(Masking.code(code)) yet: the next one would take the token back, "
          + "since used_count has the use"),
      hint: tr("type '\(BucketAdvice.syncing(code))', then the same command again"))
  }
}
