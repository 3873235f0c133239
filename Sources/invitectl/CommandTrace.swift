import InviteDomain
import InviteOps
import Localization
import Telemetry
import Tracing

/// The span of the whole run, and its export when a collector is configured.
struct CommandTrace {
  /// This run's place in the trace: below `TRACEPARENT` if the caller has one.
  let context: TraceContext
  private let parent: TraceContext?
  private let exporter: OTLPExporter?

  init(environment: [String: String]) throws(Failure) {
    parent = environment["TRACEPARENT"].flatMap(TraceContext.init(traceparent:))
    context = parent?.child() ?? .make()
    exporter = try OTLPExporter(environment: environment)
  }

  /// - Parameter complain: told when the export failed, which is not the command's failure.
  func run(
    _ name: String, complain: (String) -> Void, _ body: () throws -> Void
  ) throws {
    guard let exporter else { return try body() }
    let recorder = SpanRecorder()
    InstrumentationSystem.bootstrap(recorder)
    var around = InstrumentationContext.topLevel
    around.trace = parent
    around.nextTrace = context
    defer {
      do {
        try exporter.export(recorder)
      } catch {
        complain(error.message)
      }
    }
    try recorder.withSpan("invitectl \(name)", context: around) { span in
      do {
        try body()
      } catch {
        if let failure = error as? Failure {
          span.attributes["error.type"] = failure.kind.rawValue
          span.setStatus(SpanStatus(code: .error, message: Speech.english(of: failure.message)))
        } else if let status = error as? ExitStatus {
          span.attributes["process.exit.code"] = Int(status.rawValue)
        }
        throw error
      }
    }
  }
}
