import PostgresClient
import RedisClient
import SocketStream
import Testing

@testable import InviteOps

@Suite struct EncryptionExaminationTests {
  /// What a URL says, the setting redis.tlsVerify, and a word of what is said of it; `nil` where all is well.
  @Test(
    arguments: [
      ("rediss://cache:6379/0", "full", nil), ("unix:///run/redis.sock?db=1", "none", nil),
      ("redis://127.0.0.1:6379/0", "full", nil), ("redis://localhost/0", "full", nil),
      ("redis://[::1]:6379/0", "full", nil), ("redis://cache:6379/0", "full", "is not encrypted"),
      ("rediss://cache/0?ssl_cert_reqs=none", "full", "its certificate is not checked"),
      ("rediss://cache/0?ssl_cert_reqs=CERT_NONE", "full", "its certificate is not checked"),
      ("rediss://cache/0?ssl_cert_reqs=optional", "full", nil),
      ("rediss://cache/0?ssl_cert_reqs=optional", "none", nil),
      ("rediss://cache/0?ssl_cert_reqs=required", "none", nil),
      ("rediss://cache/0", "none", "its certificate is not checked"),
      ("rediss://cache/0", "certificate", "its host name is not checked"),
      ("rediss://cache/0?ssl_check_hostname=false", "full", "its host name is not checked"),
      ("rediss://cache/0?ssl_check_hostname=true", "certificate", nil),
      ("rediss://cache/0?ssl_check_hostname=true", "none", "its certificate is not checked"),
      ("sentinel://a,b/mymaster/0?ssl=true", "full", nil),
      ("sentinel://a,b/mymaster/0", "full", "is not encrypted"),
      ("sentinel://127.0.0.1,b/mymaster/0", "full", "is not encrypted"),
      ("sentinel://127.0.0.1,localhost/mymaster/0", "full", nil),
      (
        "sentinel://a/mymaster/0?ssl=true&ssl_cert_reqs=none", "full",
        "its certificate is not checked"
      ),
    ] as [(String, String, String?)])
  func `what is in force of Redis is told, whoever asked for it`(
    url: String, setting: String, word: String?
  ) throws {
    var defaults = TLSSettings()
    defaults.verification = try #require(TLSSettings.Verification(rawValue: setting))
    let endpoint = try RedisEndpoint.parse(url: url, tls: defaults)
    let check = EncryptionExamination.check([], [("Redis", endpoint)])
    #expect(check.verdict == (word == nil ? .pass : .warn), "\(check.detail)")
    if let word { #expect(check.detail.contains(word) && check.fix != nil, "\(check.detail)") }
  }

  @Test(
    arguments: [
      ("disable", false, false, "not encrypted (sslmode=disable)"),
      ("prefer", false, false, "not encrypted (sslmode=prefer)"),
      ("allow", true, false, "certificate is not checked (sslmode=allow)"),
      ("prefer", true, true, "certificate is not checked (sslmode=prefer)"),
      ("require", true, false, "certificate is not checked (sslmode=require)"),
      ("require", true, true, "host name is not checked (sslmode=require)"),
      ("verify-ca", true, true, "host name is not checked (sslmode=verify-ca)"),
      ("verify-full", true, true, nil),
    ] as [(String, Bool, Bool, String?)])
  func `what is in force of PostgreSQL is told, on the way to another machine`(
    mode: String, isEncrypted: Bool, hasAuthority: Bool, word: String?
  ) {
    func check(isRemote: Bool, isGSS: Bool = false) -> DoctorReport.Check {
      EncryptionExamination.check(
        [
          (
            "PostgreSQL",
            ConnectionSecurity(
              isRemote: isRemote, isEncrypted: isEncrypted || isGSS, isGSS: isGSS, mode: mode,
              hasAuthority: hasAuthority)
          )
        ], [])
    }
    let found = check(isRemote: true)
    #expect(found.verdict == (word == nil ? .pass : .warn))
    if let word { #expect(found.detail.contains(word), "\(found.detail)") }
    #expect(found.fix?.contains("sslmode=verify-full") == (word == nil ? nil : true))
    #expect(check(isRemote: false).verdict == .pass)
    #expect(check(isRemote: true, isGSS: true).verdict == .pass)
  }

  @Test func `three ways to one server are one, and each that is open is named`() throws {
    let bucket = try RedisEndpoint.parse(url: "redis://cache/0")
    let broker = try RedisEndpoint.parse(url: "redis://cache/1")
    let result = try RedisEndpoint.parse(url: "rediss://:secret@results/2?ssl_cert_reqs=none")
    let check = EncryptionExamination.check(
      [], [("Redis", bucket), ("Redis", broker), ("Redis", result)])
    #expect(
      check.detail
        == "Redis at redis://cache:6379/0 is not encrypted; Redis at rediss://results:6379/0 "
        + "is encrypted, and its certificate is not checked")
  }
}
