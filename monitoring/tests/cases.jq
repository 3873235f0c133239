# The unit tests of the alert rules, for `promtool test rules`: each alert fires, stays silent,
# stays silent without traffic, ends after a recovery or a counter's reset, and, but for those on
# absence, stays silent when its series are absent.
#
# Windows of days are tested at coarser steps than the rest, or the tests would take minutes.
#
#   jq -n --arg scale 2m|5m|30m -f monitoring/tests/cases.jq >alerts_test.json

# How often rules are evaluated, and how often there is a sample, at each scale.
def sampling: {"2m": "1m", "5m": "2m", "30m": "10m"}[$scale];

def case($alert; $kind; $labels; $series; $at; $fires):
  {
    name: "\($alert): \($kind)",
    interval: sampling,
    input_series: [$series[] | {series: .[0], values: .[1]}],
    promql_expr_test: [{
      expr: "count by (alertname) (ALERTS{alertname=\"\($alert)\",alertstate=\"firing\"\($labels)})",
      eval_time: $at,
      exp_samples: (if $fires then [{labels: "{alertname=\"\($alert)\"}", value: 1}] else [] end)
    }]
  };

def flat($pairs): [$pairs[] | [.[0], "\(.[1])+0x120"]];
# Bad for the first hour, good from then on. Where other series are good, these are 0 then.
def recovered($bad; $good):
  [range($bad | length) as $i
    | (if $bad[$i][0] == $good[$i][0] then $good[$i][1] else 0 end) as $later
    | [$bad[$i][0], "\($bad[$i][1])+0x59 \($later)+0x60"]];

# An alert on gauges: `bad` and `good` are the same series with other values; `idle` is what they
# are while nothing happens at all.
def gauge($alert; $bad; $good; $idle):
  case($alert; "fires"; ""; flat($bad); "100m"; true),
  case($alert; "silent"; ""; flat($good); "100m"; false),
  case($alert; "no traffic"; ""; flat($idle); "100m"; false),
  case($alert; "ends after a recovery"; ""; recovered($bad; $good); "100m"; false),
  case($alert; "absent series"; ""; []; "100m"; false);
def gauge($alert; $bad; $good): gauge($alert; $bad; $good; [$bad[] | [.[0], 0]]);

# Series without traffic are flat counters; a reset begins again at 0.
def successes($values):
  ["redeem_requests_total{job=\"backend\",status=\"success\",code_type=\"direct\"}", $values];
def troubles($type; $values):
  ["errors_total{job=\"backend\",error_type=\"\($type)\",endpoint=\"direct_redeem\"}", $values];
def requests($good; $bad): [successes($good), troubles("celery_error"; $bad)];
def refused($good; $bad): [
  successes($good), troubles("code_exhausted"; $bad), troubles("INVALID_CODE"; $bad),
  # Another program's counter of the same name, and another endpoint's.
  ["errors_total{job=\"shop\",error_type=\"timeout\",endpoint=\"checkout\"}", $bad]
];
# Messages that waited up to 300 s, up to 600 s, and all.
def waits($short; $long; $all): [["300.0", $short], ["600.0", $long], ["+Inf", $all]]
  | map(["invitehub_celery_queue_wait_seconds_bucket{queue=\"invites\",le=\"\(.[0])\"}", .[1]]);
# `samples` cover the window and more; `at` is near their end.
def burn($window; $at; $errors; $samples):
  ",window=\"\($window)\"" as $labels | ($samples / 2 | floor) as $half |
  case("RedeemErrorBudgetBurn"; "fires over \($window)"; $labels;
    requests("0+1000x\($samples)"; "0+\($errors)x\($samples)"); $at; true),
  case("RedeemErrorBudgetBurn"; "silent over \($window)"; $labels;
    requests("0+100000x\($samples)"; "0+\($errors)x\($samples)"); $at; false),
  case("RedeemErrorBudgetBurn"; "silent over \($window) without any error"; $labels;
    requests("0+1000x\($samples)"; "")[:1]; $at; false),
  case("RedeemErrorBudgetBurn"; "silent over \($window) while codes are refused"; $labels;
    refused("0+1000x\($samples)"; "0+\($errors * 100)x\($samples)"); $at; false),
  case("RedeemErrorBudgetBurn"; "fires over \($window) when nothing succeeds at all"; $labels;
    requests(""; "0+\($errors)x\($samples)")[1:]; $at; true),
  case("RedeemErrorBudgetBurn"; "no traffic over \($window)"; $labels;
    requests("1000+0x\($samples)"; "50+0x\($samples)"); $at; false),
  case("RedeemErrorBudgetBurn"; "a reset over \($window)"; $labels;
    requests("100000+1000x\($half) 0+1000x\($half)"; "500+0x\($half) 0+0x\($half)");
    $at; false),
  case("RedeemErrorBudgetBurn"; "too few to judge over \($window)"; $labels;
    requests("0+0x\($samples)"; "0+0x\($samples - 3) 1 1"); $at; false),
  case("RedeemErrorBudgetBurn"; "absent series over \($window)"; $labels; []; $at; false);

{
  rule_files: ["recording.yml", "alerts.yml"],
  evaluation_interval: $scale,
  # What is recorded comes before what is judged by it.
  group_eval_order: ["invitehub-redeem-slo", "invitehub-derived", "invitehub-redeem-slo-alerts"],
  tests: (
    if $scale == "30m" then [
    burn("1d"; "34h"; 5; 210),
    burn("3d"; "84h"; 2; 520)
    ] elif $scale == "5m" then [
    burn("6h"; "8h"; 10; 250)
    ] else [
    burn("1h"; "100m"; 30; 110),

    case("RedeemErrorsHigh"; "fires"; ""; requests("0+10x120"; "0+12x120"); "100m"; true),
    case("RedeemErrorsHigh"; "silent"; ""; requests("0+1000x120"; "0+5x120"); "100m"; false),
    case("RedeemErrorsHigh"; "fires by the report's own counter"; "";
      [successes("0+10x120"),
       ["redeem_requests_total{job=\"backend\",status=\"failed\",code_type=\"direct\"}", "0+12x120"]];
      "100m"; true),
    case("RedeemErrorsHigh"; "silent while codes are refused"; "";
      (refused("0+10x120"; "0+120x120")
       + [["redeem_requests_total{job=\"backend\",status=\"code_used_up\"}", "0+120x120"]]);
      "100m"; false),
    case("RedeemErrorsHigh"; "no traffic"; ""; requests("7+0x120"; "7+0x120"); "100m"; false),
    case("RedeemErrorsHigh"; "a reset"; "";
      requests("5000+10x60 0+10x60"; "5000+0x60 0+0x60"); "66m"; false),
    case("RedeemErrorsHigh"; "absent series"; ""; []; "100m"; false),
    case("RedeemErrorsHigh"; "the database's own count is not a request"; "";
      [["redeem_requests_total{job=\"invitectl\",status=\"failed\"}", "0+100x120"]]; "100m"; false),

    case("RedeemMetricsAbsent"; "fires when the series are absent"; ""; []; "100m"; true),
    case("RedeemMetricsAbsent"; "silent"; ""; requests("0+1x120"; "0+0x120"); "100m"; false),
    case("RedeemMetricsAbsent"; "no traffic"; ""; requests("0+0x120"; "0+0x120"); "100m"; false),
    case("RedeemMetricsAbsent"; "a reset"; ""; requests("900+1x60 0+1x60"; "0+0x120"); "100m"; false),
    case("RedeemMetricsAbsent"; "fires when they go away"; "";
      requests("0+1x40 stale"; "0+0x40 stale"); "100m"; true),

    gauge("InviteFailuresHigh";
      [["invitehub_recent_invite_records{status=\"failed\",window=\"1h\"}", 30],
       ["invitehub_recent_invite_records{status=\"success\",window=\"1h\"}", 70]];
      [["invitehub_recent_invite_records{status=\"failed\",window=\"1h\"}", 4],
       ["invitehub_recent_invite_records{status=\"success\",window=\"1h\"}", 1]]),
    gauge("SeatsLow"; [["invitehub_seats{state=\"available\"}", 9]];
      [["invitehub_seats{state=\"available\"}", 10]];
      [["invitehub_seats{state=\"available\"}", 500]]),
    gauge("InviteQueueLong"; [["invitehub_invite_queue_rows{status=\"pending\"}", 1001]];
      [["invitehub_invite_queue_rows{status=\"pending\"}", 1000]]),
    gauge("InviteQueueOld"; [["invitehub_invite_queue_oldest_seconds{status=\"processing\"}", 1801]];
      [["invitehub_invite_queue_oldest_seconds{status=\"processing\"}", 60]]),
    case("InviteQueueOld"; "silent for what is done"; "";
      flat([["invitehub_invite_queue_oldest_seconds{status=\"success\"}", 900000]]); "100m"; false),
    gauge("BucketsAhead"; [["invitehub_buckets{state=\"ahead\"}", 1]];
      [["invitehub_buckets{state=\"ahead\"}", 0]]),
    gauge("BucketsAhead"; [["invitehub_buckets{state=\"garbage\"}", 2]];
      [["invitehub_buckets{state=\"missing\"}", 2]]),
    gauge("RedemptionsUnsynced"; [["invitehub_unsynced_redemptions", 101]];
      [["invitehub_unsynced_redemptions", 100]]),
    case("RedemptionsUnsynced"; "silent while syncs bring it to 0 again and again"; "";
      [["invitehub_unsynced_redemptions",
        ([range(14) | "0 150+0x8"] | join(" "))]]; "100m"; false),
    gauge("RedeemPermitsLeaked"; [["invitehub_redeem_permits_leaked", 1]];
      [["invitehub_redeem_permits_leaked", 0]]),
    (["SeatsRunOut", "seats", 259199, 259201], ["CodesRunOut", "codes", 259199, 259201],
     ["DiskRunsOut", "disk", 1209599, 1209601], ["IdsRunOut", "ids", 15551999, 15552001]
     | . as [$alert, $subject, $soon, $late]
     | "invitehub_forecast_seconds{subject=\"\($subject)\",bound=\"early\"}" as $series
     | gauge($alert; [[$series, $soon]]; [[$series, $late]]; [[$series, "Inf"]]),
       case($alert; "silent where only the latest end is told"; "";
         flat([["invitehub_forecast_seconds{subject=\"\($subject)\",bound=\"late\"}", 1]]); "100m"; false)),
    gauge("QueueDrainsSlowly";
      [["invitehub_forecast_seconds{subject=\"queue\",bound=\"late\"}", 3601]];
      [["invitehub_forecast_seconds{subject=\"queue\",bound=\"late\"}", 3600]]),
    case("QueueDrainsSlowly"; "fires where it stands still"; "";
      flat([["invitehub_forecast_seconds{subject=\"queue\",bound=\"late\"}", "Inf"]]); "100m"; true),
    gauge("NoWorkers";
      [["invitehub_celery_workers{state=\"replied\"}", 0],
       ["invitehub_celery_workers{state=\"absent\"}", 3]];
      [["invitehub_celery_workers{state=\"replied\"}", 1],
       ["invitehub_celery_workers{state=\"absent\"}", 3]];
      [["invitehub_celery_workers{state=\"replied\"}", 2]]),
    gauge("WorkersSilent"; [["invitehub_celery_workers{state=\"silent\"}", 1]];
      [["invitehub_celery_workers{state=\"absent\"}", 1]]),
    gauge("QueueWithoutConsumer";
      [["invitehub_celery_ready_messages{queue=\"invites\",priority=\"3\"}", 5],
       ["invitehub_celery_queue_consumers{queue=\"invites\"}", 0]];
      [["invitehub_celery_ready_messages{queue=\"invites\",priority=\"3\"}", 5],
       ["invitehub_celery_queue_consumers{queue=\"invites\"}", 1]]),
    gauge("QueueNotConsumed";
      [["invitehub_celery_queue_consumed{queue=\"invites\"}", 0],
       ["invitehub_celery_queue_consumed{queue=\"sync\"}", 1]];
      [["invitehub_celery_queue_consumed{queue=\"invites\"}", 1],
       ["invitehub_celery_queue_consumed{queue=\"sync\"}", 1]];
      [["invitehub_celery_queue_consumed{queue=\"invites\"}", 1]]),
    case("QueueWaitLong"; "fires"; ""; waits("0+0x120"; "0+10x120"; "0+12x120"); "100m"; true),
    case("QueueWaitLong"; "silent"; ""; waits("0+10x120"; "0+10x120"; "0+10x120"); "100m"; false),
    case("QueueWaitLong"; "no traffic"; ""; waits("5+0x120"; "9+0x120"; "9+0x120"); "100m"; false),
    case("QueueWaitLong"; "a reset"; "";
      waits("0+0x60 0+10x60"; "5000+10x60 0+10x60"; "5000+10x60 0+10x60"); "100m"; false),
    case("QueueWaitLong"; "absent series"; ""; []; "100m"; false),
    gauge("QueuePaused";
      [["invitehub_queue_paused{queue=\"invites\"}", 1], ["invitehub_queue_paused{queue=\"sync\"}", 0]];
      [["invitehub_queue_paused{queue=\"invites\"}", 0], ["invitehub_queue_paused{queue=\"sync\"}", 0]]),
    gauge("QueueUnbound";
      [["invitehub_celery_queue_unbound{queue=\"invites\"}", 1], ["invitehub_celery_queue_unbound{queue=\"sync\"}", 0]];
      [["invitehub_celery_queue_unbound{queue=\"invites\"}", 0], ["invitehub_celery_queue_unbound{queue=\"sync\"}", 0]]),
    gauge("UnackedOverdue"; [["invitehub_celery_unacked_overdue_messages", 1]];
      [["invitehub_celery_unacked_overdue_messages", 0]]),
    gauge("ReplyKeysOrphaned"; [["invitehub_celery_orphaned_reply_keys", 101]];
      [["invitehub_celery_orphaned_reply_keys", 100]]),

    case("SyncNotRun"; "fires"; "";
      [["invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"}", "600+0x120"]];
      "100m"; true),
    case("SyncNotRun"; "fires when it never ran"; "";
      [["invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"}", "0+0x120"]];
      "100m"; true),
    case("SyncNotRun"; "silent"; "";
      [["invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"}", "0+60x120"]];
      "100m"; false),
    case("SyncNotRun"; "no traffic: a sync without changes is a sync"; "";
      [["invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"}", "0+60x120"],
       ["invitectl_last_run_changed_rows{command=\"sync-counts\"}", "0+0x120"]]; "100m"; false),
    case("SyncNotRun"; "ends after a recovery"; "";
      [["invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"}", "0+0x59 3540+60x60"]];
      "100m"; false),
    case("SyncNotRun"; "silent while runs leave single codes out"; "";
      [["invitectl_last_success_timestamp_seconds{command=\"sync-counts\"}", "0+0x120"],
       ["invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"}", "0+60x120"]];
      "100m"; false),
    case("SyncNotRun"; "absent series"; ""; []; "100m"; false),
    gauge("SyncIncomplete"; [["invitectl_last_run_problems{command=\"sync-counts\"}", 1]];
      [["invitectl_last_run_problems{command=\"sync-counts\"}", 0]]),
    case("SyncIncomplete"; "silent for another command"; "";
      flat([["invitectl_last_run_problems{command=\"cleanup-queue\"}", 3]]); "100m"; false),

    gauge("ContractBroken";
      [["invitectl_contract_broken{assumption=\"lifetime\"}", 1],
       ["invitectl_contract_broken{assumption=\"take\"}", 0]];
      [["invitectl_contract_broken{assumption=\"lifetime\"}", 0],
       ["invitectl_contract_broken{assumption=\"take\"}", 0]]),

    case("FollowerSilent"; "fires"; "";
      [["invitectl_follow_reported_timestamp_seconds", "600+0x120"]]; "100m"; true),
    case("FollowerSilent"; "silent"; "";
      [["invitectl_follow_reported_timestamp_seconds", "0+60x120"]]; "100m"; false),
    case("FollowerSilent"; "silent where nobody follows"; "";
      [["invitectl_follow_reported_timestamp_seconds", "0+0x120"]]; "100m"; false),
    case("FollowerSilent"; "absent series"; ""; []; "100m"; false),
    gauge("FollowerBehind"; [["invitectl_follow_staleness_seconds", 61]];
      [["invitectl_follow_staleness_seconds", 1]]),
    gauge("RetryCutOff"; [["invitectl_retry_rows{table=\"invite_queue\",state=\"recorded\"}", 1]];
      [["invitectl_retry_rows{table=\"invite_queue\",state=\"recorded\"}", 0],
       ["invitectl_retry_rows{table=\"invite_queue\",state=\"sent\"}", 9]]),
    gauge("LockHeldLong"; [["invitectl_lock_held_seconds{command=\"sync-counts\"}", 3601]];
      [["invitectl_lock_held_seconds{command=\"sync-counts\"}", 3600]]),
    gauge("RunsSkipped"; [["invitectl_skipped_runs{command=\"cleanup-queue\"}", 5]];
      [["invitectl_skipped_runs{command=\"cleanup-queue\"}", 4]]),

    gauge("IndexUnhealthy"; [["invitehub_performance_indexes{state=\"invalid\"}", 1]];
      [["invitehub_performance_indexes{state=\"building\"}", 1]]),

    case("RedisEvicts"; "fires"; "";
      [["invitehub_redis_evicted_keys_total{instance=\"i\",role=\"bucket\"}", "0+5x120"],
       ["invitehub_redis_policy_info{instance=\"i\",role=\"bucket\",policy=\"allkeys-lru\"}", "1+0x120"]];
      "100m"; true),
    case("RedisEvicts"; "silent under another policy"; "";
      [["invitehub_redis_evicted_keys_total{instance=\"i\",role=\"bucket\"}", "0+5x120"],
       ["invitehub_redis_policy_info{instance=\"i\",role=\"bucket\",policy=\"volatile-ttl\"}", "1+0x120"]];
      "100m"; false),
    case("RedisEvicts"; "no traffic"; "";
      [["invitehub_redis_evicted_keys_total{instance=\"i\",role=\"bucket\"}", "77+0x120"],
       ["invitehub_redis_policy_info{instance=\"i\",role=\"bucket\",policy=\"allkeys-lru\"}", "1+0x120"]];
      "100m"; false),
    case("RedisEvicts"; "a reset"; "";
      [["invitehub_redis_evicted_keys_total{instance=\"i\",role=\"bucket\"}", "900+0x92 0+0x20"],
       ["invitehub_redis_policy_info{instance=\"i\",role=\"bucket\",policy=\"allkeys-lru\"}", "1+0x120"]];
      "100m"; false),
    case("RedisEvicts"; "absent series"; ""; []; "100m"; false),

    gauge("RedisMemoryHigh";
      [["invitehub_redis_memory_used_bytes{role=\"bucket\"}", 95],
       ["invitehub_redis_memory_max_bytes{role=\"bucket\"}", 100]];
      [["invitehub_redis_memory_used_bytes{role=\"bucket\"}", 80],
       ["invitehub_redis_memory_max_bytes{role=\"bucket\"}", 100]];
      [["invitehub_redis_memory_used_bytes{role=\"bucket\"}", 1000],
       ["invitehub_redis_memory_max_bytes{role=\"bucket\"}", 0]]),
    gauge("PostgresConnectionsHigh";
      [["invitehub_postgres_connections{state=\"idle\"}", 90],
       ["invitehub_postgres_max_connections", 100]];
      [["invitehub_postgres_connections{state=\"idle\"}", 70],
       ["invitehub_postgres_max_connections", 100]]),
    gauge("LongTransaction"; [["invitehub_postgres_longest_transaction_seconds", 901]];
      [["invitehub_postgres_longest_transaction_seconds", 10]]),
    gauge("TargetDown"; [["invitectl_target_up{target=\"broker\"}", 0]];
      [["invitectl_target_up{target=\"broker\"}", 1]];
      [["invitectl_target_up{target=\"broker\"}", 1]]),
    gauge("CollectorFailing"; [["invitectl_collector_success{collector=\"seats\"}", 0]];
      [["invitectl_collector_success{collector=\"seats\"}", 1]];
      [["invitectl_collector_success{collector=\"seats\"}", 1]]),

    case("MetricsAbsent"; "fires when the series are absent"; ""; []; "100m"; true),
    case("MetricsAbsent"; "silent"; "";
      [["invitectl_target_up{target=\"redis\"}", "1+0x120"]]; "100m"; false),
    case("MetricsAbsent"; "no traffic: a target that is down is another alert"; "";
      [["invitectl_target_up{target=\"redis\"}", "0+0x120"]]; "100m"; false),
    case("MetricsAbsent"; "ends after a recovery"; "";
      [["invitectl_target_up{target=\"redis\"}", "_x60 1+0x60"]]; "100m"; false),

    case("TextfileStale"; "fires"; "";
      [["node_textfile_mtime_seconds{file=\"/var/lib/x/invitectl.prom\"}", "600+0x120"]]; "100m"; true),
    case("TextfileStale"; "silent"; "";
      [["node_textfile_mtime_seconds{file=\"/var/lib/x/invitectl.prom\"}", "0+60x120"]]; "100m"; false),
    case("TextfileStale"; "no traffic: another file is not ours"; "";
      [["node_textfile_mtime_seconds{file=\"/var/lib/x/other.prom\"}", "600+0x120"]]; "100m"; false),
    case("TextfileStale"; "ends after a recovery"; "";
      [["node_textfile_mtime_seconds{file=\"/var/lib/x/invitectl.prom\"}", "0+0x59 3540+60x60"]];
      "100m"; false),
    case("TextfileStale"; "absent series"; ""; []; "100m"; false)
    ] end)
}
