internal import ClientSupport
internal import InviteDomain
internal import Localization

/// What an answer of the API means to a person where it tells of no redemption, and of no rule.
struct BackendTrouble {
  let url: BackendURL
  /// E.g. `public/redeem`.
  let route: String
  let request: RedeemRequest

  private var who: String {
    tr("\(Masking.code(request.code)) for \(Masking.email(request.email))")
  }

  /// What somebody else says of a redemption.
  static func masked(_ text: String, _ request: RedeemRequest) -> String {
    ForeignText.masked(text, given: [request.code, request.email])
  }

  /// `nil` for what came of the redemption itself.
  func failure(_ answer: BackendAnswer) -> Failure? {
    switch answer {
    case .invalid(let text):
      Failure(
        .usage, tr("the backend does not take \(who): \(Self.masked(text, request))"),
        hint: tr("correct the code or the email; nothing was done"))
    case .tooOften(let limit):
      Failure(
        .transient,
        tr(
          "the backend takes no more requests from here: "
            + "\(limit ?? tr("its rate limit is reached")); nothing was done"),
        hint: tr("run the same command again in a minute"), reason: "RATE_LIMITED")
    case .unavailable(let text):
      Failure(
        .transient, tr("the backend did not redeem \(who): \(Self.masked(text, request))"),
        hint: tr(
          "run the same command again later; 'invitectl doctor' says whether its queue and "
            + "workers run"), reason: RefusalReason.queueError.rawValue)
    case .misled(let status, let place): misled(status, place)
    case .broken(let status, let text):
      Failure(
        .unanswered,
        tr(
          "the backend answered \(status) to \(who) (\(Self.masked(text, request))): whether it was "
            + "redeemed is not known"),
        hint: tr(
          "see its log, and invite_records, before you do it again; 'invitectl doctor' names "
            + "what makes it fail"))
    case .foreign(let status, let body):
      Failure(
        .unanswered,
        tr(
          "something that is not the backend answered at \(url) (HTTP \(status), \(body)): whether \(who) "
            + "was redeemed is not known"),
        hint:
          tr(
            "see invite_records before you do it again, and set INVITECTL_BACKEND_URL to the API's "
              + "URL with the prefix, e.g. \(BackendURL.standard)"))
    case .queued, .waiting, .refused: nil
    }
  }

  private func misled(_ status: Int, _ place: String?) -> Failure {
    let end = "/" + route
    guard let place else {
      return Failure(
        .error, tr("\(url) is not the backend's API, or not open to this machine (HTTP \(status))"),
        hint: tr(
          "set INVITECTL_BACKEND_URL to its URL with the prefix, e.g. \(BackendURL.standard)"))
    }
    let there = place.hasSuffix(end) ? BackendURL(String(place.dropLast(end.count))) : nil
    return Failure(
      .error,
      tr(
        "\(url) is not the backend's API (HTTP \(status)): it points to "
          + "\(Self.masked(place, request)), and a redemption is not sent elsewhere unasked"),
      hint: tr(
        "set INVITECTL_BACKEND_URL to the API's URL with the prefix, e.g. "
          + "\(there ?? BackendURL.standard)"))
  }
}
