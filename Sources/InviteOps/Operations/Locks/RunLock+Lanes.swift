internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// A run of which several sessions write, each of which has the lock itself, in shared mode: who loses
/// it cannot write, as ever, and other runs ask for it exclusively, so that none has it before the last of these
/// sessions is gone. Versions that know of no lanes ask in the same way.
extension RunLock {
  /// The session that took the lock, as others find it.
  struct Holder: Sendable {
    let pid: Int
    /// When its server process began, exactly; `nil` where this role may not see that.
    let start: String?
  }

  /// Has the lock held so that other sessions of this run can have it, too.
  ///
  /// There is no moment without it: the shared hold is there before the exclusive one goes.
  ///
  /// - Returns: `nil` where that is not possible, and nothing has changed: somebody waits for the lock in
  ///   the server, as no run of ours does.
  func share() throws(Failure) -> Holder? {
    do throws(PostgresError) {
      let key: [String?] = [String(AdvisoryLock.classID), String(lock.rawValue)]
      let row = try connection.query(
        AdvisoryLockQueries.tryShare, key, deadline: context.requestDeadline
      ).only()
      guard try row.bool("held") else { return nil }
      let holder = Holder(pid: try row.int("pid"), start: try row.optionalString("start"))
      _ = try connection.query(AdvisoryLockQueries.unlock, key, deadline: context.requestDeadline)
      return holder
    } catch {
      throw Failure(error, doing: tr("share the lock of \(command)"))
    }
  }

  /// Takes the lock beside the session that shares it.
  ///
  /// The order counts: this session has the lock first, and then looks whether `first` has it still. If so,
  /// no other run had it in between, and none gets it while either of them is there.
  ///
  /// - Returns: whether this session may write.
  func join(_ first: Holder) throws(Failure) -> Bool {
    do throws(PostgresError) {
      let key: [String?] = [String(AdvisoryLock.classID), String(lock.rawValue)]
      let isTaken = try connection.query(
        AdvisoryLockQueries.tryJoin, key + [session, String(Int(idleLimit.seconds * 1000))],
        deadline: context.requestDeadline
      ).only().bool("held")
      guard isTaken else { return false }
      lastSign = .now
      #if FAILPOINTS
        Failpoint.reach("lane-joined")
      #endif
      return try connection.query(
        AdvisoryLockQueries.isHeld, key + [String(first.pid), first.start],
        deadline: context.requestDeadline
      ).only().bool("held")
    } catch {
      throw Failure(error, doing: tr("take the lock of \(command)"))
    }
  }
}
