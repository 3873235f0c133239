internal import ClientSupport
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Turns faults into findings: asks the catalog for what the error alone does not say. It costs a
/// question or two a finding, and nothing where there is none.
struct RowWitness {
  let connection: PostgresConnection
  let deadline: Deadline

  /// What a statement was doing to a row.
  enum Change: Int {
    case update = 16
    case delete = 8
    case insert = 4
    case none = 0
  }

  /// - Parameter again: the command that does what was left once the row is mended.
  func finding(
    _ fault: RowFault, table: String, id: Int?, code: String? = nil, again: String
  ) -> RowFinding {
    let diagnostics = fault.diagnostics
    let named = diagnostics?.context.flatMap { triggers(table, in: $0) }
    let trigger = named ?? diagnostics?.function
    // The server's own error says nothing of what made it.
    let running =
      named.map { tr("trigger \($0)") } ?? diagnostics?.function.map { tr("function \($0)") }
    let reason = Self.reason(fault, code)
    let suspicion = fault.isSuspicion ? running.map { tr("\(reason), while \($0) ran") } : nil
    let advice = RowAdvice.text(
      fault, table: "\(connection.backend).\(table)", id: id, trigger: trigger)
    return RowFinding(
      table: table, id: id, code: code, constraint: diagnostics?.constraint, trigger: trigger,
      sqlState: diagnostics?.sqlState.rawValue, reason: suspicion ?? reason,
      hint: fault.hint ?? tr("\(advice); \(RowAdvice.rerun(again))"))
  }

  /// The code is named by the finding, masked where it has to be; a trigger may name it as well.
  private static func reason(_ fault: RowFault, _ code: String?) -> String {
    guard let code, code.count > 2, fault.diagnostics?.context != nil else { return fault.reason }
    return ForeignText.masked(fault.reason, given: [code])
  }

  /// A finding about a row that a statement passed over without an error: a trigger that returns
  /// NULL, or a rule. `nil` where the table has neither.
  func passedOver(
    _ change: Change, table: String, id: Int, code: String? = nil, again: String
  ) -> RowFinding? {
    guard let names = silencers(change, of: table, onlyBefore: true) else { return nil }
    return RowFinding(
      table: table, id: id, code: code, trigger: names.joined(separator: ", "),
      reason: tr(
        "nothing came of the statement, and there was no error: trigger or rule "
          + "\(Self.list(names)) on \(table) takes the row out of it"),
      hint: tr("\(advice(table)); let the row through, \(RowAdvice.rerun(again))"))
  }

  /// A finding about a row that is not as it was written, though there was no error: a trigger or rule
  /// wrote something else, or passed over it. `nil` where the table has neither.
  func writtenOtherwise(
    _ change: Change = .update, table: String, id: Int?, code: String? = nil, again: String
  ) -> RowFinding? {
    guard let names = silencers(change, of: table, onlyBefore: false) else { return nil }
    return RowFinding(
      table: table, id: id, code: code, trigger: names.joined(separator: ", "),
      reason: tr(
        "what was written is not there afterwards, and there was no error: trigger or rule "
          + "\(Self.list(names)) on \(table) keeps or changes it"),
      hint: tr("\(advice(table)); let it be written as it is, \(RowAdvice.rerun(again))"))
  }

  private func silencers(
    _ change: Change, of table: String, onlyBefore: Bool
  ) -> [String]? {
    let rows = try? connection.query(
      RowQueries.silencers, [table, String(change.rawValue), onlyBefore ? "t" : "f"],
      deadline: deadline)
    guard let names = try? rows?.map({ try $0.string("name") }), !names.isEmpty else { return nil }
    return names
  }

  private func advice(_ table: String) -> String {
    tr("\(RowAdvice.triggers(of: "\(connection.backend).\(table)")) shows them")
  }

  private static func list(_ names: [String]) -> String {
    names.map(RowAdvice.quoted).joined(separator: ", ")
  }

  /// A finding about a row that another session holds locked.
  func locked(_ table: String, id: Int, code: String? = nil, again: String) -> RowFinding {
    let row = try? connection.query(
      RowQueries.lockHolder(of: "\(connection.backend).\(table)"), [String(id)], deadline: deadline
    ).first
    let pid = (try? row?.optionalInt("pid")) ?? nil
    let gid = (try? row?.optionalString("gid")) ?? nil
    let (holder, advice) =
      if let gid {
        (
          tr("the prepared transaction \(RowQueries.literal(gid))"),
          tr("\(RowQueries.rollbackPrepared(gid)), or \(RowQueries.commitPrepared(gid)), ends it")
        )
      } else if let pid {
        (tr("session \(pid)"), tr("\(RowQueries.session(pid)) shows what it does; let it end"))
      } else {
        (tr("another session"), tr("'invitectl doctor' shows long transactions; let it end"))
      }
    return RowFinding(
      table: table, id: id, code: code, reason: tr("\(holder) holds its row locked"),
      hint: tr("\(advice); \(RowAdvice.rerun(again))"))
  }

  func id(of code: String) -> Int? {
    try? connection.query(RowQueries.idOfCode, [code], deadline: deadline).first?.int("id")
  }

  /// The code of a row as ASCII, whatever bytes it is of.
  func code(_ id: Int) -> String? {
    try? connection.query(RowQueries.codeInASCII, [String(id)], deadline: deadline)
      .first?.optionalString("code")
  }

  /// The triggers whose function an error's context names.
  private func triggers(_ table: String, in context: String) -> String? {
    let rows = try? connection.query(
      RowQueries.triggers, [table, context], deadline: deadline)
    let names = (try? rows?.map { try $0.string("name") }) ?? []
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}
