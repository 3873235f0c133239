internal import ClientSupport
package import Tracing

/// Spans of what this program does itself, through whichever tracer was bootstrapped.
package enum Spans {
  /// Whether anybody listens. Without a tracer spans are made of nothing, but their text is not.
  static var areRecorded: Bool {
    !(InstrumentationSystem.tracer is NoOpTracer)
  }

  /// A span around a request to a server.
  package static func client<T, E: Error>(
    _ name: String, _ attributes: [String: String], _ body: () throws(E) -> T
  ) throws(E) -> T {
    guard areRecorded else { return try body() }
    let span = startSpan(name, ofKind: .client)
    span.attributes = SpanAttributes(attributes.mapValues { .string($0) })
    defer { span.end() }
    do {
      return try body()
    } catch {
      span.recordError(error)
      throw error
    }
  }

  /// A span of something that has just ended.
  package static func ended(
    _ name: String, _ attributes: SpanAttributes, took duration: Duration,
    error: (any Error)?
  ) {
    let end = DefaultTracerClock.now
    let nanoseconds = UInt64(Int(saturating: max(0, duration / .nanoseconds(1))))
    let start = DefaultTracerClock.Timestamp(
      nanosecondsSinceEpoch: end.nanosecondsSinceEpoch - nanoseconds)
    let span = startSpan(name, ofKind: .client, at: start)
    span.attributes = attributes
    if let error { span.recordError(error) }
    span.end(at: end)
  }
}
