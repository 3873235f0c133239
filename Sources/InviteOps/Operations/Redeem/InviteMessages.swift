internal import CeleryProtocol
internal import LosslessJSON

/// Builds the messages of a run, by a template where the values allow it.
final class InviteMessages {
  private struct Kind: Hashable {
    let groupID: Int?
    let isRebind: Bool
  }

  private let headers: JSONObject
  private var templates: [Kind: InviteEnvelopeTemplate] = [:]

  /// - Parameter headers: headers of one's own such as `traceparent`, the same in all messages.
  init(headers: JSONObject) {
    self.headers = headers
  }

  /// The bytes to LPUSH.
  func encoded(_ request: RedeemRequest, _ code: CodeFacts) throws(TaskMessageError) -> [UInt8] {
    // Its checks hold for both ways.
    let task = try InviteTask(
      email: request.email, code: code.code, groupID: code.groupID, id: request.taskID)
    let kind = Kind(groupID: code.groupID, isRebind: false)
    let template: InviteEnvelopeTemplate
    if let known = templates[kind] {
      template = known
    } else {
      template = try InviteEnvelopeTemplate(
        groupID: kind.groupID, isRebind: kind.isRebind, headers: headers)
      templates[kind] = template
    }
    if let fast = template.message(email: task.email, code: task.code, id: task.id) { return fast }
    return try task.message(headers: headers).encoded
  }
}
