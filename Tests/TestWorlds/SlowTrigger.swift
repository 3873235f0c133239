/// What a trigger does that takes too long.
package enum SlowTrigger {
  /// In the trigger, not in the test: longer than any limit of ours, so that what ends it is the limit.
  package static let statement = "PERFORM pg_sleep(60)"
}
