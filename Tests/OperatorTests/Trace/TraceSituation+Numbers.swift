import TestSupport
import TestWorlds

/// Codes whose numbers refuse everybody: what is printed makes numbers of them with which they can be redeemed.
extension TraceSituation {
  private static func numbered(_ code: String, _ what: String)
    -> @Sendable (TraceWorld) throws -> Void
  {
    { try $0.run("UPDATE redeem_codes SET \(what) WHERE code = '\(code)'") }
  }

  static let numbers: [TraceSituation] = [
    .init(
      // There a code without a limit is one that is used up.
      "a max_uses of 0", "DIRECTUNLIMITED", exit: 3, state: "unusable",
      says: "no bucket, and used_count 7 of max_uses 0 makes none: nobody can redeem it",
      next: "with the max_uses that is wanted: in psql UPDATE public.redeem_codes SET "
        + "max_uses = 8 WHERE", then: "untraced"),
    .init(
      "no numbers", "DIRECTNULLS", exit: 3, state: "unusable",
      says: "used_count NULL of max_uses NULL makes none",
      next: "with the max_uses that is wanted: in psql UPDATE public.redeem_codes SET "
        + "max_uses = 1, used_count = 0 WHERE", then: "unused",
      plant: numbered("DIRECTNULLS", "is_active = true")),
    .init(
      "a count below 0", "DIRECT10", exit: 3, state: "unusable",
      says: "used_count -2 of max_uses 10 makes none",
      next: "UPDATE public.redeem_codes SET used_count = 0 WHERE", then: "unused",
      plant: numbered("DIRECT10", "used_count = -2")),
    .init(
      "no count of one that no tokens are taken of", "LINUXDO5", exit: 3, state: "unusable",
      says: "with used_count NULL of max_uses 5 nobody can redeem it",
      next: "UPDATE public.redeem_codes SET used_count = 0 WHERE", then: "unused",
      plant: numbered("LINUXDO5", "used_count = NULL")),
    .init(
      "the same, by the email that it is bound to", "n@example.com", exit: 3, state: "unusable",
      says: "with used_count NULL of max_uses 5 nobody can redeem it",
      next: "UPDATE public.redeem_codes SET used_count = 0 WHERE", then: "unused",
      plant: numbered("LINUXDO5", "used_count = NULL, bound_email = 'n@example.com'")),
    .init(
      "refused, and its code has no count", "r@example.com", exit: 5, state: "failed",
      says: "the invite failed: said so; with used_count NULL of max_uses 5 nobody can redeem it",
      next: "UPDATE public.redeem_codes SET used_count = 0 WHERE", then: "failed"
    ) {
      try $0.run(record("FAILED", "roomy"))
      try numbered("LINUXDO5", "used_count = NULL")($0)
    },
    .init(
      "used, without days, and no trace of by whom", "u@example.com", exit: 3, state: "untraced",
      says: "nothing shows what became of it: whether a mail came",
      next: "UPDATE public.redeem_codes SET validity_days = 30 WHERE", then: "untraced",
      plant: numbered(
        "LINUXDO5",
        "bound_email = 'u@example.com', used_count = 1, validity_days = NULL, "
          + "activated_at = now() AT TIME ZONE 'utc' - interval '1 hour'")),
  ]
}
