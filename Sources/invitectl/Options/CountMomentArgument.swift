import ArgumentParser
import InviteOps
import Localization

/// Reads a moment on the command line: `2026-11-29T12:00:00Z`, or `2h` for two hours ago.
enum CountMomentArgument {
  @Sendable static func parse(_ text: String) throws -> CountMoment {
    guard let moment = CountMoment(text) else {
      throw ValidationError(
        tr("'\(text)' is not a time; write 2026-11-29T12:00:00Z, or 2h for two hours ago"))
    }
    return moment
  }
}
