# The Grafana dashboards, from which scripts/monitoring makes monitoring/dashboards/*.json.
# Each board asks for its Prometheus in a variable, so that it can be imported without an edit.
#
#   jq -n --arg board business -f monitoring/dashboards/boards.jq

def source: {type: "prometheus", uid: "${datasource}"};

# A query is [expression, legend].
def targets($queries):
  [range($queries | length) as $i | {
    refId: ("ABCDEFGH"[$i:$i + 1]), datasource: source, editorMode: "code", range: true,
    expr: $queries[$i][0], legendFormat: $queries[$i][1]
  }];

def panel($type; $title; $description; $width; $height; $unit; $queries; $field; $options): {
  type: $type, title: $title, description: $description, datasource: source,
  gridPos: {w: $width, h: $height},
  fieldConfig: {defaults: ({unit: $unit} + $field), overrides: []},
  options: $options, targets: targets($queries)
};

def graph($title; $unit; $description; $queries):
  panel("timeseries"; $title; $description; 12; 8; $unit; $queries;
    {min: 0, custom: {lineWidth: 1, fillOpacity: 10, showPoints: "never"}};
    {legend: {displayMode: "list", placement: "bottom"}, tooltip: {mode: "multi", sort: "desc"}});

# `steps` are [value, colour], the first without a value.
def stat($title; $unit; $description; $steps; $query):
  panel("stat"; $title; $description; 4; 4; $unit; [[$query, ""]];
    {thresholds: {mode: "absolute", steps: [$steps[] | {value: .[0], color: .[1]}]}};
    {reduceOptions: {calcs: ["lastNotNull"], fields: "", values: false}, colorMode: "background",
      graphMode: "area", textMode: "auto"});

def red_below($low): [[null, "red"], [$low, "green"]];
def red_from($high): [[null, "green"], [$high, "red"]];

# Places panels from left to right on a grid of 24 columns, and numbers them.
def placed:
  reduce .[] as $panel ({x: 0, y: 0, row: 0, done: []};
    (if .x + $panel.gridPos.w > 24 then .x = 0 | .y += .row | .row = 0 else . end)
    | .done += [$panel * {id: (.done | length + 1), gridPos: {x: .x, y: .y}}]
    | .x += $panel.gridPos.w
    | .row = ([.row, $panel.gridPos.h] | max))
  | .done;

def board($uid; $title; $description; $panels): {
  uid: "invitehub-\($uid)", title: "InviteHub / \($title)", description: $description,
  tags: ["invitehub"], schemaVersion: 39, version: 1, editable: true, graphTooltip: 1,
  timezone: "browser", refresh: "30s", time: {from: "now-6h", to: "now"},
  templating: {list: [{
    name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus",
    refresh: 1, hide: 0, current: {}
  }]},
  links: [{
    title: "InviteHub", type: "dashboards", tags: ["invitehub"], asDropdown: true,
    includeVars: true, keepTime: true
  }],
  annotations: {list: []},
  panels: ($panels | placed)
};

def quantile($q; $metric; $by):
  "histogram_quantile(\($q), sum by (le\($by)) (rate(\($metric)_bucket[5m])))";

{
  business: board("business"; "Business"; "Redemptions, seats, codes and the queue."; [
    stat("Available seats"; "short"; "In active teams, by the backend's rule."; red_below(10);
      "sum(invitehub_seats{state=\"available\"})"),
    stat("Waiting invites"; "short"; "Pending rows of invite_queue."; red_from(1000);
      "sum(invitehub_invite_queue_rows{status=\"pending\"})"),
    stat("Oldest waiting"; "s"; "Age of the oldest pending row."; red_from(1800);
      "max(invitehub_invite_queue_oldest_seconds{status=\"pending\"})"),
    stat("Redemption success"; "percentunit"; "Of the last 5 minutes; the objective is 99.9 %.";
      red_below(0.999); "1 - invitehub:redeem_error_ratio:rate5m"),
    stat("Invite failures"; "percentunit"; "Of the invites of the last hour."; red_from(0.2);
      "invitehub:invite_failure_ratio:1h"),
    stat("Unsynced redemptions"; "short"; "Counted in Redis, not yet in the database.";
      red_from(100); "sum(invitehub_unsynced_redemptions)"),
    graph("Redemptions"; "reqps"; "By result, as the web processes count them.";
      [["invitehub:redeem_requests:rate5m", "{{status}}"]]),
    graph("Refusals and errors"; "reqps"; "Redemptions that were not accepted, by reason.";
      [["invitehub:redeem_troubles:rate5m", "{{error_type}}"]]),
    graph("Error budget burn"; "short"; "1 is what the objective of 99.9 % allows; 14.4 pages.";
      [["invitehub:redeem_error_ratio:rate5m / 0.001", "5 minutes"],
       ["invitehub:redeem_error_ratio:rate1h / 0.001", "1 hour"],
       ["invitehub:redeem_error_ratio:rate6h / 0.001", "6 hours"]]),
    graph("Seats"; "short"; "Of active teams.";
      [["sum by (state) (invitehub_seats)", "{{state}}"]]),
    graph("Available seats by group"; "short"; "Teams without a group have no name.";
      [["sum by (group) (invitehub_group_seats{state=\"available\"})", "{{group}}"]]),
    graph("Invite queue"; "short"; "Rows of invite_queue by status.";
      [["sum by (status) (invitehub_invite_queue_rows)", "{{status}}"]]),
    graph("Invites of the last 24 hours"; "short"; "Records by status.";
      [["sum by (status) (invitehub_recent_invite_records{window=\"24h\"})", "{{status}}"]]),
    graph("Codes"; "short"; "By type and state.";
      [["sum by (code_type, state) (invitehub_redeem_codes)", "{{code_type}} {{state}}"]]),
    graph("Uses"; "short"; "Counted in the database.";
      [["sum by (code_type) (invitehub_redeem_code_uses)", "{{code_type}}"]])
  ]),

  performance: board("performance"; "Performance";
    "How long redemptions, statements and tasks take."; [
    graph("Redemption latency"; "s"; "As the web processes measure it.";
      [[quantile(0.5; "redeem_duration_seconds"; ""), "p50"],
       [quantile(0.95; "redeem_duration_seconds"; ""), "p95"],
       [quantile(0.99; "redeem_duration_seconds"; ""), "p99"]]),
    graph("Database query latency"; "s"; "As the web processes measure it.";
      [[quantile(0.95; "database_query_duration_seconds"; ", query_type"),
        "p95 {{query_type}}"]]),
    graph("Tasks started"; "ops"; "By name, as the workers count them.";
      [["invitehub:celery_worker_tasks:rate5m", "{{task}}"]]),
    graph("Messages waiting"; "short"; "All four priority lists of each queue.";
      [["invitehub:celery_ready_messages:sum", "{{queue}}"]]),
    graph("Wait in queues"; "s"; "From sending to taking, by events and by probes (--probe).";
      [[quantile(0.5; "invitehub_celery_queue_wait_seconds"; ", queue"), "p50 {{queue}}"],
       [quantile(0.95; "invitehub_celery_queue_wait_seconds"; ", queue"), "p95 {{queue}}"],
       ["max by (queue) (invitehub_celery_probe_latency_seconds)", "probe {{queue}}"]]),
    graph("Unacknowledged messages"; "short";
      "Running, prefetched or delayed; overdue ones were taken over an hour ago.";
      [["sum(invitehub_celery_unacked_messages)", "all"],
       ["sum(invitehub_celery_unacked_overdue_messages)", "overdue"]]),
    graph("Oldest unacknowledged"; "s"; "How long ago it was taken.";
      [["max(invitehub_celery_unacked_oldest_seconds)", "oldest"]]),
    graph("Statements of 100 ms or more"; "short";
      "By pg_stat_statements, where it is installed.";
      [["sum(invitehub_postgres_slow_statements)", "statements"]]),
    graph("Slow statements"; "s"; "Average duration of the ten with most time, by queryid.";
      [["max by (queryid) (invitehub_postgres_slow_statement_mean_seconds)", "{{queryid}}"]])
  ]),

  resources: board("resources"; "Resources"; "Redis, PostgreSQL and workers."; [
    stat("Workers that answer"; "short"; "By remote control."; red_below(1);
      "sum(invitehub_celery_workers{state=\"replied\"})"),
    stat("Evicted keys, 15 min"; "short"; "Of the servers of buckets and broker."; red_from(1);
      "sum(increase(invitehub_redis_evicted_keys_total[15m]))"),
    stat("Longest transaction"; "s"; "Vacuum and index builds wait for it."; red_from(900);
      "max(invitehub_postgres_longest_transaction_seconds)"),
    stat("Connections used"; "percentunit"; "Of PostgreSQL's max_connections."; red_from(0.8);
      "invitehub:postgres_connections_used:ratio"),
    stat("Redeem permits"; "short"; "Taken, of 10."; red_from(10);
      "max(invitehub_redeem_permits_in_use)"),
    stat("Leaked permits"; "short"; "Held by nobody."; red_from(1);
      "max(invitehub_redeem_permits_leaked)"),
    graph("Redis memory"; "bytes"; "In use, and the limit where there is one.";
      [["max by (role) (invitehub_redis_memory_used_bytes)", "{{role}}"],
       ["max by (role) (invitehub_redis_memory_max_bytes)", "{{role}} limit"]]),
    graph("Redis connections"; "short"; "Of each server.";
      [["max by (role) (invitehub_redis_connections)", "{{role}}"]]),
    graph("PostgreSQL connections"; "short"; "By state.";
      [["sum by (state) (invitehub_postgres_connections)", "{{state}}"]]),
    graph("Workers"; "short"; "By state.";
      [["sum by (state) (invitehub_celery_workers)", "{{state}}"]]),
    graph("Paused queues"; "short"; "1 while somebody has paused it.";
      [["max by (queue) (invitehub_queue_paused)", "{{queue}}"]]),
    graph("Consumers"; "short"; "Workers that take from each queue.";
      [["sum by (queue) (invitehub_celery_queue_consumers)", "{{queue}}"]]),
    graph("Worker memory"; "bytes"; "Largest resident size of the parent process so far.";
      [["max by (worker) (invitehub_celery_worker_max_rss_bytes)", "{{worker}}"]])
  ]),

  operations: board("operations"; "Operations";
    "invitectl itself: runs, indexes, buckets, collectors."; [
    stat("Last sync"; "s"; "How long ago sync-counts last went through all codes.";
      red_from(900);
      "time() - max(invitectl_last_complete_timestamp_seconds{command=\"sync-counts\"})"),
    stat("Codes not synced"; "short"; "Left out by the last sync-counts."; red_from(1);
      "max(invitectl_last_run_problems{command=\"sync-counts\"})"),
    stat("Valid indexes"; "short"; "Of the eleven of revisions 007 and 008."; red_below(11);
      "sum(invitehub_performance_indexes{state=\"valid\"})"),
    stat("Buckets ahead"; "short"; "They let more people in than their codes allow.";
      red_from(1); "sum(invitehub_buckets{state=\"ahead\"})"),
    stat("Orphaned reply lists"; "short"; "In the broker."; red_from(100);
      "sum(invitehub_celery_orphaned_reply_keys)"),
    stat("Targets up"; "short"; "PostgreSQL, Redis, broker."; red_below(3);
      "sum(invitectl_target_up)"),
    stat("Failing collectors"; "short"; "invitectl metrics-dump says why."; red_from(1);
      "sum(1 - invitectl_collector_success)"),
    graph("Last runs"; "dateTimeFromNow"; "When each command last ran well.";
      [["max by (command) (invitectl_last_success_timestamp_seconds) * 1000", "{{command}}"]]),
    graph("Runs: rows changed"; "short"; "By the last finished run of each command.";
      [["max by (command) (invitectl_last_run_changed_rows)", "{{command}}"]]),
    graph("Invites tried again, 24 h"; "short"; "What came of the attempts of redeem retry.";
      [["sum by (outcome) (invitectl_retry_attempts)", "{{outcome}}"],
       ["sum(invitectl_retry_rows{state=\"recorded\"})", "cut off"]]),
    graph("Runs of redeem retry, 24 h"; "short"; "By result.";
      [["sum by (result) (invitectl_retry_runs)", "{{result}}"]]),
    graph("Buckets"; "short"; "Beside the database.";
      [["sum by (state) (invitehub_buckets)", "{{state}}"]]),
    graph("Indexes"; "short"; "By state.";
      [["sum by (state) (invitehub_performance_indexes)", "{{state}}"]]),
    graph("Collectors"; "s"; "How long each takes.";
      [["max by (collector) (invitectl_collector_duration_seconds)", "{{collector}}"]]),
    graph("Alerts"; "short"; "That fire.";
      [["count by (alertname) (ALERTS{alertstate=\"firing\"}) or vector(0)", "{{alertname}}"]])
  ])
}[$board]
