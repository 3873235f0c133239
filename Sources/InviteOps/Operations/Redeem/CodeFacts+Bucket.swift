internal import InviteDomain
internal import InviteStorage
internal import Localization

extension CodeFacts {
  /// Why a missing bucket stays missing, and what to type about it, for a refusal.
  func unmade(in backend: BackendSchema) -> String {
    tr("no bucket, and \(usesText) makes none; \(numbersAdvice(backend)) mends it")
  }

  /// Why its row refuses everybody, and what to type about it, for a refusal.
  func unusable(in backend: BackendSchema) -> String {
    tr("\(usesText); \(numbersAdvice(backend)) mends it")
  }

  /// No bucket can be made of its numbers.
  ///
  /// - Parameter again: what to run then.
  func unmakable(in backend: BackendSchema, again: String) -> Failure {
    Failure(
      .conflict, tr("no bucket can be made for \(Masking.code(code)): \(usesText)"),
      hint: tr("type \(numbersAdvice(backend)); \(RowAdvice.rerun(again))"))
  }

  private func numbersAdvice(_ backend: BackendSchema) -> String {
    BucketAdvice.numbers(id, maxUses: maxUses, usedCount: usedCount, in: backend)
  }
}
