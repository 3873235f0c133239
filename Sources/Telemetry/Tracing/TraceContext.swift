public import Tracing

/// A place in a distributed trace, as the header `traceparent` carries it.
///
/// Source: W3C Trace Context, Recommendation of 23 November 2021, section 3.2.
public struct TraceContext: Sendable, Hashable {
  /// 32 hexadecimal digits in lower case, not all zero.
  public let traceID: String
  /// 16 hexadecimal digits in lower case, not all zero: the span that children name as parent.
  public let spanID: String
  /// Whether the one before us records the trace.
  public let isSampled: Bool

  private init(traceID: String, spanID: String, isSampled: Bool) {
    self.traceID = traceID
    self.spanID = spanID
    self.isSampled = isSampled
  }

  /// A trace of its own.
  public static func make() -> TraceContext {
    TraceContext(traceID: randomHex(words: 2), spanID: randomHex(words: 1), isSampled: true)
  }

  /// A new span in the same trace.
  public func child() -> TraceContext {
    TraceContext(
      traceID: traceID, spanID: Self.randomHex(words: 1), isSampled: isSampled)
  }

  /// Reads a header; `nil` for one that must be ignored as a whole.
  public init?(traceparent text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 4, let version = Self.hex(parts[0], digits: 2), version != "ff",
      // Later versions may add parts, version 00 has none.
      version != "00" || parts.count == 4,
      let traceID = Self.hex(parts[1], digits: 32), let spanID = Self.hex(parts[2], digits: 16),
      let flags = Self.hex(parts[3], digits: 2).flatMap({ UInt8($0, radix: 16) }),
      traceID.contains(where: { $0 != "0" }), spanID.contains(where: { $0 != "0" })
    else { return nil }
    self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1)
  }

  /// The header's value.
  public var traceparent: String {
    "00-\(traceID)-\(spanID)-0\(isSampled ? 1 : 0)"
  }

  private static func hex(_ text: String, digits: Int) -> String? {
    let isHex = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    return text.utf8.count == digits && isHex ? text : nil
  }

  private static func randomHex(words: Int) -> String {
    (0..<words).map { _ in
      // From 1: an id of zeros only is invalid.
      let digits = String(UInt64.random(in: 1 ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension InstrumentationContext {
  private enum Key: InstrumentationContextKey {
    package typealias Value = TraceContext
    static var nameOverride: String? { "traceparent" }
  }

  /// The span that is running.
  public var trace: TraceContext? {
    get { self[Key.self] }
    set { self[Key.self] = newValue }
  }
}
