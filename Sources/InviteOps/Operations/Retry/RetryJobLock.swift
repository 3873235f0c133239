internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Keeps the backend's own job from rows that wait, by its own lock: see ``JobLockScript``.
final class RetryJobLock {
  private let context: OperationContext
  private let redis: RedisConnection
  private let postgres: PostgresConnection
  private let name = CeleryID.random()
  /// Until when, by PostgreSQL's clock, rows may be taken: a run that is stopped and wakes up later
  /// takes none any more.
  private(set) var end = 0.0

  /// So long before the lock ends rows are no longer taken.
  private static let margin = 30.0

  /// - Throws: of kind `locked` while the job runs.
  init(
    _ context: OperationContext, _ postgres: PostgresConnection, wait: Deadline
  ) throws(Failure) {
    self.context = context
    self.postgres = postgres
    redis = try context.redis(.bucket)
    while true {
      let now = try clock()
      let answer: RedisValue
      do {
        answer = try redis.call(
          ["SET", JobLockScript.key, name, "NX", "EX", JobLockScript.life],
          deadline: context.requestDeadline)
      } catch {
        throw Failure(of: error, doing: tr("take the lock of the backend's job"))
      }
      if !answer.isNull {
        end = now + Double(JobLockScript.life) - Self.margin
        return
      }
      guard !wait.hasPassed else {
        throw Failure(
          .locked,
          tr(
            "the backend's job for those who wait is running, or was cut off within the last "
              + "\(JobLockScript.life / 60) minutes"),
          hint: tr("wait longer for it with --lock-wait"))
      }
      guard SocketWait.pause(.milliseconds(200), interrupt: context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while the backend's job runs; nothing was done"))
      }
    }
  }

  private func clock() throws(Failure) -> Double {
    do throws(PostgresError) {
      return try postgres.query(OutboxQueries.clock, deadline: context.requestDeadline).only()
        .double("now")
    } catch {
      throw Failure(error, doing: tr("read the database's clock"))
    }
  }

  /// Makes it last again, before a row is taken.
  ///
  /// - Throws: of kind `transient` where it is lost.
  func keep() throws(Failure) {
    let now = try clock()
    let kept: Int
    do throws(RedisError) {
      kept = try redis.run(
        JobLockScript.keep, keys: [JobLockScript.key], arguments: [name, JobLockScript.life],
        deadline: context.requestDeadline
      ).asInteger()
    } catch {
      throw Failure(error, doing: tr("keep the lock of the backend's job"))
    }
    guard kept == 1 else {
      throw Failure(
        .transient,
        tr("the backend's job for those who wait has begun meanwhile; the rest was left"),
        hint: tr("run the same command again"))
    }
    end = now + Double(JobLockScript.life) - Self.margin
  }

  func leave() {
    _ = try? redis.run(
      JobLockScript.leave, keys: [JobLockScript.key], arguments: [name],
      deadline: context.requestDeadline)
  }
}
