internal import CountProtocol

extension SyncQueries {
  /// Whether the bounds of the row `s`, whose bucket was gone at the last look, lack what one that nobody saw since can have
  /// held of the active code `c`: what `SyncRules.withUnseenLife` widens. No sum of what a row may hold is out of range.
  static let isUnseenLife = """
    s.gone AND c.is_active AND c.max_uses > 0 AND (s.taken OR \(isTaken))
      AND (s.spread_low < coalesce(c.used_count, 0)
        OR s.spread_high < least(\(SyncBounds.widest), greatest(c.max_uses, s.m_after)::numeric
          - least(coalesce(c.used_count, 0), s.u_after)))
    """
}
