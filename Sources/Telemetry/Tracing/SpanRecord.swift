internal import LosslessJSON

/// A span that has ended, with the values OTLP wants.
package struct SpanRecord: Sendable {
  let name: String
  let trace: TraceContext
  let parentSpanID: String?
  /// opentelemetry/proto/trace/v1/trace.proto, `Span.SpanKind`.
  let kind: Int
  /// Since the epoch, in nanoseconds.
  let start: UInt64
  var end: UInt64 = 0
  var attributes: [(name: String, value: JSONValue)] = []
  var events: [Event] = []
  /// `nil` is unset.
  var failed: Bool?
  var message: String?

  struct Event: Sendable {
    let name: String
    let time: UInt64
    let attributes: [(name: String, value: JSONValue)]

    package init(name: String, time: UInt64, attributes: [(name: String, value: JSONValue)]) {
      self.name = name
      self.time = time
      self.attributes = attributes
    }
  }
}
