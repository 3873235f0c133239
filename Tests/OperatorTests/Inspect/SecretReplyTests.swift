import CeleryProtocol
import InviteOps
import LosslessJSON
import TestSupport
import TestWorlds
import Testing

/// Whatever a worker tells of its configuration, no password of it is shown.
@Suite struct SecretReplyTests {
  /// Options of the transport that Celery does not censor, since only settings' own names are looked
  /// at there (celery.app.utils.Settings.table).
  private static let options = """
    {"sentinel_kwargs": {"password": "hunter2-a"}, "SECRET_KEY": "hunter2-b",
     "deep": [{"api_token": ["hunter2-c", {"x": "hunter2-d"}]}],
     "url": "redis://app:hunter2-e@cache:6379/0;redis://:hunter2-f@other/0",
     "note": "pass=hunter2-g", "routing_key": "seen"}
    """

  @Test(arguments: CeleryWorker.Version.allCases)
  func `no reply shows a password, in any nesting`(version: CeleryWorker.Version) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("s", on: redis, version: version, options: Self.options)
    let id = CeleryID.random()
    try inspect.publish(
      "app.tasks_celery.process_invite_task",
      kwargs: ["password": "hunter2-h", "email": "redis://u:hunter2-i@h", "seconds": 0], id: id)
    for arguments in [
      ["conf"], ["report"], ["stats"], ["queues"], ["registered"], ["ping"], ["query", id],
      ["task", id], ["active"], ["overview"], ["conf", "--show"], ["stats", "--show"],
      ["report", "--show"],
    ] {
      for format in ["text", "json"] {
        let result = try await CommandRun.invitectl(
          ["inspect-workers"] + arguments + ["-o", format],
          environment: [
            "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
          ])
        let what = "\(arguments) \(format): \(result.output)\(result.errors)"
        #expect([0, 2].contains(result.exitCode), "\(what)")
        #expect(!result.output.contains("hunter2"), "\(what)")
        #expect(!result.errors.contains("hunter2"), "\(what)")
      }
    }
    // What is no secret is still there.
    let stats = try inspect.json(try await inspect("stats", "-o", "json"))
    let transport = stats["answers"]?[worker.node]?["broker"]?["transport_options"]
    #expect(transport?["routing_key"] == "seen")
    #expect(transport?["sentinel_kwargs"]?["password"] == "***")
    #expect(transport?["url"] == "redis://app:***@cache:6379/0;redis://:***@other/0")
    let refused = try await inspect(
      "control", "rate-limit", "redis://u:hunter2-j@h", "1/m", "--yes")
    #expect(!refused.output.contains("hunter2-j"), "\(refused.output)")
  }
}
