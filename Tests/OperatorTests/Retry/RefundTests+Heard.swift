import TestSupport

extension RefundTests {
  /// Refunds, again while a worker that lives answers too late to be seen: a refund takes no time for how long to wait.
  ///
  /// - Parameter says: what is to be said; with it none is late.
  func refundHeard(_ id: String, _ says: [String] = []) async throws -> CommandResult {
    let end = ContinuousClock.now + .seconds(120)
    while true {
      let result = try await refund(id)
      let isSaid = !says.isEmpty && says.allSatisfy { result.errors.contains($0) }
      let isLate = ["cannot be known", "does not answer"].contains { result.errors.contains($0) }
      if isSaid || !isLate || .now > end { return result }
    }
  }
}
