internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import Telemetry

/// The backend's HTTP API, as far as it is used here.
struct BackendAPI {
  let context: OperationContext
  let url: BackendURL

  init(_ context: OperationContext, _ url: BackendURL) {
    self.context = context
    self.url = url
  }

  /// The description of its routes, from `/openapi.json`.
  func openAPI(until deadline: Deadline) throws(Failure) -> JSONValue {
    let answer: HTTPAnswer
    do throws(HTTPCall.Refused) {
      answer = try HTTPCall(endpoint: url.openAPI).answer(
        until: deadline, interrupt: context.interrupt)
    } catch {
      throw Failure(.unanswered, tr("the backend's API at \(url) does not answer: \(error.reason)"))
    }
    guard answer.status == 200 else {
      throw Failure(
        .unanswered, tr("the backend's API at \(url) gives no openapi.json (\(answer.status))"))
    }
    do throws(JSONError) {
      return try JSONValue(parsing: answer.body)
    } catch {
      throw Failure(.unanswered, tr("the openapi.json of \(url) is not JSON: \(error)"))
    }
  }

  /// Asks for a redemption, as the backend's own pages do.
  ///
  /// - Parameter route: e.g. `public/redeem`.
  /// - Throws: ``Failure``: ``Failure/Kind/transient`` when nothing was sent,
  ///   ``Failure/Kind/unanswered`` when no answer came to what was.
  func redeem(
    by route: String, code: String, email: String
  ) throws(Failure) -> BackendAnswer {
    let body = JSONValue.object(["email": .string(email), "code": .string(code)]).pythonJSON
    do throws(HTTPCall.Refused) {
      let answer = try HTTPCall(
        method: "POST", endpoint: url.route(route),
        // What is compressed all the same is told as what it is.
        headers: [
          verbatim("Content-Type: application/json"), verbatim("Accept-Encoding: identity"),
        ], body: body
      ).answer(until: context.requestDeadline, interrupt: context.interrupt)
      return BackendAnswer(
        status: answer.status, body: answer.body, location: answer.location)
    } catch {
      guard error.mayHaveArrived else {
        if error.wasInterrupted {
          throw Failure(.interrupted, tr("stopped before the backend's API was asked"))
        }
        throw Failure(
          .transient, tr("nothing was redeemed: the backend's API at \(url): \(error.reason)"),
          hint: tr("see whether it runs there, or set INVITECTL_BACKEND_URL to where it is"))
      }
      throw Failure(
        error.wasInterrupted ? .interrupted : .unanswered,
        tr("whether it was redeemed is not known: the backend's API at \(url): \(error.reason)"),
        hint: tr(
          "see GET \(url)/public/invite-status?email=… or invite_records before you do it "
            + "again; --timeout 40s waits as long as the backend may"))
    }
  }
}
