import TestSupport

/// Runbooks about invites, queues and workers.
extension RunbookSituation {
  static let queues: [RunbookSituation] = [
    RunbookSituation(
      "I redeemed and nothing came",
      [
        RunbookStep("trace o@example.com --search-limit 60s", says: "ago and not queued yet"),
        "redeem --resume", "trace o@example.com --search-limit 60s", "cleanup-queue --stuck --yes",
        "redeem LINUXDOREBIND rebind@example.com --flow rebind", "redeem DIRECT10 a@example.com",
        "redeem DIRECTEXPIRED a@example.com", "trace a@example.com --search-limit 60s",
        "trace DIRECT10 --search-limit 60s", "trace r@example.com --search-limit 60s",
      ]
    ) { world in
      try world.addQueueRows()
      try world.run(
        """
        \(TraceSituation.entry) VALUES
          ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'recorded', now(), now())
        """)
      try world.initialise("DIRECT10", tokens: 10)
      return []
    },
    RunbookSituation(
      "Workers do not start, or nothing happens to invites", comparesEnglish: false,
      [
        "doctor --only workers", "doctor --only broker", "inspect-workers",
        "inspect-workers probe --wait 1s", "inspect-workers ping --wait 300ms",
        "inspect-workers check -d w1@host --wait 300ms", "doctor --probe",
      ]
    ) { world in
      try world.addPoison()
      return []
    },
    // The worker answers, and takes what it is given, however slow the machine is.
    RunbookSituation(
      "Nobody seems to consume, and can I deploy now",
      [
        "inspect-workers --wait 60s", "inspect-workers probe --wait 60s",
        "inspect-workers probe invites --front --wait 60s", "inspect-workers active --wait 60s",
        "inspect-workers conf --wait 60s", "inspect-workers ping --wait 60s",
        "inspect-workers check -q -d w1@test --wait 60s", "inspect-workers events --for 500ms",
        "inspect-workers control pause invites --yes --wait 60s", "inspect-workers --wait 60s",
        "doctor --only workers", "inspect-workers control resume invites --yes --wait 60s",
        "doctor --probe", "inspect-workers control drain -d w1@test --wait 10m --yes",
        "inspect-workers --wait 60s",
        "inspect-workers control add-consumer invites -d w1@test --yes --wait 60s",
        "inspect-workers control shutdown -d w1@test --yes --wait 60s",
      ]
    ) { world in
      [try CeleryWorker("w1", on: world.redis, queues: "invites,sync,celery")]
    },
    RunbookSituation(
      "The queue is stuck: rows stay PENDING or PROCESSING",
      [
        RunbookStep("cleanup-queue --stuck", says: "1 open row: 1 lost"),
        "cleanup-queue --stuck --yes", "cleanup-queue --stuck",
      ]
    ) { world in
      try world.addQueueRows()
      return []
    },
    RunbookSituation(
      "A worker died with messages in hand",
      [
        "inspect-workers", "inspect-workers control restore-unacked",
        "inspect-workers control restore-unacked --yes",
      ]
    ) { world in
      try world.abandon("g@example.com", "DIRECT10")
      return []
    },
    RunbookSituation(
      "A poison message",
      [
        "inspect-workers peek invites",
        "inspect-workers control quarantine invites --to FOLDER/poison.msg --yes",
        "inspect-workers", "inspect-workers control quarantine --put-back FOLDER/poison.msg --yes",
        "inspect-workers control quarantine --put-back FOLDER/poison.msg --yes",
      ]
    ) { world in
      try world.addPoison()
      return []
    },
    RunbookSituation(
      "Invites failed, and people wait for them",
      [
        "redeem retry -n", "redeem retry --error seat", "redeem retry --waiting",
        "redeem retry --error seat --yes", "redeem retry -n",
      ]
    ) { world in
      try world.addQueueRows()
      return []
    },
  ]
}
