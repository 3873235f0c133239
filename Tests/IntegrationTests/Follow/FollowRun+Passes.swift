import InviteOps
import TestSupport
import TestWorlds

extension FollowRun {
  /// Returns when all codes were gone through since it follows. A turn in the midst of that has seen what it
  /// looks for, too, and a pass that the signal meets is given up and not counted.
  func waitUntilPassedAgain() throws {
    try waitUntil("all codes were gone through once more") {
      events.count { event in
        guard case .following = event else { return false }
        return true
      } >= 2
    }
  }
}
