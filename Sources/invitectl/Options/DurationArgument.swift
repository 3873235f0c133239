import ArgumentParser
import InviteDomain
import InviteOps
import Localization

/// Reads a duration on the command line: `500ms`, `2s`, `10m`.
enum DurationArgument {
  @Sendable static func parse(_ text: String) throws -> Duration {
    guard let duration = DurationText.parse(text) else {
      throw ValidationError(tr("'\(text)' is not a time; write 500ms, 2s, 10m"))
    }
    return duration
  }

  @Sendable static func parsePositive(_ text: String) throws -> Duration {
    let duration = try parse(text)
    guard duration > .zero else { throw ValidationError(tr("'\(text)' leaves no time at all")) }
    return duration
  }
}
