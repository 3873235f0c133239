internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// What single keys have of the invites that are looked for: marks, buckets, results.
extension TraceBroker {
  /// The mark that a redemption of the direct flow has left of this task, if it has.
  static func mark(
    _ id: String, now: Double, on connection: RedisConnection, _ context: OperationContext
  ) throws(Failure) -> TraceFacts.Mark? {
    do throws(RedisError) {
      let left = try connection.call(
        ["PTTL", RedeemMarker.key(taskID: id)], deadline: context.requestDeadline
      ).asInteger()
      guard left >= 0 else { return nil }
      return TraceFacts.Mark(id: id, at: now - RedeemMarker.age(left: left))
    } catch {
      throw Failure(error, doing: tr("look for the mark of the redemption"))
    }
  }

  /// Those of these tasks whose token was given back, within ``RefundedInvites/lifetime``.
  static func refunded(
    _ ids: some Sequence<String>, on connection: RedisConnection, _ context: OperationContext
  ) throws(Failure) -> Set<String> {
    let ids = Array(ids)
    guard !ids.isEmpty else { return [] }
    do throws(RedisError) {
      let replies = try connection.pipeline(
        ids.map { ["EXISTS", RedeemRefund.mark(taskID: $0)] }, deadline: context.requestDeadline)
      // Who may not see it is told of a refund that does nothing.
      return Set(zip(ids, replies).filter { (try? $0.1.asInteger()) == 1 }.map(\.0))
    } catch {
      throw Failure(error, doing: tr("see which tokens were given back"))
    }
  }

  /// The buckets of these codes.
  static func buckets(
    _ codes: [String], on connection: RedisConnection, _ context: OperationContext
  ) throws(Failure) -> [TraceFacts.Bucket] {
    do throws(RedisError) {
      let keys = codes.map { BucketKey.remaining($0) }
      let replies = try connection.pipeline(
        keys.flatMap { [["GET", $0], ["TTL", $0]] as [RedisCommand] },
        deadline: context.requestDeadline)
      var buckets: [TraceFacts.Bucket] = []
      for (place, code) in codes.enumerated() where !replies[2 * place].isNull {
        let life = try replies[2 * place + 1].asInteger()
        buckets.append(
          TraceFacts.Bucket(
            code: code, tokens: OutsideNumber.whole(try? replies[2 * place].asString()),
            secondsLeft: life >= 0 ? life : nil))
      }
      return buckets
    } catch {
      throw Failure(error, doing: tr("read the buckets"))
    }
  }

  /// What the result backend has of these tasks.
  static func results(
    _ ids: some Sequence<String>, on connection: RedisConnection, _ context: OperationContext,
    _ completeness: inout Completeness
  ) throws(Failure) -> [TraceFacts.Result] {
    let ids = Array(ids)
    guard !ids.isEmpty else { return [] }
    do throws(RedisError) {
      let replies = try connection.pipeline(
        ids.map { ["GET", TaskResult.key(id: $0)] }, deadline: context.requestDeadline)
      var results: [TraceFacts.Result] = []
      for (id, reply) in zip(ids, replies) where !reply.isNull {
        do {
          results.append(TraceFacts.Result(try TaskResult(decoding: reply.asBytes()), id: id))
        } catch let error as RedisError {
          throw error
        } catch {
          completeness.note(notSearched: tr("the result of task \(id) cannot be read: \(error)"))
        }
      }
      return results
    } catch {
      throw Failure(error, doing: tr("read the results"))
    }
  }
}

extension TraceFacts.Result {
  init(_ result: TaskResult, id: String) {
    self.id = id
    state = result.state.rawValue
    if result.state == .success {
      recordID = result.result["record_id"]?.int
      email = result.result["email"]?.string
    }
    done = result.dateDone.flatMap { Timestamps.epoch(iso: $0) }
    error = result.exception.map { exception in
      let message = ForeignText.masked(exception.message)
      return message.isEmpty ? exception.type : "\(exception.type): \(message)"
    }
    lastLine = result.meta["traceback"]?.string.flatMap { text in
      text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        .map { ForeignText.masked(String($0)) }
    }
  }
}
