import ArgumentParser
import Localization

struct SyncCountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync-counts",
    abstract: tr("Bring the counts in Redis and Postgres together."),
    usage: tr("invitectl sync-counts [CODE…] [options]"),
    discussion: tr(
      """
      Examples:
        invitectl sync-counts                  all codes
        invitectl sync-counts --dry-run        what would be done, changing nothing
        invitectl sync-counts ABCD1234         one code
        invitectl sync-counts -q --if-locked skip --max-runtime 50s     from cron
        invitectl sync-counts --follow         until stopped, as a service
        invitectl sync-counts --jobs 2         when most codes have changed
        invitectl sync-counts history CODE     why a count is what it is

      Redemptions go from the buckets to used_count; increments and edits in the
      database go to the buckets. Every redemption is counted once, also when this is
      killed or two run at once. Where that cannot be known, the code is named with
      the bounds of its count; see docs/guarantees.md.

      --follow has Redis name the buckets that change and syncs those, about a second
      later; all codes are gone through at its beginning, every --full-every, and
      whenever names may have been lost. Other runs get the lock in between. It tells
      systemd how it is (Type=notify, WatchdogSec); SIGTERM ends it with 0 after one
      more turn; what that cannot reach, the next run counts.

      --jobs writes in several sessions at once: each is one more thread with two
      sessions of PostgreSQL and a connection to Redis. It is one run all the same,
      with one lock and one report, and where a session cannot be had the others do
      its work.

      Exits 8 when codes could not be synced, each named; 4 when another run holds
      the lock; 75 when --max-runtime ended it.
      All options: 'invitectl sync-counts run --help'.
      """),
    subcommands: [SyncCountsRunCommand.self, SyncCountsHistoryCommand.self],
    defaultSubcommand: SyncCountsRunCommand.self)
}
