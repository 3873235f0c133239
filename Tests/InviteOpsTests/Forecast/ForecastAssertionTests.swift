import InviteDomain
import Testing

@testable import InviteOps

/// `seats>7d`, and what it makes of a forecast.
@Suite struct ForecastAssertionTests {
  private func line(
    _ subject: ForecastSubject, _ state: ForecastLine.State, _ ends: [Double]? = nil
  ) -> ForecastLine {
    var line = ForecastLine(subject, state)
    line.inSeconds = ends.map { ForecastRange($0) }
    return line
  }

  private func verdict(
    _ text: String, _ line: ForecastLine
  ) throws -> ForecastAssertion.Verdict {
    try ForecastAssertion(text).judge(line)
  }

  @Test func `what it is about and how long`() throws {
    let seats = try ForecastAssertion(" seats > 7d ")
    #expect(seats.text == "seats>7d" && seats.subject == .seats && seats.limit == 7 * 86_400)
    #expect(try ForecastAssertion("queue<90s").limit == 90)
    #expect(try ForecastAssertion("ids>365d").limit == 365 * 86_400)
    // A number alone is seconds, and is shown as such.
    let bare = try ForecastAssertion("seats>7")
    #expect(bare.limit == 7 && bare.text == "seats>7s")
  }

  @Test(arguments: [
    "", "seats", "seats>", "seats>soon", "seats>0d", "seats=7d", "seats>>7d", "seats>=7d",
    "sets>7d",
    "seats<7d", "queue>7d", "seats>366d", ">7d", "seats>7d>3d",
  ])
  func `anything else is refused as a mistake in the command line`(text: String) {
    let refused = #expect(throws: Failure.self) { try ForecastAssertion(text) }
    #expect(refused?.kind == .usage, "\(String(describing: refused))")
  }

  @Test func `what runs out holds where even its earliest end is later`() throws {
    let day = 86_400.0
    let line = line(.seats, .ends, [8 * day, 9 * day, 10 * day])
    #expect(try verdict("seats>7d", line) == .holds)
    #expect(try verdict("seats>8d", line) == .fails)
    #expect(try verdict("seats>9d", line) == .fails)
    let beyond = self.line(.seats, .ends, [.infinity])
    #expect(try verdict("seats>365d", beyond) == .holds)
    #expect(try verdict("seats>1s", self.line(.seats, .out)) == .fails)
    #expect(try verdict("seats>365d", self.line(.seats, .idle)) == .holds)
    #expect(try verdict("seats>1s", self.line(.seats, .untold)) == .untold)
  }

  @Test func `the queue holds where even its latest end is sooner`() throws {
    let line = line(.queue, .ends, [60, 120, 180])
    #expect(try verdict("queue<4m", line) == .holds)
    #expect(try verdict("queue<3m", line) == .fails)
    #expect(try verdict("queue<1d", self.line(.queue, .ends, [60, .infinity])) == .fails)
    #expect(try verdict("queue<1s", self.line(.queue, .empty)) == .holds)
    #expect(try verdict("queue<365d", self.line(.queue, .stalled)) == .fails)
  }

  @Test func `that all lasts cannot be told where some of it is not in it`() throws {
    let day = 86_400.0
    var partial = line(.ids, .ends, [40 * day, 50 * day, 60 * day])
    partial.isPartial = true
    #expect(try verdict("ids>30d", partial) == .untold)
    // What is not in it can only end sooner.
    #expect(try verdict("ids>50d", partial) == .fails)
    partial.state = .out
    #expect(try verdict("ids>1s", partial) == .fails)
  }

  @Test func `a subject that was not looked at cannot be told`() throws {
    var outcome = ForecastOutcome(
      PaceHistory([], hasOlder: false, counting: nil), [line(.seats, .idle)])
    outcome.judge([try ForecastAssertion("codes>1d"), try ForecastAssertion("seats>1d")])
    #expect(
      outcome.assertions == [
        .init(assertion: "codes>1d", verdict: .untold),
        .init(assertion: "seats>1d", verdict: .holds),
      ])
  }

  @Test func `a range is of a tenth, half and nine tenths`() {
    let range = ForecastRange((0..<100).map(Double.init).reversed())
    #expect(range.early == 10 && range.likely == 50 && range.late == 90)
    #expect(ForecastRange([3]).early == 3 && ForecastRange([3]).late == 3)
    let half = ForecastRange([1, 2, 3, .infinity, .infinity])
    #expect(half.early == 1 && half.likely == 3 && half.late == nil)
  }
}
