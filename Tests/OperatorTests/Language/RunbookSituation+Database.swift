import PostgresClient
import RedisClient
import TestSupport

/// Runbooks about rows, counts and indexes.
extension RunbookSituation {
  static let database: [RunbookSituation] = [
    RunbookSituation(
      "From a timer",
      [
        "sync-counts -q", "sync-counts -q --jitter 1ms",
        "cleanup-queue --yes -q --if-locked skip --max-runtime 1h --archive FOLDER",
        "metrics-dump --collector-timeout 10s",
        "metrics-dump --collector-timeout 10s --textfile FOLDER/invitectl.prom", "doctor",
        "doctor --exit-code", "forecast -q --assert seats>7d --assert codes>3d",
        "forecast -q --assert seats>7d --assert codes>3d --assert disk>30d --disk-free 40GB",
        "sync-counts history --verify -q", "runs", "runs RUN", "help exit-codes",
      ]
    ) { world in
      try world.addQueueRows()
      return []
    },
    RunbookSituation(
      "Rows at the next tick, too",
      [
        "migrate up --optional row-feed", "migrate status", "migrate verify",
        "doctor --only invitectl-schema", "migrate down --optional row-feed --yes",
      ]),
    RunbookSituation(
      "After an import, or when most codes have changed", ["sync-counts --jobs 2"]
    ) { world in
      try world.initialise("DIRECT10", tokens: 10)
      return []
    },
    RunbookSituation(
      "Another run holds the lock",
      [
        RunbookStep("sync-counts --if-locked fail", says: "no session of invitectl"),
        "sync-counts --if-locked skip", "doctor --only locks",
      ]
    ) { world in
      [
        try HeldSession(
          world.database.parameters,
          "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 3)")
      ]
    },
    RunbookSituation(
      "How long will it last, and what would a campaign do", comparesEnglish: false,
      [
        "forecast",
        "simulate --redeem 500 --in 10m --workers 2 --concurrency 2 --runtime 5.4s",
      ]),
    RunbookSituation(
      "Which index earns its keep", comparesEnglish: false,
      ["migrate prove", "migrate prove --measure", "migrate verify"]),
    RunbookSituation(
      "A run ends with 8 and names a row",
      [RunbookStep("cleanup-queue --yes -q", says: "audit_row")]
    ) { world in
      try world.addQueueRows()
      try world.run(
        """
        CREATE TABLE audit (id int CONSTRAINT audit_row REFERENCES invite_queue);
        INSERT INTO audit SELECT id FROM invite_queue WHERE email = 'old@example.com'
        """)
      return []
    },
    RunbookSituation(
      "A migration is stuck",
      [
        "migrate status", "doctor --only long-transactions",
        RunbookStep("doctor --only indexes", says: "invalid: ix_invite_records_email"),
        "migrate repair", "migrate up",
      ]
    ) { world in
      try world.run(
        """
        UPDATE pg_index SET indisvalid = false
        WHERE indexrelid = 'ix_invite_records_email'::regclass
        """)
      return []
    },
    RunbookSituation(
      "Counts are wrong, what explains them, why is this one what it is, oversold",
      [
        "doctor --only python-sync", "doctor --only redis-eviction", "sync-counts --dry-run",
        "sync-counts",
        RunbookStep("sync-counts") { world in
          try TestRedis.connect(world.redis.bucket).send("DECRBY", "redeem:DIRECT10:remaining", 3)
        },
        "doctor --only contract --for 1s", "force-resync DIRECT10", "force-resync DIRECT10 --yes",
        "force-resync audit DIRECT10", "force-resync audit --all --exit-code",
        "sync-counts history DIRECT10", "sync-counts history DIRECT10 --at now",
        "sync-counts history DIRECT10 --diff 1d now", "sync-counts history DIRECT10 --verify",
        "redeem bucket DIRECT10",
        // A line of the ledger that somebody has edited.
        RunbookStep("sync-counts history DIRECT10 --verify") { world in
          try world.run("UPDATE invitectl.redeem_sync_ledger SET used_after = used_after + 1")
        },
      ]
    ) { world in
      try world.initialise("DIRECT10", tokens: 10)
      try world.initialise("DIRECTHALF", tokens: 5)
      return []
    },
    RunbookSituation(
      "Redis lost its data, is full, and fails over",
      [
        "sync-counts",
        RunbookStep("sync-counts") { world in
          try TestRedis.connect(world.redis.bucket).send("FLUSHDB")
        },
        "force-resync --all --yes", "cleanup-queue --stuck", "cleanup-queue --stuck --yes",
        "doctor --only orphaned-keys", "doctor --only redis-persistence",
        "doctor --only redis-memory", "doctor --only replication", "doctor --only contract",
      ]
    ) { world in
      try world.addQueueRows()
      try world.initialise("DIRECT10", tokens: 10)
      return []
    },
    RunbookSituation(
      "Rows were deleted that somebody wants back",
      [
        "cleanup-queue --yes --archive FOLDER", "cleanup-queue restore ARCHIVE --dry-run",
        RunbookStep("cleanup-queue restore ARCHIVE", says: "invite_queue: 1 of 1 rows restored"),
        "cleanup-queue restore ARCHIVE", "cleanup-queue partitions --older-than 90d -n",
      ]
    ) { world in
      try world.addQueueRows()
      return []
    },
  ]
}
