internal import InviteDomain
internal import Localization
internal import PostgresClient

/// Why something could not be done, where a single row may be to blame for it: a constraint, a
/// trigger, a value. Not a connection, a privilege, a full disk, a signal or the time, which are
/// nobody's in particular.
struct RowFault: Error, Sendable, Equatable {
  /// What was wrong, as a clause: `… (SQLSTATE 23514)`.
  let reason: String
  /// What PostgreSQL said, if it was PostgreSQL.
  let diagnostics: ServerDiagnostics?
  /// The column that could not be read, if it was this side that could not.
  let column: String?
  /// What to type, where the fault itself says it.
  let hint: String?
  /// The row could not even be read.
  private(set) var isAboutReading = false
  /// It may as well be the whole server's trouble, which is known by its meeting every row alike.
  private(set) var isSuspicion = false

  init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
    diagnostics = nil
    column = nil
  }

  /// The same, met while reading.
  var reading: RowFault {
    var copy = self
    copy.isAboutReading = true
    return copy
  }

  /// From a failure that is one row's own, of which the rest of the run knows nothing.
  init(_ failure: Failure) {
    self.init(failure.message, hint: failure.hint)
  }

  /// `nil` for an error that no single row explains, nor could.
  init?(ofAny error: any Error) {
    if let fault = error as? RowFault {
      self = fault
    } else if let error = error as? PostgresError, let fault = Self(error) ?? Self(suspect: error) {
      self = fault
    } else {
      return nil
    }
  }

  /// `nil` for an error that no single row explains.
  init?(_ error: PostgresError) {
    switch error {
    case .server(let diagnostics) where Self.canBeOneRow(diagnostics):
      self.diagnostics = diagnostics
      column = nil
    case .decoding(let failure):
      switch failure.reason {
      case .null, .notUTF8, .not: break
      case .noSuchColumn, .rowCount: return nil
      }
      diagnostics = nil
      column = failure.column
    case .embeddedNUL:
      diagnostics = nil
      column = nil
    default: return nil
    }
    reason = "\(error)"
    hint = nil
  }

  /// From an error of a kind that is mostly the server's or another session's and not a row's, where a
  /// trigger can have made it for one row: it ran longer than a statement may, or raises whatever it
  /// likes, of which the context then names its function.
  ///
  /// - Parameter error: of a statement that did nothing but write rows that may have triggers.
  init?(suspect error: PostgresError) {
    switch error {
    case .server(let diagnostics)
    where diagnostics.sqlState == .queryCancelled || diagnostics.isInner:
      self.diagnostics = diagnostics
    // Several statements together took longer than is waited for them.
    case .timedOut(.cancelled): diagnostics = nil
    default: return nil
    }
    column = nil
    hint = nil
    reason = "\(error)"
    isSuspicion = true
  }

  /// From an error by which another session was in the way: of one row, or of the table.
  init?(conflict error: PostgresError) {
    guard case .server(let diagnostics) = error,
      [.lockNotAvailable, .deadlockDetected, .serializationFailure].contains(diagnostics.sqlState)
    else { return nil }
    self.diagnostics = diagnostics
    column = nil
    hint = nil
    reason = "\(error)"
    isSuspicion = true
  }

  /// Whether it failed by the time that it took.
  var isSlow: Bool {
    let states: [SQLState] = [.queryCancelled, .lockNotAvailable]
    return isSuspicion && diagnostics.map { states.contains($0.sqlState) } ?? true
  }

  /// Whether the row is locked by another session, and not by what a trigger does.
  var isLock: Bool { diagnostics?.sqlState == .lockNotAvailable && diagnostics?.isInner == false }

  /// What to write for one of `count` that failed together where no time is left to tell which of them
  /// is to blame.
  ///
  /// - Parameters:
  ///   - things: what they are, e.g. `rows`.
  ///   - again: the command that tries them anew.
  static func untold(
    _ count: Int, _ things: String, _ fault: RowFault, again: String
  ) -> RowFault {
    let all = Speech.counted(count, one: things, many: things)
    return RowFault(
      tr("it is one of \(all) of which some cannot be written: \(fault.reason)"),
      hint: tr("correct those that are named alone; \(RowAdvice.rerun(again))"))
  }

  /// By class of the SQLSTATE (appendix A of the manual): 21 cardinality, 22 data, 23 integrity,
  /// 27 and 09 triggers, 38 and 39 external routines, 44 check option, 54 a limit such as the size
  /// of an index entry, P0 what PL/pgSQL raises; XX001 is a row whose page is damaged. A trigger may
  /// raise whatever else it likes; then the context names its function.
  private static func canBeOneRow(_ diagnostics: ServerDiagnostics) -> Bool {
    let state = diagnostics.sqlState
    switch state.class.rawValue {
    case "21", "22", "23", "27", "09", "38", "39", "44", "54", "P0": return true
    // Connections, transactions and resources are nobody's, wherever they fail.
    case "08", "25", "28", "40", "53", "55", "57", "58": return false
    default: break
    }
    return state.rawValue == "XX001" || diagnostics.function != nil
  }
}

extension ServerDiagnostics {
  /// Whether something else than the statement itself was running: a function, or a statement of a
  /// foreign key's, which has no function in the context (src/backend/executor/spi.c).
  var isInner: Bool {
    function != nil
      || context?.split(separator: "\n").contains { $0.hasPrefix(verbatim("SQL statement \"")) }
        ?? false
  }

  /// The outermost function that was running, e.g. `public.forbid()`: of a trigger, which has no
  /// arguments. PL/pgSQL writes `PL/pgSQL function forbid() line 3 at RAISE` into the context, a
  /// line for each call, the innermost first.
  var function: String? {
    guard let lines = context?.split(separator: "\n") else { return nil }
    for line in lines.reversed() {
      if let word = line.split(separator: " ").last(where: { $0.hasSuffix("()") }) {
        return String(word)
      }
    }
    return nil
  }
}
