import Synchronization

/// How the running command shows things: set once its options are read, for errors that come
/// after.
struct Presentation: Sendable {
  var output: OutputFormat = .text
  var color: ColorChoice = .auto

  private static let shared = Mutex(Presentation())

  static var current: Presentation {
    get { shared.withLock { $0 } }
    set { shared.withLock { $0 = newValue } }
  }
}
