internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// What the buckets refuse, asked without taking anything: only where no message may be sent, since
/// elsewhere the script that takes says it.
struct TokenRefusal {
  let servers: RedeemConnections

  /// The results, if there are no tokens for any of the lines; `nil` where one could be taken, or was
  /// by a run before with the same id.
  func results(_ lines: [DirectStage.Line]) throws(Failure) -> [RedeemResult]? {
    var results: [RedeemResult] = []
    for line in lines {
      guard let answer = try answer(line) else { return nil }
      let status = DirectStage.status(
        line, answer.rawValue, buckets: servers.context.configuration.bucket, servers.backend)
      results.append(RedeemResult(request: line.request, flow: .direct, status: status))
    }
    return results
  }

  private func answer(
    _ line: DirectStage.Line
  ) throws(Failure) -> TakeAndEnqueueScript.Answer? {
    let id = line.request.taskID
    let deadline = servers.context.requestDeadline
    let (value, isKnown): (BucketValue?, Bool)
    let (buckets, broker) = (try servers.redis(.bucket), try servers.redis(.broker))
    do throws(RedisError) {
      let replies = try buckets.pipeline(
        [["GET", BucketKey.remaining(line.code.code)], ["EXISTS", RedeemMarker.taken(id)]],
        deadline: deadline)
      let marker = try broker.call(
        ["EXISTS", RedeemMarker.key(taskID: id)], deadline: deadline)
      value = BucketValue(replies[0])
      isKnown = try replies[1].asInteger() + marker.asInteger() > 0
    } catch {
      throw Failure(error, doing: tr("look for tokens"))
    }
    if isKnown { return nil }
    switch value {
    case .count(let left)?: return left > 0 ? nil : .usedUp
    case .defect(.notInteger)?: return .garbage
    case .defect(.outOfRange)?: return .outOfRange
    case nil:
      guard let start = line.code.initialTokens else { return .missingBucket }
      return start > 0 ? nil : .usedUp
    }
  }
}
