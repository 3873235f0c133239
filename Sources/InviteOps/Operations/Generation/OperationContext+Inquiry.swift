public import ClientSupport
public import InviteSettings
public import Logging
public import Telemetry

extension OperationContext {
  /// What an operation works with; where the tables leave open which backend it is, the backend's
  /// API and workers are asked.
  public init(
    configuration: InviteConfiguration, interrupt: Interrupt?, logger: Logger,
    trace: TraceContext = .make(), slow: SlowStatements? = nil
  ) {
    self.init(
      configuration: configuration, interrupt: interrupt, logger: logger, trace: trace, slow: slow
    ) { context, told in GenerationInquiry(context).narrowed(told) }
  }
}
