internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON

/// Asks the running code which backend it is: its API, if somebody says where it is, and its workers
/// where that leaves it open.
///
/// Whoever does not answer leaves it open: nobody is refused for what could not be asked.
struct GenerationInquiry {
  private let context: OperationContext
  /// For an answer that the tables give already.
  private static let patience = Duration.seconds(2)

  init(_ context: OperationContext) {
    self.context = context.with(.look)
  }

  func narrowed(_ generation: BackendGeneration) -> BackendGeneration {
    var generation = generation
    if let url = context.configuration.backendURL {
      do throws(Failure) {
        let found = try BackendAPI(context, url).openAPI(
          until: generation.isOpen
            ? context.requestDeadline : .after(Self.patience).earlier(context.requestDeadline))
        if let told = Self.eras(openAPI: found) {
          generation.narrow(to: told.eras, by: told.what)
        } else {
          generation.unanswered = tr("what answers at \(url) is not InviteHub's API")
        }
      } catch {
        generation.unanswered = error.message
      }
    }
    guard generation.isOpen, generation.contradictions.isEmpty else { return generation }
    if let told = Self.eras(tasks: registeredTasks()) {
      generation.narrow(to: told.eras, by: told.what)
    }
    return generation
  }

  typealias Told = (eras: ClosedRange<BackendEra>, what: String)

  /// What the description of the API tells: fields of answers came with each change of behaviour.
  static func eras(openAPI: JSONValue) -> Told? {
    let schemas = openAPI["components"]?["schemas"]
    func has(_ schema: String, _ field: String) -> Bool {
      schemas?[schema]?["properties"]?[field] != nil
    }
    guard schemas?["DirectRedeemResponse"]?["properties"]?.object != nil else { return nil }
    if has("RebindResponse", "state") { return (.e6 ... .e6, tr("the API's RebindResponse.state")) }
    if has("DirectRedeemResponse", "state") {
      return (.e5 ... .e5, tr("the API's DirectRedeemResponse.state without RebindResponse.state"))
    }
    let statuses = schemas?["InviteStatus"]?["enum"]?.array ?? []
    if statuses.contains("reserved") { return (.e4 ... .e4, tr("the API's InviteStatus reserved")) }
    if has("DirectRedeemResponse", "is_first_use") {
      return (.e2 ... .e3, tr("the API's DirectRedeemResponse.is_first_use"))
    }
    return (.e1 ... .e1, tr("the API's DirectRedeemResponse without is_first_use"))
  }

  /// What the names of the workers' tasks tell. Those of all workers together: they are of one
  /// release.
  static func eras(tasks: Set<String>) -> Told? {
    func has(_ task: String) -> Bool { tasks.contains("app.tasks_celery.\(task)") }
    guard tasks.contains(InviteTask.name) else { return nil }
    if has("send_bulk_email_task") { return (.e6 ... .e6, tr("the workers' send_bulk_email_task")) }
    if has("cleanup_stale_reserved_records") {
      return (.e4 ... .e6, tr("the workers' cleanup_stale_reserved_records"))
    }
    if has("detect_orphan_users") { return (.e2 ... .e3, tr("the workers' detect_orphan_users")) }
    if has("retry_failed_invites") { return (.e1 ... .e2, tr("the workers' retry_failed_invites")) }
    return (.e1 ... .e1, tr("workers without retry_failed_invites"))
  }

  private func registeredTasks() -> Set<String> {
    guard
      let answers = try? WorkerInspection(context, wait: .milliseconds(1500)).ask(.registered)
        .answers
    else { return [] }
    var names: Set<String> = []
    for answer in answers.values {
      for task in answer.array ?? [] {
        if let name = task.string?.split(separator: " ").first { names.insert(String(name)) }
      }
    }
    return names
  }
}
