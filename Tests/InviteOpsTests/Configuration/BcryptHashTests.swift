import Testing

@testable import PasswordHash

@Suite struct BcryptHashTests {
  /// The first one is of Openwall's own tests, the second the hash of exporter-toolkit's source; the others
  /// were made by Python's crypt.
  @Test(arguments: [
    ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    ("fakepassword", "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"),
    ("secret", "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"),
    ("pässwörd", "$2b$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC"),
  ])
  func `a hash is of its password and of no other`(password: String, text: String) throws {
    let hash = try #require(BcryptHash(text))
    #expect(hash.matches(Array(password.utf8)))
    for other in [password + "x", String(password.dropLast()), "", password.uppercased() + "?"] {
      #expect(!hash.matches(Array(other.utf8)), "\(other)")
    }
    // crypt(3) ends at a zero.
    #expect(!hash.matches(Array(password.utf8) + [0]))
    #expect(!hash.matches(Array(password.utf8) + [0, 120]))
    #expect(!hash.matches([0] + Array(password.utf8)))
  }

  @Test func `the cost is read`() {
    #expect(BcryptHash("$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi")?.cost == 10)
  }

  @Test(arguments: [
    "", "secret", "$2b$04$", "$1$abc$defghijklmnopqrstuvwxy",
    "$2x$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$2b$03$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$2b$32$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIr",
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrWx",
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WI W",
    "$2b$0a$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$6$rounds=5000$abcdefghijklmno$aaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ])
  func `anything else is none`(text: String) {
    #expect(BcryptHash(text) == nil)
  }
}
