internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension RowFault {
  /// Other sessions were at it whenever it was tried.
  static let contended = RowFault(tr("other sessions change it all the time"))
  /// Its row was there and was not written.
  static let unwritten = RowFault(tr("its row was not written"))
}

/// Names the codes that a sync leaves as they are, and what is in the way of each.
struct SyncFindings {
  private let servers: SyncConnections
  private let witness: RowWitness

  init(_ servers: SyncConnections) {
    self.servers = servers
    witness = RowWitness(connection: servers.writer, deadline: servers.deadline)
  }

  /// One code that alone was in the way.
  func report(_ id: Int, _ fault: RowFault, _ outcome: inout SyncOutcome) {
    let code = witness.code(id) ?? "#\(id)"
    let again = Self.again(code)
    switch fault {
    case .contended: outcome.trouble(id, code, .contended)
    case .unwritten:
      let silenced = witness.writtenOtherwise(
        table: RowFinding.codes, id: id, code: code, again: again)
      outcome.trouble(id, code, silenced == nil ? .contended : .refused, silenced)
    default:
      outcome.trouble(
        id, code, fault.isAboutReading ? .unreadable : .refused,
        witness.finding(fault, table: RowFinding.codes, id: id, code: code, again: again))
    }
  }

  /// What is wrong with one code.
  func finding(_ id: Int, _ fault: RowFault, again: String) -> RowFinding {
    witness.finding(
      fault, table: RowFinding.codes, id: id, code: witness.code(id), again: again)
  }

  /// Which of the codes another session holds locked.
  ///
  /// - Throws: ``Failure/Kind/transient`` when it is the whole table.
  func locked(_ ids: [Int]) throws(Failure) -> Set<Int> {
    do throws(PostgresError) {
      let results = try servers.writer.pipeline(
        [
          SyncStatements.limits(),
          PostgresStatement(
            RowQueries.unlockedCodes(servers.writer.backend), [PostgresArray.literal(ids)]),
        ], deadline: servers.deadline)
      _ = try results[0].get()
      let free = try results[1].get().only().ints("free")
      return Set(ids).subtracting(free)
    } catch {
      throw Failure(error, doing: tr("see which codes another session has locked"))
    }
  }

  /// Codes that stayed locked for as long as is waited.
  ///
  /// - Parameter raised: what a trigger said of locks.
  /// - Returns: `nil`, for nothing else is in the way of the others.
  func report(
    locked ids: Set<Int>, raised: RowFault?, _ outcome: inout SyncOutcome
  ) -> RowFault? {
    for id in ids.sorted() {
      let code = witness.code(id) ?? "#\(id)"
      outcome.trouble(
        id, code, .locked,
        witness.locked(RowFinding.codes, id: id, code: code, again: Self.again(code)))
    }
    return ids.isEmpty ? raised ?? .contended : nil
  }

  /// - Parameter code: in ASCII; what stands for other bytes, or for a code that cannot be read, is
  ///   nothing to type.
  private static func again(_ code: String) -> String {
    let isItself = !code.contains("\\") && !code.hasPrefix("#")
    return "'\(ShellCommand.invitectl(["sync-counts"], isItself ? [code] : []))'"
  }
}
