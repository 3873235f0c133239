public import ClientSupport
public import InviteSettings
public import Logging
public import Telemetry

extension OperationContext {
  /// What an operation works with; the backend's API is asked which backend it is, if somebody said
  /// where that is, and its workers where the tables leave it open.
  public init(
    configuration: InviteConfiguration, interrupt: Interrupt?, logger: Logger,
    trace: TraceContext = .make(), slow: SlowStatements? = nil
  ) {
    self.init(
      configuration: configuration, interrupt: interrupt, logger: logger, trace: trace, slow: slow
    ) { context, told in GenerationInquiry(context).narrowed(told) }
  }
}
