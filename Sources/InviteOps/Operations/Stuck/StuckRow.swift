internal import InviteDomain

/// An open row of invite_queue, and what was found about it.
public struct StuckRow: Sendable, Encodable {
  /// What is known of the task behind the row.
  public enum Verdict: String, Sendable, Encodable, CaseIterable {
    /// Its message waits in a queue.
    case queued
    /// A live worker has it.
    case held
    /// Its message was taken by a worker that is gone; Redis gives it back when the visibility
    /// timeout is over. Putting it back too would run it twice.
    case returning
    /// The same, and Redis never gives it back: it is not in the index by which that is done.
    case stranded
    /// The invite was recorded as made after the row was: only the row does not say so. Whoever was
    /// removed again since was invited, too.
    case done
    /// No message, no worker, no record.
    case lost
    /// No message was found, but not every message could be read, not every list was searched, a
    /// worker that may have it did not answer, or a row or message leaves it open whether it was
    /// invited.
    case unknown
    /// Lost, as another row of the same email and code is that stands for both: one invite is enough.
    case duplicate
    /// Lost, and it names no code, without which there is no task.
    case codeless
  }

  /// What was done about it.
  public enum Action: String, Sendable, Encodable {
    case requeued
    /// It waits for a seat now: the backend takes it up by itself, with all that the row says.
    case returned
    case marked
    /// Its status had changed in the meantime: somebody works on it after all.
    case moved
    /// The row was in the way of it: see the findings.
    case refused
  }

  public let id: Int
  public private(set) var email: String
  public private(set) var code: String?
  public let groupID: Int?
  public let isRebind: Bool
  /// In capitals.
  public let status: String
  public let ageSeconds: Double
  public internal(set) var verdict: Verdict
  /// Where it was found, e.g. the worker's name.
  public internal(set) var evidence: String
  public internal(set) var action: Action?
  /// The new task, once it is put back.
  public internal(set) var taskID: String?

  /// As the database writes the status.
  let label: String
  /// What shows that the invite was made, and its status in capitals.
  let record: (id: Int, status: String)?
  let doubt: StuckDoubt?
  /// Whether it has no retry_count, which ends the backend's own job.
  var isCountless = false

  init(
    id: Int, email: String, code: String?, groupID: Int?, isRebind: Bool, status: String,
    label: String, ageSeconds: Double, record: (id: Int, status: String)?,
    doubt: StuckDoubt?
  ) {
    self.id = id
    self.email = email
    self.code = code
    self.groupID = groupID
    self.isRebind = isRebind
    self.status = status
    self.label = label
    self.ageSeconds = ageSeconds
    self.record = record
    self.doubt = doubt
    verdict = .unknown
    evidence = ""
  }

  private enum CodingKeys: String, CodingKey {
    case id, email, code
    case groupID = "groupId"
    case isRebind, status, ageSeconds, verdict, evidence
    case action
    case taskID = "taskId"
  }

  var masked: StuckRow {
    var copy = self
    copy.email = Masking.email(email)
    copy.code = code.map(Masking.code)
    return copy
  }

  /// Who and with which code, as the backend compares them.
  var key: StuckEvidence.Key { .init(email: email, code: code ?? "") }
}
