internal import ClientSupport

/// Growing pauses with jitter: 0.5 s, doubling up to 30 s, each ± 25 %.
struct Backoff {
  private var next = 0.5

  mutating func pause() -> Duration {
    defer { next = min(30, next * 2) }
    return Self.jittered(next)
  }

  /// `seconds` ± 25 %, so that two runs do not step in time.
  static func jittered(_ seconds: Double) -> Duration {
    .seconds(saturating: seconds * Double.random(in: 0.75...1.25))
  }
}
