import CountProtocol
import Testing

@testable import InviteDomain
@testable import InviteOps

/// Which codes a follower looks at again, and when.
@Suite struct FollowTroublesTests {
  private let start = ContinuousClock.now

  private func outcome(_ problems: [(Int, SyncProblem)]) -> SyncOutcome {
    var outcome = SyncOutcome()
    for (id, problem) in problems { outcome.trouble(id, "CODE\(id)", problem) }
    return outcome
  }

  @Test func `a disturbed look is repeated at once, and a slow one holds up nobody for a minute`() {
    var troubles = FollowTroubles()
    let told = troubles.note(
      outcome([(1, .contended), (2, .locked), (3, .garbage)]), of: [1, 2, 3, 4], at: start)
    #expect(told.map(\.id) == [1, 2, 3])
    #expect(troubles.count == 3)
    #expect(troubles.due(at: start) == [1])
    // Though it is named.
    #expect(troubles.ready([1, 2, 3, 4], at: start) == [1, 3, 4])
    let later = start + .seconds(61)
    #expect(Set(troubles.due(at: later)) == [1, 2])
    #expect(troubles.ready([2], at: later) == [2])
    // Whoever was told to end does not wait ten seconds for a row that somebody has locked.
    #expect(troubles.ready([1, 2, 3], at: later, isLast: true) == [1, 3])
    // Told once, for as long as it stands.
    #expect(troubles.note(outcome([(2, .locked)]), of: [1, 2, 3], at: later).isEmpty)
    #expect(troubles.count == 1)
    #expect(troubles.note(outcome([]), of: [2], at: later).isEmpty)
    #expect(troubles.count == 0)
    #expect(troubles.note(outcome([(2, .locked)]), of: [2], at: later).map(\.id) == [2])
  }

  @Test func `a pass over all codes keeps what was found beside it`() {
    var troubles = FollowTroubles()
    _ = troubles.note(outcome([(1, .garbage)]), of: [1], at: start)
    let begin = start + .seconds(1)
    _ = troubles.note(outcome([(2, .contended)]), of: [2], at: begin + .seconds(1))
    let told = troubles.noteAll(outcome([(3, .garbage)]), since: begin, at: begin + .seconds(2))
    #expect(told.map(\.id) == [3])
    #expect(troubles.count == 2)
    #expect(troubles.due(at: begin + .seconds(2)) == [2])
  }

  /// A pass over a million codes goes on for seconds after it has met one that is in the way.
  @Test func `what a pass met and a turn beside it found mended is over`() {
    var troubles = FollowTroubles()
    let all = outcome([(1, .garbage), (2, .garbage), (3, .garbage)])
    #expect(troubles.notePart(all.problems[..<2], at: start).map(\.id) == [1, 2])
    #expect(troubles.note(outcome([]), of: [1], at: start + .seconds(1)).isEmpty)
    let told = troubles.noteAll(all, since: start, told: 2, at: start + .seconds(2))
    #expect(told.map(\.id) == [3])
    #expect(troubles.count == 2)
    // The first one is told again when it comes again.
    #expect(
      troubles.note(outcome([(1, .garbage)]), of: [1], at: start + .seconds(3)).map(\.id) == [1])
  }

  @Test(
    arguments: [
      ("redeem:ABC:remaining", "ABC"), ("redeem:a:b:remaining", "a:b"),
      ("redeem:é:remaining", "é"), ("redeem::remaining", nil), ("redeem:remaining", nil),
      ("redeem:ABC:remaining:sync", nil), ("global:redeem:limiter", nil), ("redeem:ABC", nil),
    ] as [(String, String?)])
  func `of which code a key is the bucket`(_ key: String, _ code: String?) {
    #expect(BucketKey.code(ofBucket: Array(key.utf8)) == code)
    if let code { #expect(BucketKey.remaining(code) == key) }
  }

  @Test func `a key that is no text is the bucket of no code`() {
    let key = Array("redeem:".utf8) + [0xC3, 0x28] + Array(":remaining".utf8)
    #expect(BucketKey.code(ofBucket: key) == nil)
  }
}
