import Testing

@testable import InviteDomain
@testable import InviteOps

@Suite struct RowEstimateTests {
  private typealias Source = RowEstimate.Source

  @Test func `what was analyzed counts as it is`() {
    let sources = [
      Source(name: "a", rows: 10, bytes: 8192), Source(name: "b", rows: 0, bytes: 0),
    ]
    let estimate = RowEstimate(sources, like: sources)
    #expect(estimate.rows == 10)
    #expect(estimate.bySize.isEmpty && estimate.unknown.isEmpty)
  }

  @Test func `what was not has as many rows to a byte as those that were`() {
    let sources = [
      Source(name: "a", rows: 1000, bytes: 200_000), Source(name: "b", rows: nil, bytes: 400_000),
      Source(name: "c", rows: nil, bytes: nil),
    ]
    let estimate = RowEstimate(sources, like: sources)
    #expect(estimate.rows == 3000)
    #expect(estimate.bySize == ["b"])
    #expect(estimate.unknown == ["c"])
  }

  @Test func `without any that was, rows are short`() {
    let sources = [Source(name: "a", rows: nil, bytes: 8000)]
    #expect(RowEstimate(sources, like: sources).rows == 100)
  }

  @Test func `of a table that nothing is known of there is no size, and no zero either`() {
    let sources = [Source(name: "a", rows: nil, bytes: nil)]
    #expect(PerformanceIndex.all[0].estimatedBytes(RowEstimate(sources, like: sources)) == nil)
    #expect(PerformanceIndex.all[0].estimatedBytes(RowEstimate([], like: [])) != nil)
  }
}
