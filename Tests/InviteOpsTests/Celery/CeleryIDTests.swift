import CeleryProtocol
import InviteOps
import Testing

@Suite struct CeleryIDTests {
  @Test func `an identifier is a version 4 UUID of RFC 9562, and no two are alike`() throws {
    let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    let drawn = (0..<10_000).map { _ in CeleryID.random() }
    for id in drawn { #expect(id.wholeMatch(of: form) != nil, "\(id)") }
    #expect(Set(drawn).count == drawn.count)
    // Each bit that is free is 0 in some and 1 in others.
    let words = drawn.map { id in
      UInt128(id.filter { $0 != "-" }, radix: 16) ?? 0
    }
    let fixed: UInt128 = 0xf << 76 | 0b11 << 62
    #expect(words.reduce(0, |) | fixed == .max)
    #expect(words.reduce(.max, &) & ~fixed == 0)
  }

  @Test(
    arguments: [
      ("0F3C04B1-97B9-462F-8A7F-F14F75070966", "0f3c04b1-97b9-462f-8a7f-f14f75070966"),
      ("0f3c04b1-97b9-462f-8a7f-f14f75070966", "0f3c04b1-97b9-462f-8a7f-f14f75070966"),
      // No UUID: another program's own.
      ("0F3C04B1-97B9-462F-8A7F-F14F7507096G", "0F3C04B1-97B9-462F-8A7F-F14F7507096G"),
      ("0F3C04B197B9462F8A7FF14F75070966", "0F3C04B197B9462F8A7FF14F75070966"),
      ("Nightly-1", "Nightly-1"), ("", ""),
    ])
  func `a UUID in capitals is the one that Celery writes, and any other text is itself`(
    typed: String, written: String
  ) {
    #expect(CeleryID.canonical(typed) == written)
    #expect(CeleryID.meant(typed) == (typed == written ? [typed] : [written, typed]))
  }

  @Test func `UUIDs are the same in letters of either kind, and any other text is only itself`() {
    let (small, large) = (
      "0f3c04b1-97b9-462f-8a7f-f14f75070966", "0F3C04B1-97B9-462F-8A7F-F14F75070966"
    )
    #expect(CeleryID.isSame(small, large) && CeleryID.isSame(large, small))
    #expect(!CeleryID.isSame("Nightly-1", "nightly-1"))
    #expect(CeleryID.spellings(small) == [small, large])
    #expect(CeleryID.spellings(large) == [large, small])
    #expect(CeleryID.spellings("Nightly-1") == ["Nightly-1"])
  }
}
