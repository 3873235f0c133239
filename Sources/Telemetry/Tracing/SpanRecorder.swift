internal import Synchronization
public import Tracing

/// A tracer that keeps what has ended until it is exported.
public final class SpanRecorder: Tracer {
  /// More would cost a collector more than they tell; a batch of a million lines has one trace.
  package static let limit = 2_000

  private struct State {
    package var ended: [SpanRecord] = []
    package var dropped = 0

  }

  private let state = Mutex(State())

  public init() {}

  public func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> InstrumentationContext,
    ofKind kind: SpanKind, at instant: @autoclosure () -> Instant, function: String,
    file fileID: String, line: UInt
  ) -> RecordedSpan {
    var context = context()
    let parent = context.trace
    let own = context.nextTrace ?? parent?.child() ?? .make()
    context.nextTrace = nil
    context.trace = own
    return RecordedSpan(
      context: context, recorder: self,
      SpanRecord(
        name: operationName, trace: own, parentSpanID: parent?.spanID, kind: kind.otlpNumber,
        start: instant().nanosecondsSinceEpoch))
  }

  public func forceFlush() {}

  public func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    context.trace = extractor.extract(key: "traceparent", from: carrier)
      .flatMap(TraceContext.init(traceparent:))
  }

  public func inject<Carrier, Inject: Injector>(
    _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let trace = context.trace else { return }
    injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
  }

  package func add(_ record: SpanRecord) {
    state.withLock { state in
      // The root comes last and must not be the one that is missing.
      if state.ended.count < Self.limit || record.parentSpanID == nil {
        state.ended.append(record)
      } else {
        state.dropped += 1
      }
    }
  }

  /// What has ended since the last time, and how much was left out.
  package func take() -> (spans: [SpanRecord], dropped: Int) {
    state.withLock { state in
      let taken = (state.ended, state.dropped)
      state = State()
      return taken
    }
  }
}

extension SpanKind {
  /// opentelemetry/proto/trace/v1/trace.proto, `Span.SpanKind`.
  fileprivate var otlpNumber: Int {
    switch self {
    case .internal: 1
    case .server: 2
    case .client: 3
    case .producer: 4
    case .consumer: 5
    }
  }
}

extension InstrumentationContext {
  private enum NextKey: InstrumentationContextKey {
    package typealias Value = TraceContext
  }

  /// The ids that the next span is to have: the command's own, which its tasks carry already.
  public var nextTrace: TraceContext? {
    get { self[NextKey.self] }
    set { self[NextKey.self] = newValue }
  }
}
