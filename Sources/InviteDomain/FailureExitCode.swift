extension Failure.Kind {
  /// The exit code of a run that ends with it, as docs/exit-codes.md lists them: what the process
  /// leaves with and what its row of `invitectl.run_log` says.
  public var exitCode: Int32 {
    switch self {
    case .error: 1
    case .usage: 2
    case .locked: 4
    case .refused: 5
    case .debris: 6
    case .conflict: 7
    case .partial: 8
    case .notInvited: 9
    case .unanswered: 69
    case .transient: 75
    case .interrupted: 130
    }
  }
}
