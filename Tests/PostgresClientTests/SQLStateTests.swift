import PostgresClient
import Testing

@Suite struct SQLStateTests {
  @Test func `a code has the class of its first two characters`() {
    #expect(SQLState.queryCancelled.class == .operatorIntervention)
    #expect(SQLState.diskFull.class == .insufficientResources)
  }
}
