internal import LosslessJSON
internal import Synchronization
public import Tracing

/// A span of ``SpanRecorder``.
public final class RecordedSpan: Span {
  public let context: InstrumentationContext
  private let recorder: SpanRecorder
  private let state: Mutex<State>

  private struct State {
    package var record: SpanRecord
    package var name: String
    package var attributes: SpanAttributes = [:]
    package var hasEnded = false

  }

  init(context: InstrumentationContext, recorder: SpanRecorder, _ record: SpanRecord) {
    self.context = context
    self.recorder = recorder
    state = Mutex(State(record: record, name: record.name))
  }

  public var operationName: String {
    get { state.withLock { $0.name } }
    set { state.withLock { $0.name = newValue } }
  }

  public var attributes: SpanAttributes {
    get { state.withLock { $0.attributes } }
    set { state.withLock { $0.attributes = newValue } }
  }

  public var isRecording: Bool { state.withLock { !$0.hasEnded } }

  public func setStatus(_ status: SpanStatus) {
    state.withLock { state in
      state.record.failed = status.code == .error
      state.record.message = status.message
    }
  }

  public func addEvent(_ event: SpanEvent) {
    state.withLock { state in
      state.record.events.append(
        SpanRecord.Event(
          name: event.name, time: event.nanosecondsSinceEpoch,
          attributes: event.attributes.otlpValues))
    }
  }

  public func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    let time = instant().nanosecondsSinceEpoch
    state.withLock { state in
      state.record.failed = true
      // The type alone: an error's text may quote what must not leave this machine.
      state.record.events.append(
        SpanRecord.Event(
          name: "exception", time: time,
          attributes: attributes.otlpValues + [
            ("exception.type", ["stringValue": .string("\(type(of: error))")])
          ]))
    }
  }

  public func addLink(_ link: SpanLink) {}

  public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    let time = instant().nanosecondsSinceEpoch
    let record: SpanRecord? = state.withLock { state in
      guard !state.hasEnded else { return nil }
      state.hasEnded = true
      state.record.end = max(time, state.record.start)
      state.record.attributes = state.attributes.otlpValues
      return state.record
    }
    if let record { recorder.add(record) }
  }
}

extension SpanAttributes {
  /// Each with its value as OTLP's JSON has it: integers are strings there (proto3's JSON mapping).
  fileprivate var otlpValues: [(name: String, value: JSONValue)] {
    var values: [(String, JSONValue)] = []
    forEach { name, attribute in
      let value: JSONValue =
        switch attribute {
        case .int32(let number): ["intValue": .string(String(number))]
        case .int64(let number): ["intValue": .string(String(number))]
        case .bool(let flag): ["boolValue": .bool(flag)]
        case .string(let text): ["stringValue": .string(text)]
        case .stringConvertible(let value): ["stringValue": .string("\(value)")]
        default: ["stringValue": .string("\(attribute)")]
        }
      values.append((name, value))
    }
    return values.sorted { $0.0 < $1.0 }
  }
}
