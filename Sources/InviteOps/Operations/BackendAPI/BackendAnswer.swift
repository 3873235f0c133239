internal import LosslessJSON

/// What the backend's API says of a redemption.
///
/// direct-redeem refuses with a text alone, redeem and rebind with a name and a text; a body that is
/// not as it should be is 422, too many requests of one address are 429 (routes under
/// `/api/v1/public`, from the first revision on).
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
  /// It failed, or something before it did: whether something was done is not known.
  case broken(status: Int, String)
  /// No such route, no access: this is not the API, or not all of it.
  case misled(status: Int)

  /// - Parameters:
  ///   - status: of HTTP.
  ///   - body: as it came.
  init(status: Int, body: [UInt8]) {
    let json = (try? JSONValue(parsing: body)) ?? .null
    let detail = json["detail"]
    let text =
      detail?.string ?? detail?["message"]?.string ?? Self.complaint(detail) ?? "no reason given"
    switch status {
    case 200..<300:
      if json["state"]?.string == "WAITING_FOR_SEAT" {
        self = .waiting(position: json["queue_position"]?.int)
      } else if json["success"]?.bool == true {
        self = .queued(team: json["team_name"]?.string)
      } else if body.first == UInt8(ascii: "<") {
        // A page, as a proxy has it for what it does not know.
        self = .misled(status: status)
      } else {
        self = .broken(status: status, "an answer that says no success")
      }
    case 400: self = .refused(name: detail?["error"]?.string, text: text)
    case 422: self = .invalid(text)
    case 429: self = .tooOften(limit: json["retry_after"]?.string)
    case 503: self = .unavailable(text)
    case 300..<400, 401, 403, 404, 405: self = .misled(status: status)
    default: self = .broken(status: status, text)
    }
  }

  /// Of a list of what is wrong with each field.
  private static func complaint(_ detail: JSONValue?) -> String? {
    guard let problems = detail?.array else { return nil }
    return problems.compactMap { problem in
      guard let message = problem["msg"]?.string else { return nil }
      let place = (problem["loc"]?.array ?? []).compactMap(\.string).last
      return place.map { "\($0): \(message)" } ?? message
    }.joined(separator: "; ")
  }
}
