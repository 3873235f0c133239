/// What to do when another run holds the lock.
public enum IfLocked: String, Sendable, CaseIterable {
  /// Leave the work to it and succeed.
  case skip
  /// Wait, for as long as the command says.
  case wait
  /// ``Failure/Kind/locked``.
  case fail
}
