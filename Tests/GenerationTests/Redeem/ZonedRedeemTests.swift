import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Columns that somebody made `timestamp with time zone`, in a database whose sessions are elsewhere.
@Suite struct ZonedRedeemTests {
  @Test(arguments: ["America/New_York", "Asia/Shanghai"])
  func `a code ends when it ends`(zone: String) async throws {
    let world = try RedeemWorld()
    try world.database.run(
      """
      UPDATE redeem_codes SET expires_at = now() AT TIME ZONE 'utc' + interval '1 hour'
      WHERE code = 'DIRECT10';
      UPDATE redeem_codes SET expires_at = now() AT TIME ZONE 'utc' - interval '1 hour'
      WHERE code = 'DIRECTFOREVER';
      UPDATE redeem_codes SET activated_at =
        now() AT TIME ZONE 'utc' - interval '30 days' + CASE code
          WHEN 'LINUXDOREBIND' THEN interval '1 hour' ELSE interval '-1 hour' END
      WHERE code LIKE 'LINUXDO_%' AND bound_email IS NOT NULL
      """)
    try world.database.giveZones(zone)
    for (code, email, flow, answer) in [
      ("DIRECT10", "a@example.com", "direct", ""),
      ("DIRECTFOREVER", "b@example.com", "direct", "CODE_EXPIRED"),
      ("LINUXDO5", "c@example.com", "redeem", ""),
      ("LINUXDOBOUND", "bound@example.com", "redeem", "USER_EXPIRED"),
      ("LINUXDOREBIND", "rebind@example.com", "rebind", ""),
    ] {
      let result = try await CommandRun.invitectl(
        ["redeem", code, email, "--flow", flow], environment: world.environment)
      #expect(
        result.exitCode == (answer.isEmpty ? 0 : 5) && result.output.hasPrefix(answer),
        "\(code): \(result.output) \(result.errors)")
    }
    // What it wrote is now, and not some hours off.
    #expect(
      try world.postgres.query(
        """
        SELECT count(*) AS n FROM redeem_codes
        WHERE code = 'LINUXDO5' AND activated_at BETWEEN now() - interval '5 min' AND now()
        """, deadline: .soon
      ).only().int("n") == 1)
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "time-zone"], environment: world.environment)
    #expect(doctor.output.contains(zone), "\(doctor.output)")
  }
}
