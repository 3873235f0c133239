import InviteDomain
import InviteStorage
import TestSupport
import TestWorlds

/// A command, and what it does beside each backend: in this order, each after the others.
struct CommandEffect: Sendable {
  let purpose: Purpose
  let words: [String]
  let effect: @Sendable (FixtureGeneration, FixtureMaking) -> Effect

  struct Effect {
    var exit: Int32 = 0
    /// Among what it prints.
    var shows = ""
    /// As ``WorldState/changes(since:)`` tells them.
    var changes: [String] = []
  }

  init(
    _ purpose: Purpose, _ words: String...,
    effect: @escaping @Sendable (FixtureGeneration) -> Effect
  ) {
    self.purpose = purpose
    self.words = words
    self.effect = { generation, _ in effect(generation) }
  }

  /// Of one that says how the tables were made.
  init(
    _ purpose: Purpose, _ words: String...,
    byMaking effect: @escaping @Sendable (FixtureGeneration, FixtureMaking) -> Effect
  ) {
    self.purpose = purpose
    self.words = words
    self.effect = effect
  }

  /// The same beside every backend where it is not refused.
  init(
    _ purpose: Purpose, _ words: String..., exit: Int32 = 0,
    shows: String = "", changes: [String] = []
  ) {
    self.purpose = purpose
    self.words = words
    effect = { _, _ in Effect(exit: exit, shows: shows, changes: changes) }
  }

  /// A label of the enums, as this generation's tables have it.
  static func label(_ name: String, _ generation: FixtureGeneration) -> String {
    generation == .g008 ? name.uppercased() : name
  }

  /// Where a redemption is counted, or a seat is held for it: one of each flow.
  static func redeemed(
    _ code: String, _ email: String, _ flow: String, fence: Int, _ generation: FixtureGeneration
  ) -> Effect {
    let isDirect = flow == "direct"
    var changes = [
      "+ bucket global:redeem:limiter:fence \(fence)", "+ bucket rate_limit:redeem:\(email) zset",
    ]
    if fence > 1 { changes.append("- bucket global:redeem:limiter:fence \(fence - 1)") }
    let message = "+ broker message email=\(email) redeem_code=\(code)"
    let outbox = [
      "+ broker invitectl:published:ID 1", "+ redeem_outbox \(flow) \(code) \(email) published",
    ]
    if generation.counting == .onJoin {
      changes +=
        outbox + [
          message + " reserved_team_id=1", "+ invite_records \(code) \(email) reserved",
          "redeem_codes \(code): bound_email null→\(email)",
        ]
    } else if isDirect {
      changes += [
        message, "+ broker invitectl:redeem:ID set", "+ bucket redeem:\(code):remaining 9",
      ]
    } else {
      changes +=
        outbox + [
          message,
          "redeem_codes \(code): activated_at null→TIME, bound_email null→\(email), used_count 0→1",
        ]
    }
    return Effect(shows: "queued \(code) for \(email)", changes: changes)
  }

  /// Whole, at its revision or at one of the backend's own after ours, if one is recorded.
  static func fine(_ generation: FixtureGeneration, _ made: FixtureMaking) -> Effect {
    let number = "\(generation)".dropFirst()
    if generation == .g008 { return Effect(shows: "nothing to do: database ") }
    return Effect(
      shows: made == .migrated
        ? " is ahead, at \(number)_" : " records no revision; its indexes are fine")
  }

  static let seatRow = "team_seat_stats: refreshed_at TIME→TIME"
}
