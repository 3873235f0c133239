import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A role is told to be given what a command needs, and nothing else.
@Suite struct HistoryPrivilegeTests {
  @Test func `who only looks at the ledger is granted SELECT on what it reads`() throws {
    let world = try SyncWorld()
    try world.addSyncedCode("SEEN")
    let role = try TestRole(in: world.database)
    try world.database.run(
      """
      GRANT USAGE ON SCHEMA public TO \(role.name);
      GRANT SELECT (id, code, used_count) ON redeem_codes TO \(role.name)
      """)
    func refusal() -> Failure? {
      do {
        _ = try LedgerCheck.run(.test(database: world.database, role: role.name), code: nil)
        return nil
      } catch {
        return error as? Failure
      }
    }
    let all = try #require(refusal())
    #expect(all.message == "role \(role.name) may not use schema invitectl")
    let hint = try #require(all.hint)
    #expect(
      hint.components == [
        "GRANT USAGE ON SCHEMA invitectl TO \(role.quoted)",
        "GRANT SELECT ON invitectl.redeem_sync TO \(role.quoted)",
        "GRANT SELECT ON invitectl.redeem_sync_ledger TO \(role.quoted)",
        "GRANT SELECT ON invitectl.redeem_sync_anchor TO \(role.quoted)",
      ], "\(hint)")
    // What is printed is enough.
    try world.database.run(hint)
    #expect(refusal() == nil)
    try world.database.run("REVOKE SELECT ON invitectl.redeem_sync_anchor FROM \(role.quoted)")
    let one = try #require(refusal())
    #expect(
      one.message == "role \(role.name) lacks privileges on invitectl.redeem_sync_anchor")
    #expect(one.hint == "GRANT SELECT ON invitectl.redeem_sync_anchor TO \(role.quoted)")
  }
}

extension String {
  fileprivate var components: [String] { split(separator: "; ").map { String($0) } }
}
