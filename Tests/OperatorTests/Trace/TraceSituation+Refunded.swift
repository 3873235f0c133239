import Foundation
import TestSupport
import TestWorlds

/// Tokens that were given back while the message is somewhere still, and messages that Celery cannot read.
extension TraceSituation {
  /// As `redeem refund --force` leaves it.
  static func giveBack(_ id: String, _ world: TraceWorld) throws {
    try world.redeem.bucket.send("SETEX", "invitectl:refunded:\(id)", 86_400, 1)
  }

  static let late: [TraceSituation] = untold + refunded + malformed + excess

  private static let takenOut =
    "invitectl inspect-workers control quarantine invites --id \(first) --to \(first).msg --yes"
  private static let oneMore = "; its token was given back: it makes an invite more"

  private static let refunded: [TraceSituation] =
    ["q@example.com", "DIRECT10", first].map { who in
      .init(
        "queued, and its token was given back, by \(who)", who, exit: 3, state: "unconsumed",
        says: oneMore, next: takenOut, then: "quarantined"
      ) {
        try $0.publish("q@example.com", "DIRECT10", id: first)
        try giveBack(first, $0)
      }
    } + [
      .init(
        "in a queue that is paused, and its token was given back", "q@example.com", exit: 3,
        state: "unconsumed", says: oneMore, next: takenOut, then: "quarantined"
      ) {
        try $0.publish("q@example.com", "DIRECT10", id: first)
        try $0.pause("invites")
        try giveBack(first, $0)
      },
      .init(
        "taken by a worker that is gone, and its token was given back", "g@example.com", exit: 3,
        state: "abandoned", says: oneMore, next: takenOut, then: "quarantined"
      ) {
        try $0.abandon("g@example.com", "DIRECT10", isIndexed: true, id: first)
        try giveBack(first, $0)
      },
      .init(
        // Of two the one that is too many is taken out; the other one stays under way.
        "twice, and the token of one was given back", "q@example.com", exit: 3,
        state: "unconsumed", says: oneMore + "; 2 tasks of it are under way", next: takenOut,
        then: "unconsumed"
      ) {
        try $0.publish("q@example.com", "DIRECT10")
        try $0.publish("q@example.com", "DIRECT10", id: first)
        try giveBack(first, $0)
      },
    ]

  private static let poison = #"{"broken"#
  private static let takePoison =
    "invitectl inspect-workers control quarantine invites --to poison.msg --yes"

  private static let malformed: [TraceSituation] = [
    .init(
      "in a queue whose next message is malformed", "q@example.com", exit: 3, state: "unconsumed",
      says: "1 before it, and there is no worker; the next message of invites is malformed: ",
      next: takePoison, then: "unconsumed"
    ) {
      try $0.publish("q@example.com", "DIRECT10")
      try $0.redeem.broker.send("RPUSH", RedeemWorld.queue, poison)
    },
    .init(
      "in a queue that is paused, and whose next message is malformed", "q@example.com", exit: 3,
      state: "unconsumed", says: "by alice on web1; the next message of invites is malformed: ",
      next: takePoison, then: "unconsumed"
    ) {
      try $0.publish("q@example.com", "DIRECT10")
      try $0.redeem.broker.send("RPUSH", RedeemWorld.queue, poison)
      try $0.pause("invites")
    },
    .init(
      "with a malformed message behind it", "q@example.com", exit: 3, state: "unconsumed",
      says: "; 1 behind it is malformed, at which a worker may end",
      next: "invitectl inspect-workers control resume invites --yes", then: "unconsumed"
    ) {
      try $0.publish("q@example.com", "DIRECT10")
      try $0.redeem.broker.send("LPUSH", RedeemWorld.queue, poison)
      try $0.pause("invites")
    },
    .init(
      "an email of nobody beside a malformed message", "zz@example.com", exit: 69,
      state: "not_found", says: "nothing of this email was seen; not everything was seen"
    ) { try $0.redeem.broker.send("RPUSH", RedeemWorld.queue, poison) },
    .init(
      "of a code beside a malformed message", "NOSUCHCODE", exit: 69, state: "not_found",
      says: "no such code and no trace of such a task was seen; not everything was seen",
      next: "SELECT code FROM", then: "not_found"
    ) { try $0.redeem.broker.send("RPUSH", RedeemWorld.queue, poison) },
  ]
}
