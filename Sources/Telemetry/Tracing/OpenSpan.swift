internal import Tracing

/// The span that is open where this is made, for work on another thread: what that one opens is
/// below it, too.
package struct OpenSpan: Sendable {
  private let context: InstrumentationContext?

  package init() {
    context = InstrumentationContext.current
  }

  package func around<Value>(_ body: () -> Value) -> Value {
    guard let context else { return body() }
    return InstrumentationContext.withValue(context, operation: body)
  }
}
