internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// Words of a call that may be a code's, where the call is no invite.
extension BrokerSearch {
  static func tell(
    _ mentions: CallMentions, _ task: String?, _ place: String, _ note: (BrokerFinding) -> Void
  ) {
    guard !mentions.words.isEmpty else { return }
    note(.mention(mentions, tr("task \(PythonText.escaped(task ?? "-")) in \(place)")))
  }
}
