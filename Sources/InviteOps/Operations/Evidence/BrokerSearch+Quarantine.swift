internal import CeleryProtocol
internal import InviteSettings
internal import RedisClient

extension BrokerSearch {
  /// What somebody has taken out of its queue, and may put back: an invite that is sent again meanwhile would be
  /// made twice, and a use that is given back would be missing. What is put back between two readings is
  /// seen in its list by the second look.
  mutating func readQuarantine(_ note: (BrokerFinding) -> Void) throws(RedisError) {
    let (messages, gap) = try QuarantinedMessage.seen(
      connection, timeout: context.configuration.timeout)
    for message in messages {
      if let gap = message.gap { completeness.note(notSearched: gap) }
      for (index, call) in (message.calls ?? []).enumerated() {
        let id = message.id ?? message.token
        note(
          .invite(
            .init(
              id: index == 0 ? id : "\(id)#\(index)", call: call, place: .queue(message.place))))
      }
    }
    if let gap { completeness.note(notSearched: gap) }
  }
}
