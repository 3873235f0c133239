internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// Keeps what was seen broken where syncs see it, and takes back what is seen kept since: a row of the log,
/// which says who saw it and when. Where neither was seen, nothing is written.
struct ContractRecord {
  let context: OperationContext
  let connection: PostgresConnection

  private var deadline: Deadline { context.requestDeadline }

  /// - Returns: what there is to say of it, a sentence each, and whether syncs doubt counts for something that
  ///   was not seen now.
  func keep(_ findings: ContractFindings) throws -> (notes: [String], isDoubted: Bool) {
    guard
      try connection.query(RunLogQueries.exists, deadline: deadline).only().bool("present")
    else {
      let advice = tr("no sync knows of it: 'invitectl migrate up' makes the tables to keep it in")
      return (findings.seen.isEmpty ? [] : [advice], false)
    }
    let before = try ContractStanding(connection, deadline).findings
    let contract = said(findings, before)
    if !contract.isEmpty {
      let detail = JSONValue.object(["contract": .object(contract)])
      try RunLog.recording(
        ContractQueries.command, .incidental, extent: .chosen(1), context, on: connection
      ) { log in
        log?.problems = findings.seen.count
        log?.detail = String(decoding: detail.pythonJSON, as: UTF8.self)
      }
    }
    let after = try ContractStanding(connection, deadline).findings
    var notes: [String] = []
    for assumption in ContractAssumption.allCases {
      let stands = after.first { $0.assumption == assumption }
      if let seen = findings.seen[assumption] {
        if stands?.seen != Self.words(seen) {
          notes.append(
            tr("no sync knows that '\(assumption.words)' is broken: it could not be recorded"))
        }
      } else if let stands {
        notes.append(
          tr(
            "sync-counts still goes by what was seen at \(stands.at): BROKEN: \(assumption.words): "
              + "\(stands.seen)"))
      } else if before.contains(where: { $0.assumption == assumption }) {
        notes.append(tr("taken back, since it was seen kept: \(assumption.words)"))
      }
    }
    return (notes, !after.isEmpty)
  }

  private func said(
    _ findings: ContractFindings, _ before: [ContractStanding.Finding]
  ) -> JSONObject {
    var contract = JSONObject()
    for assumption in ContractAssumption.allCases {
      let known = before.first { $0.assumption == assumption }
      if let seen = findings.seen[assumption] {
        var entry: JSONObject = ["broken": .string(Self.words(seen))]
        // Syncs that knew of it before go on from there.
        if let moment = known?.known { entry["known_ms"] = .int(moment) }
        contract[assumption.rawValue] = .object(entry)
      } else if known != nil, findings.isKept(assumption) {
        contract[assumption.rawValue] = .object(["kept": .bool(true)])
      }
    }
    return contract
  }

  private static func words(_ seen: [String]) -> String {
    seen.map(Speech.english).joined(separator: ", ")
  }
}
