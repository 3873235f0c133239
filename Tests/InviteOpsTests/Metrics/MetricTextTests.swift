import InviteOps
import PrometheusText
import Testing

@Suite struct MetricTextTests {
  private let families = [
    MetricFamily(
      "invitehub_uses_total", .counter, help: "Uses \\ of\n\"codes\".",
      samples: [
        .init(.integer(9_007_199_254_740_993), [.init("type", "a\"b\\c\nd")]), .init(.integer(0)),
      ]),
    MetricFamily(
      "invitectl_age_seconds", .gauge, unit: "seconds", help: "Age.",
      samples: [.init(.real(1)), .init(.real(.infinity)), .init(.real(.nan))]),
    MetricFamily("invitectl_empty", .gauge, help: "Nothing."),
  ]

  @Test func `the classic format`() {
    #expect(
      MetricText.prometheus.render(families) == """
        # HELP invitehub_uses_total Uses \\\\ of\\n"codes".
        # TYPE invitehub_uses_total counter
        invitehub_uses_total{type="a\\"b\\\\c\\nd"} 9007199254740993
        invitehub_uses_total 0
        # HELP invitectl_age_seconds Age.
        # TYPE invitectl_age_seconds gauge
        invitectl_age_seconds 1.0
        invitectl_age_seconds +Inf
        invitectl_age_seconds NaN

        """)
  }

  @Test func `OpenMetrics names the family without total, the unit, and the end`() {
    let text = MetricText.openMetrics.render(families)
    #expect(text.contains("# TYPE invitehub_uses counter\n"))
    #expect(text.contains("# HELP invitehub_uses Uses \\\\ of\\n\\\"codes\\\".\n"))
    #expect(text.contains("\ninvitehub_uses_total 0\n"))
    #expect(text.contains("# UNIT invitectl_age_seconds seconds\n"))
    #expect(text.hasSuffix("# EOF\n"))
  }
}
