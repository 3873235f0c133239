internal import Localization
internal import LosslessJSON

/// What the backend's API says of a redemption.
///
/// direct-redeem refuses with a text alone, redeem and rebind with a name and a text; a body that is
/// not as it should be is 422, too many requests of one address are 429 (routes under
/// `/api/v1/public`, from the first revision on). An answer is the backend's only where its body is
/// what the backend sends with that status: a proxy has pages of its own for each of them, and sends
/// them before and after the backend was asked.
enum BackendAnswer: Sendable, Equatable {
  /// The invite is in the queue, or on its way. `team` where a seat is held.
  case queued(team: String?)
  case waiting(position: Int?)
  /// `name` as the backend has it; `nil` where it gives none.
  case refused(name: String?, text: String)
  /// The body was not understood.
  case invalid(String)
  /// Nothing was done; `limit` e.g. `5 per 1 minute`.
  case tooOften(limit: String?)
  /// Nothing was redeemed, as the backend says.
  case unavailable(String)
  /// It failed: whether something was done is not known.
  case broken(status: Int, String)
  /// No such route, no access, or another place: this is not the API, or not all of it. `place` where
  /// a redirect points to, which is not followed: a redemption is not repeated elsewhere unasked.
  case misled(status: Int, place: String?)
  /// Something else answered, with `body`: what it did with the request is not known.
  case foreign(status: Int, body: String)

  /// - Parameters:
  ///   - status: of HTTP.
  ///   - body: as it came.
  ///   - location: the header of that name.
  init(status: Int, body: [UInt8], location: String? = nil) {
    let answer = Self.object(try? JSONValue(parsing: body))
    let detail = answer?["detail"]
    let known =
      switch status {
      case 200: Self.success(answer)
      case 400: Self.refusal(detail)
      case 422: Self.complaint(detail).map(Self.invalid)
      case 429: answer?["retry_after"]?.string.map(Self.tooOften)
      case 500 where body.elementsEqual(Self.crash.utf8): Self.broken(status: 500, Self.crash)
      case 503: Self.text(detail).map(Self.unavailable)
      // 303 is the answer to something that was done.
      case 301, 302, 307, 308: Self.misled(status: status, place: location)
      // Nobody gets further who may not, or who is to say first who he is.
      case 401, 403, 407: Self.misled(status: status, place: nil)
      case 404, 405: detail?.string.map { _ in Self.misled(status: status, place: nil) }
      default: Self.text(detail).map { Self.broken(status: status, $0) }
      }
    self = known ?? .foreign(status: status, body: Self.kind(of: body))
  }

  /// What the framework says where the backend's code raised something.
  private static let crash = "Internal Server Error"

  /// From b922536 back to the first revision: state and place came with 159bd49, and nothing else was
  /// ever said of a redemption that succeeded.
  private static func success(_ answer: JSONValue?) -> BackendAnswer? {
    guard let answer, let isDone = answer["success"]?.bool else { return nil }
    guard isDone else { return .broken(status: 200, tr("an answer that says no success")) }
    let place = answer["queue_position"] ?? .null
    let position = place.int
    if place != .null {
      guard let position, position > 0 else { return nil }
    }
    switch answer["state"] ?? .null {
    case .null, .string("INVITE_QUEUED"): return .queued(team: answer["team_name"]?.string)
    case .string("WAITING_FOR_SEAT"): return .waiting(position: position)
    default: return nil
    }
  }

  private static func refusal(_ detail: JSONValue?) -> BackendAnswer? {
    text(detail).map { .refused(name: detail?["error"]?.string, text: $0) }
  }

  /// A text alone, or one with a name.
  private static func text(_ detail: JSONValue?) -> String? {
    if let text = detail?.string { return text.isEmpty ? nil : text }
    guard let detail = object(detail), let name = detail["error"]?.string else { return nil }
    return detail["message"]?.string ?? name
  }

  /// Of a list of what is wrong with each field.
  private static func complaint(_ detail: JSONValue?) -> String? {
    guard let problems = detail?.array, !problems.isEmpty else { return nil }
    var texts: [String] = []
    for problem in problems {
      guard let message = problem["msg"]?.string, let path = problem["loc"]?.array else {
        return nil
      }
      texts.append(path.compactMap(\.string).last.map { "\($0): \(message)" } ?? message)
    }
    return texts.joined(separator: "; ")
  }

  /// An object in which no key stands twice, as the backend never writes one: readers differ in which
  /// of them counts.
  private static func object(_ value: JSONValue?) -> JSONValue? {
    guard let keys = value?.object?.keys, Set(keys).count == keys.count else { return nil }
    return value
  }

  private static func kind(of body: [UInt8]) -> String {
    guard !body.isEmpty else { return tr("no body") }
    guard let text = String(validating: body, as: UTF8.self) else {
      return tr("bytes that are not text")
    }
    if text.drop(while: \.isWhitespace).first == "<" { return tr("a page") }
    return (try? JSONValue(parsing: body)) == nil
      ? tr("text that is not JSON") : tr("JSON that is not the backend's")
  }
}
