import LosslessJSON
import Testing

@testable import InviteDomain
@testable import InviteOps

/// Which workers are of an older release than the tables.
@Suite struct WorkerReleasesTests {
  /// What the releases register, by the commit that changed it.
  private static let releases: [(commit: String, tasks: [String])] = {
    var tasks = [
      "process_invite_task", "sync_redeem_count_task", "batch_sync_redeem_counts",
      "cleanup_old_invite_queue",
    ]
    var releases = [("seed", tasks)]
    func add(_ commit: String, _ more: String..., without gone: Set<String> = []) {
      tasks = (tasks + more).filter { !gone.contains($0) }
      releases.append((commit, tasks))
    }
    add("d3be705", "cleanup_expired_users")
    add("9e96e8d", "retry_failed_invites")
    add("606d8b4", "execute_migration_task")
    add("664c7b5", "detect_orphan_users")
    add("f22441b", "send_expiration_warnings")
    add("25f6fd2", "cleanup_stale_reserved_records")
    add("413b77f", "cleanup_expired_orders")
    add("cfd03de", "sync_temp_mailboxes", "scan_ban_emails")
    add("f5d0b32", without: ["sync_temp_mailboxes", "scan_ban_emails"])
    add("2b8a9bc", "send_bulk_email_task", "send_bulk_email_chunk", "finish_bulk_email_job")
    return releases
  }()

  private func missing(_ tasks: [String], on tables: BackendTables) -> String? {
    let names = Set(tasks.map { "app.tasks_celery.\($0)" })
    return WorkerReleases(tasks: ["w@x": names]).older(than: tables, among: ["w@x"]).first?.task
      .split(separator: ".").last.map(String.init)
  }

  @Test func `each release before that of the tables lacks a task of it`() {
    let wanted: [String: String] = [
      "seed": "retry_failed_invites", "d3be705": "retry_failed_invites",
      "9e96e8d": "detect_orphan_users", "606d8b4": "detect_orphan_users",
      "664c7b5": "cleanup_stale_reserved_records", "f22441b": "cleanup_stale_reserved_records",
      "25f6fd2": "cleanup_expired_orders", "413b77f": "send_bulk_email_task",
      "cfd03de": "send_bulk_email_task", "f5d0b32": "send_bulk_email_task",
    ]
    for (commit, tasks) in Self.releases {
      #expect(missing(tasks, on: .r026) == wanted[commit], "\(commit)")
    }
    // Code before and after the change registers the same there: only what is sure is said.
    for (commit, tasks) in Self.releases {
      let sure = ["413b77f", "cfd03de", "f5d0b32", "2b8a9bc"].contains(commit)
      #expect((missing(tasks, on: .r024) == nil) == sure, "\(commit)")
      #expect((missing(tasks, on: .r025) == nil) == sure, "\(commit)")
    }
    // Where uses are counted at the request, the message is of no release.
    for tables in BackendTables.allCases where tables < .r024 {
      for (_, tasks) in Self.releases { #expect(missing(tasks, on: tables) == nil) }
    }
  }

  @Test func `another app's worker on the queue knows nothing, and who is silent is not judged`() {
    let releases = WorkerReleases(tasks: ["other@x": ["shop.tasks.pay"], "far@x": []])
    #expect(
      releases.older(than: .r026, among: ["other@x", "silent@x"])
        == [.init(worker: "other@x", task: "app.tasks_celery.process_invite_task")])
  }

  @Test func `what is told of a task in brackets is no part of its name`() {
    #expect(
      WorkerReleases.names([
        "app.tasks_celery.process_invite_task [rate_limit=10/m time_limit=300]", "a.b", 5,
      ]) == ["app.tasks_celery.process_invite_task", "a.b"])
    #expect(WorkerReleases.names(["error": "no"]).isEmpty)
  }

  @Test func `the refusal names them, and how each is stopped`() throws {
    let older = (1...5).map {
      WorkerReleases.Older(worker: "w\($0)@x", task: "app.tasks_celery.send_bulk_email_task")
    }
    let failure = try #require(WorkerReleases.refusal(older, .r026))
    #expect(failure.kind == .conflict && failure.reason == "worker-release")
    #expect(
      failure.message.hasPrefix(
        "5 workers of an older release than the tables (revision 026) take invites: "
          + "w1@x (without send_bulk_email_task), "), "\(failure.message)")
    #expect(failure.message.contains(" and 2 more"), "\(failure.message)")
    for worker in older {
      #expect(failure.hint?.contains("--destination \(worker.worker)") == true)
    }
    #expect(WorkerReleases.refusal([], .r026) == nil)
  }
}
