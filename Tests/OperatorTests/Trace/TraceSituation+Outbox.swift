import Foundation
import TestSupport
import TestWorlds

/// What the outbox says.
extension TraceSituation {
  static let outbox: [TraceSituation] = [
    .init(
      "recorded and not queued", "o@example.com", exit: 3, state: "recorded",
      says: "ago and not queued yet",
      next: "invitectl redeem --resume", then: "unconsumed"
    ) {
      try $0.run(
        "\(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'recorded', now(), now())")
    },
    .init(
      "recorded a week ago", "o@example.com", exit: 3, state: "recorded", says: "never queued",
      next: "WITH e AS (UPDATE invitectl.redeem_outbox", then: "failed"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'recorded',
          now() - interval '7 days', now() - interval '7 days')
        """)
    },
    .init(
      "its message is lost", "o@example.com", exit: 3, state: "lost",
      says: "its message is in no queue", next: "invitectl redeem LINUXDO5 o@example.com",
      then: "unconsumed"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
    },
    .init(
      "its message is lost, and its code is used up", "o@example.com", exit: 3, state: "lost",
      says: "its message is in no queue",
      next:
        "invitectl sync-counts DIRECTUSEDUP && invitectl redeem refund DIRECTUSEDUP --task o1 --force",
      then: "lost"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'direct', 'DIRECTUSEDUP', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECTUSEDUP:remaining", 86_400, 0)
    },
    .init(
      "its message is lost, and its code is used up by its row", "o@example.com", exit: 3,
      state: "lost", says: "its message is in no queue",
      next: "invitectl redeem bucket LINUXDO5 --init && invitectl sync-counts LINUXDO5 && "
        + "invitectl redeem refund LINUXDO5 --task o1 --force && invitectl sync-counts LINUXDO5",
      then: "lost"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour');
        UPDATE redeem_codes SET used_count = 5, bound_email = 'o@example.com',
          activated_at = now() AT TIME ZONE 'utc' - interval '1 hour'
        WHERE code = 'LINUXDO5'
        """)
    },
    .init(
      "its message is lost, and its token was given back and used since", "o@example.com", exit: 3,
      state: "lost", says: "its message is in no queue",
      next: "its token was given back, and its code is used up since (3 of 3 uses): redeem another"
    ) {
      try $0.run(
        """
        \(entry) VALUES ('o1', 'direct', 'DIRECTUSEDUP', 'o@example.com', 'published',
          now() - interval '1 hour', now() - interval '1 hour')
        """)
      try $0.redeem.bucket.send("SETEX", "redeem:DIRECTUSEDUP:remaining", 86_400, 0)
      try $0.redeem.bucket.send("SETEX", "invitectl:refunded:o1", 86_400, 1)
    },
    .init(
      "refused before it was queued", "o1", exit: 5, state: "failed", says: "nothing was taken",
      next: "invitectl redeem LINUXDO5 o@example.com", then: "unconsumed"
    ) {
      try $0.run(
        "\(entry) VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'refused', now(), now())")
    },
  ]
}
