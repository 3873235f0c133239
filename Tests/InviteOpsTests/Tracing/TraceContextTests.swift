import Testing

@testable import InviteOps
@testable import Telemetry

@Suite struct TraceContextTests {
  private let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private let span = "00f067aa0ba902b7"

  @Test func `a header is read and written as it was`() throws {
    for flags in ["00", "01"] {
      let text = "00-\(trace)-\(span)-\(flags)"
      let context = try #require(TraceContext(traceparent: text))
      #expect(context.traceparent == text)
      #expect(context.isSampled == (flags == "01"))
      let child = context.child()
      #expect(child.traceID == trace)
      #expect(child.spanID != span)
      #expect(child.isSampled == context.isSampled)
    }
  }

  @Test func `a later version is read by what this one knows`() {
    #expect(TraceContext(traceparent: "01-\(trace)-\(span)-09-more")?.isSampled == true)
  }

  @Test func `what the standard forbids is ignored`() {
    let zeros = String(repeating: "0", count: 32)
    let wrong = [
      "", "00", "ff-\(trace)-\(span)-01", "00-\(trace)-\(span)", "00-\(trace)-\(span)-01-more",
      "00-\(zeros)-\(span)-01", "00-\(trace)-\(zeros.prefix(16))-01",
      "00-\(trace.uppercased())-\(span)-01", "00-\(trace)0-\(span)-01", "00-\(trace)-\(span)-1",
      "00-\(trace)-\(span)-0g", "0-\(trace)-\(span)-01", "00_\(trace)-\(span)-01",
    ]
    for text in wrong { #expect(TraceContext(traceparent: text) == nil, "\(text)") }
  }

  @Test func `a new one is valid and its own`() throws {
    let made = (0..<200).map { _ in TraceContext.make() }
    #expect(Set(made.map(\.traceID)).count == made.count)
    for context in made {
      #expect(TraceContext(traceparent: context.traceparent) == context)
    }
  }
}
