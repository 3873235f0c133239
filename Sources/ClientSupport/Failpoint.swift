#if FAILPOINTS
  import Glibc
  import Synchronization

  /// Places at which a test ends this process as `kill -9` would, to see what is left behind.
  ///
  /// They are numbered in the order in which they are passed: `INVITECTL_FAILPOINT=7` kills at the
  /// seventh, `INVITECTL_FAILPOINT=name` at the first of that name, and `INVITECTL_FAILPOINT=name:stop`
  /// stops there (SIGSTOP) until the test goes on, with `name:trap` it traps as a bug would. `INVITECTL_FAILPOINT=trace` writes the name of
  /// each to stderr, so that a test can tell which there are. Release builds have none of this.
  public enum Failpoint {
    private static let passed = Atomic<Int>(0)
    private static let wanted: String? = getenv("INVITECTL_FAILPOINT").map { String(cString: $0) }

    /// Whether a test asked for any, so that a send may be split in two for one in its middle.
    public static var isArmed: Bool { wanted != nil }

    public static func reach(_ name: StaticString) {
      guard let wanted else { return }
      let number = passed.add(1, ordering: .relaxed).newValue
      if wanted == "trace" {
        let line = "failpoint \(name)\n"
        _ = write(STDERR_FILENO, line, line.utf8.count)
      } else if wanted == "\(name):stop" {
        raise(SIGSTOP)
      } else if wanted == "\(name):trap" {
        fatalError("failpoint")
      } else if wanted == "\(name)" || wanted == String(number) {
        kill(getpid(), SIGKILL)
      }
    }
  }
#endif
