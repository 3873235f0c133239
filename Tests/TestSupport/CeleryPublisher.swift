internal import InviteOps
public import LosslessJSON

/// Messages as a real Celery publishes them, by Tests/worker/publish.py.
public struct CeleryPublisher {
  /// One call of process_invite_task, or of another task with its arguments.
  public struct Call: Sendable {
    public var email: String
    public var code: String
    /// A name of FORMS in publish.py.
    public var form: String
    public var task = "app.tasks_celery.process_invite_task"
    public var positional = false
    public var priority = 5
    public var queue = "invites"
    /// `broker_transport_options`.
    public var options: JSONObject = [:]
    /// Arguments beside the email and the code.
    public var more: JSONObject

    public init(
      _ email: String, _ code: String, form: String = "plain", more: JSONObject = [:]
    ) {
      self.email = email
      self.code = code
      self.form = form
      self.more = more
    }

    var json: JSONValue {
      [
        "email": .string(email), "code": .string(code), "form": .string(form),
        "task": .string(task), "positional": .bool(positional), "priority": .int(priority),
        "queue": .string(queue), "options": .object(options), "more": .object(more),
      ]
    }
  }

  /// - Throws: with what Python wrote when it could not publish.
  public static func publish(
    _ calls: [Call], on redis: TestRedis, version: CeleryWorker.Version = .current
  ) async throws {
    let list = JSONValue.array(calls.map(\.json)).pythonJSON
    let folder = try Sandbox.variable("INVITECTL_TEST_WORKER_DIR")
    let result = try await PythonPeer.run(
      [folder + "/publish.py", String(decoding: list, as: UTF8.self)],
      environment: CeleryWorker.environment(redis), workingDirectory: folder, version: version)
    guard result.exitCode == 0 else { throw Sandbox.Missing(description: result.errors) }
  }
}
