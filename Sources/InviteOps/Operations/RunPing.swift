internal import ClientSupport
public import InviteDomain
internal import Localization
internal import Telemetry

/// Tells a monitor of cron jobs that a run begins and how it ended, as Healthchecks and its like
/// take it: `GET URL/start`, then `GET URL/STATUS` with the exit status
/// (<https://healthchecks.io/docs/http_api/>).
public struct RunPing: Sendable {
  private let endpoint: HTTPEndpoint
  /// A monitor must not hold up what it watches.
  static let patience = Duration.seconds(5)

  /// - Throws: ``Failure/Kind/usage`` for what is no http or https URL.
  public init(url: String) throws(Failure) {
    guard let endpoint = HTTPEndpoint(url) else {
      throw Failure(
        .usage, tr("--ping-url is not an http:// or https:// URL"),
        hint: tr("write it as https://hc-ping.com/UUID, without /start"))
    }
    self.endpoint = endpoint
  }

  /// - Returns: what to say when the monitor did not take it, which is no failure of the run. The
  ///   path is left out: it is the monitor's secret.
  public func started() -> String? { send("start") }

  /// - Parameter exitCode: 0 to 255.
  public func finished(exitCode: Int32) -> String? { send("\(exitCode)") }

  private func send(_ component: String) -> String? {
    do throws(HTTPCall.Refused) {
      try HTTPCall(endpoint: endpoint.appending(component)).send(until: .after(Self.patience))
      return nil
    } catch {
      return tr("the ping to \(endpoint.host):\(endpoint.port) was not taken: \(error.reason)")
    }
  }
}
