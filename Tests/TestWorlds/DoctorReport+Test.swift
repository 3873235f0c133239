package import InviteOps
import Testing

extension DoctorReport {
  /// The one check of this name.
  package func check(_ name: DoctorCheckName) throws -> Check {
    let found = checks.filter { $0.name == name.rawValue }
    try #require(found.count == 1, "\(name.rawValue) \(found.count) times")
    return found[0]
  }
}

extension OperationContext {
  /// One check of `doctor`.
  package func doctor(
    _ name: DoctorCheckName, limits: DoctorLimits = DoctorLimits()
  ) throws -> DoctorReport.Check {
    try Doctor(self, checks: [name], limits: limits).run().check(name)
  }
}
