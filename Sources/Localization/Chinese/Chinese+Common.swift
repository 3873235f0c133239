extension ChineseCatalogue {
  /// What several areas say: heads of tables, words alone, what joins parts.
  static let common = #"""
    # Heads of tables
    msgid "AGE"
    msgstr "已过"

    msgid "ARGUMENTS"
    msgstr "参数"

    msgid "BUCKET"
    msgstr "令牌桶"

    msgid "CHANGED"
    msgstr "改动"

    msgid "CODE"
    msgstr "兑换码"

    msgid "COMMAND"
    msgstr "命令"

    msgid "CONSUMERS"
    msgstr "消费者"

    msgid "COUNTED"
    msgstr "计入"

    msgid "DRAIN"
    msgstr "排空"

    msgid "EMAIL"
    msgstr "邮箱"

    msgid "EMAILS"
    msgstr "邮箱"

    msgid "EVIDENCE"
    msgstr "依据"

    msgid "EXCHANGE"
    msgstr "交换机"

    msgid "FAIL"
    msgstr "失败"

    msgid "FAILED"
    msgstr "失败"

    msgid "FROM"
    msgstr "来源"

    msgid "HOLDER"
    msgstr "持有者"

    msgid "HOLDS"
    msgstr "持有"

    msgid "ID"
    msgstr "ID"

    msgid "INDEX"
    msgstr "索引"

    msgid "KNOWN"
    msgstr "已知"

    msgid "LEASE"
    msgstr "租约"

    msgid "LEDGER"
    msgstr "账本"

    msgid "LEFT"
    msgstr "剩余"

    msgid "LINES"
    msgstr "行数"

    msgid "LIST"
    msgstr "列表"

    msgid "LOAD"
    msgstr "负载"

    msgid "MAX"
    msgstr "上限"

    msgid "MAX-BUCKET"
    msgstr "上限减桶"

    msgid "MEAN"
    msgstr "平均"

    msgid "NEW USED"
    msgstr "新的已用"

    msgid "NEXT ARGUMENTS"
    msgstr "下一个参数"

    msgid "NEXT ID"
    msgstr "下一个 ID"

    msgid "OLDEST"
    msgstr "最早"

    msgid "OUTBOX"
    msgstr "发件箱"

    msgid "PARTITION"
    msgstr "分区"

    msgid "PID"
    msgstr "PID"

    msgid "POOL"
    msgstr "进程池"

    msgid "PREFETCH"
    msgstr "预取"

    msgid "PROCESSED"
    msgstr "已处理"

    msgid "PUSHED"
    msgstr "已写入"

    msgid "QUEUE"
    msgstr "队列"

    msgid "QUEUE ROW"
    msgstr "队列行"

    msgid "QUEUE ROWS"
    msgstr "队列行"

    msgid "QUEUED"
    msgstr "已入队"

    msgid "QUEUES"
    msgstr "队列"

    msgid "READY"
    msgstr "就绪"

    msgid "RECEIVED"
    msgstr "已接收"

    msgid "RECORD"
    msgstr "记录"

    msgid "RECORDS"
    msgstr "记录"

    msgid "REDELIVERED"
    msgstr "重新投递"

    msgid "RESERVED"
    msgstr "已预留"

    msgid "RETRIED"
    msgstr "已重试"

    msgid "RETRIES"
    msgstr "重试次数"

    msgid "REVISION"
    msgstr "迁移版本"

    msgid "ROUTING KEY"
    msgstr "路由键"

    msgid "ROW"
    msgstr "行"

    msgid "ROWS"
    msgstr "行数"

    msgid "RSS"
    msgstr "RSS"

    msgid "RULE"
    msgstr "规则"

    msgid "RUN"
    msgstr "运行"

    msgid "SCHEDULED"
    msgstr "已排期"

    msgid "SIZE"
    msgstr "大小"

    msgid "SLOTS"
    msgstr "进程数"

    msgid "STATE"
    msgstr "状态"

    msgid "STATUS"
    msgstr "状态"

    msgid "STEPS"
    msgstr "优先级"

    msgid "SUBJECT"
    msgstr "对象"

    msgid "TABLE"
    msgstr "表"

    msgid "TAKEN"
    msgstr "已取出"

    msgid "TASK"
    msgstr "任务"

    msgid "TASK ID"
    msgstr "任务 ID"

    msgid "TASKS"
    msgstr "任务"

    msgid "TOOK"
    msgstr "耗时"

    msgid "UNACKED"
    msgstr "未确认"

    msgid "UNCLAIMED"
    msgstr "无主"

    msgid "UNEXPLAINED"
    msgstr "无法解释"

    msgid "UNTIL"
    msgstr "截止"

    msgid "UPTIME"
    msgstr "运行时长"

    msgid "USED"
    msgstr "已用"

    msgid "USES"
    msgstr "使用次数"

    msgid "VERDICT"
    msgstr "结论"

    msgid "VERSION"
    msgstr "版本"

    msgid "WHAT"
    msgstr "内容"

    msgid "WHY"
    msgstr "原因"

    msgid "WORKER"
    msgstr "WORKER"

    # Words, and what joins parts
    msgid "yes"
    msgstr "是"

    msgid "no"
    msgstr "否"

    msgid "none"
    msgstr "无"

    msgid "unknown"
    msgstr "未知"

    msgid "never"
    msgstr "从不"

    msgid "ok"
    msgstr "正常"

    msgid "warn"
    msgstr "警告"

    msgid "fail"
    msgstr "失败"

    msgid "pass"
    msgstr "通过"

    msgid "skip"
    msgstr "跳过"

    msgid "skipped"
    msgstr "已跳过"

    msgid "exact"
    msgstr "精确"

    msgid "paused"
    msgstr "已暂停"

    msgid "note:"
    msgstr "注意："

    msgid "warning:"
    msgstr "警告："

    msgid "problem:"
    msgstr "问题："

    msgid "next:"
    msgstr "建议："

    msgid "why:"
    msgstr "原因："

    msgid "fix:"
    msgstr "修复："

    msgid "done:"
    msgstr "完成："

    msgid ", "
    msgstr "、"

    msgid "; "
    msgstr "；"

    msgid "{1}; {2}"
    msgstr "{1}；{2}"

    msgid "{1}: {2}"
    msgstr "{1}：{2}"

    msgid "{1}, {2}"
    msgstr "{1}，{2}"

    msgid "{1} ({2})"
    msgstr "{1}（{2}）"

    msgid "{1}, and {2}"
    msgstr "{1}，{2}"

    msgid "{1} and {2}"
    msgstr "{1} 和 {2}"

    msgid "{1} or {2}"
    msgstr "{1} 或 {2}"

    msgid "next: {1}"
    msgstr "建议：{1}"

    msgid "  next: {1}"
    msgstr "  建议：{1}"

    msgid "note: {1}"
    msgstr "注意：{1}"

    msgid "could not {1}: {2}"
    msgstr "无法{1}：{2}"

    msgid "For cron"
    msgstr "用于 cron"

    msgid "Waiting"
    msgstr "等待"

    msgid "With --follow"
    msgstr "与 --follow 合用"

    msgid "run the same command again"
    msgstr "再次运行同一命令"

    msgid "read the codes"
    msgstr "读取兑换码"

    msgid "read the buckets"
    msgstr "读取令牌桶"

    msgid "The queue."
    msgstr "队列。"

    msgid "How long to wait for workers that do not answer."
    msgstr "等待未应答的 worker 的最长时间。"

    msgid "Show emails and codes as they are."
    msgstr "原样显示邮箱和兑换码。"

    msgid "Task ids."
    msgstr "任务 ID。"

    msgid "Show the plan only, and do not ask."
    msgstr "只显示计划，不询问。"

    msgid "Show the plan and stop."
    msgstr "显示计划后停止。"

    msgid "Go ahead without asking."
    msgstr "不询问，直接执行。"

    msgid "Do it; without this only the plan is shown."
    msgstr "执行；不加此选项只显示计划。"

    msgid "no reason given"
    msgstr "未给出原因"

    msgid "out of memory"
    msgstr "内存不足"

    msgid "there is no such file"
    msgstr "没有这个文件"

    msgid "the queue's name is empty"
    msgstr "队列名为空"

    msgid "nothing was done; add --yes to do it"
    msgstr "什么都没有做；加 --yes 才会执行"

    msgid "skipped: another run holds the lock: {1}"
    msgstr "已跳过：锁被另一次运行持有：{1}"

    msgid "see what is said of each"
    msgstr "请看各项的说明"

    msgid "see what is said of each, then run the same command again"
    msgstr "请看各项的说明，然后再次运行同一命令"

    msgid "; not everything was seen"
    msgstr "；并未看全"

    # What several areas say.
    msgid "{1} and {2} more"
    msgstr "{1} 以及另外 {2} 个"

    msgid "{1} elements"
    msgstr "{1} 个元素"

    msgid "not seen: {1}"
    msgstr "未看到：{1}"

    msgid "{1} for {2}"
    msgstr "{1}（{2}）"

    msgid "the database has {1}"
    msgstr "数据库占用 {1}"

    msgid "being built"
    msgstr "正在建立"

    msgid "missing"
    msgstr "缺失"

    msgid "invalid"
    msgstr "无效"

    msgid "different"
    msgstr "定义不同"

    msgid "there is no table {1}"
    msgstr "没有表 {1}"

    msgid "correct the database URL, or run the backend's own migrations first"
    msgstr "更正数据库 URL，或先运行后端自己的迁移"

    msgid "subscriber '{1}'"
    msgstr "订阅端 '{1}'"

    msgid "replica '{1}'"
    msgstr "备库 '{1}'"

    msgid "{1} bytes"
    msgstr "{1} 字节"

    msgid "not as it was made"
    msgstr "与建立时不同"

    msgid "{1} answered"
    msgstr "应答：{1}"

    msgid "holds no count"
    msgstr "存的不是计数"

    msgid "count the messages in the broker"
    msgstr "统计 broker 中的消息"

    msgid "a cursor and keys"
    msgstr "游标和键"

    msgid "{1} values"
    msgstr "{1} 个值"

    msgid "ask the workers for their stats"
    msgstr "向 worker 询问 stats"

    msgid "connection refused"
    msgstr "连接被拒绝"

    msgid "no answer in time"
    msgstr "没有及时应答"

    msgid "{1} {2}: {3}"
    msgstr "{1} {2}：{3}"

    msgid "and {1} more"
    msgstr "另有 {1} 个"

    msgid "IN/s"
    msgstr "入/秒"

    msgid "OUT/s"
    msgstr "出/秒"

    msgid "NET/s"
    msgstr "净/秒"

    msgid "DONE"
    msgstr "完成"

    msgid "dropping {1}"
    msgstr "删除 {1}"

    msgid "drop {1}"
    msgstr "删除 {1}"

    msgid "point the database URL at the primary"
    msgstr "把数据库 URL 指向主库"

    msgid "Do not ask."
    msgstr "不询问。"

    msgid "{1}, {2} left"
    msgstr "{1}，还剩 {2}"

    msgid "absent"
    msgstr "不存在"

    msgid "{1}: {2} on {3}"
    msgstr "{1}：{2}（{3}）"

    msgid "run the same command again when the failover is over; nothing is half done"
    msgstr "故障切换结束后再次运行同一命令；没有做到一半的事"

    msgid "{1} to {2}"
    msgstr "{1} 到 {2}"

    msgid "could not write {1}: {2}"
    msgstr "无法写入 {1}：{2}"

    msgid "{1} is a symbolic link"
    msgstr "{1} 是符号链接"

    msgid "{1} is a directory"
    msgstr "{1} 是目录"

    msgid "{1} is no regular file"
    msgstr "{1} 不是普通文件"

    msgid "name another file"
    msgstr "指定其他文件"

    msgid "could not read {1}: {2}"
    msgstr "无法读取 {1}：{2}"

    msgid "queue row {1} is {2}"
    msgstr "队列行 {1} 的状态为 {2}"

    msgid "look for the mark of the redemption"
    msgstr "查找兑换的标记"

    msgid "team {1}"
    msgstr "团队 {1}"

    msgid "'alembic upgrade 025_add_invite_queue_waiting_enum', or ALTER TYPE {1}.invitequeuestatus ADD VALUE 'waiting'"
    msgstr "'alembic upgrade 025_add_invite_queue_waiting_enum'，或 ALTER TYPE {1}.invitequeuestatus ADD VALUE 'waiting'"

    msgid "stopped before the redemption; nothing was changed"
    msgstr "在兑换之前停止；没有任何改动"

    msgid "the bucket {1}"
    msgstr "令牌桶{1}"

    msgid "{1} by {2}"
    msgstr "{1}（{2}）"

    msgid "active"
    msgstr "执行中"

    msgid "its last state is {1}"
    msgstr "其最后的状态为 {1}"

    msgid "it makes no task: {1}"
    msgstr "它无法构成任务：{1}"

    msgid "it has no retry_count, and would end the backend's job for all that wait"
    msgstr "它没有 retry_count，会使后端的定时任务对所有等待者中断"

    msgid "run the same command again: it goes on with what is left"
    msgstr "再次运行同一命令：它会继续处理剩下的"

    msgid "invite_records {1} is an invite of this email that was made, and names no code"
    msgstr "invite_records {1} 是此邮箱已发出的邀请，未注明兑换码"

    msgid "invite_records {1} is an invite that was made, and has no time"
    msgstr "invite_records {1} 是已发出的邀请，没有时间"

    msgid "invite_records {1} is of this email and has no status"
    msgstr "invite_records {1} 属于此邮箱，没有状态"

    msgid "invite_records {1} is of this email, newer than the row, and not settled"
    msgstr "invite_records {1} 属于此邮箱，比该行新，且没有结果"

    msgid "if nobody was invited, delete row {1}"
    msgstr "如果并未邀请任何人，删除行 {1}"

    msgid "its email is a member of team {1} already"
    msgstr "它的邮箱已是团队 {1} 的成员"

    msgid "count the free seats"
    msgstr "统计空闲席位"

    msgid "put row {1} back into the queue"
    msgstr "把行 {1} 放回队列"

    msgid "read invitectl.run_log"
    msgstr "读取 invitectl.run_log"

    msgid "no bucket"
    msgstr "无令牌桶"

    msgid "task"
    msgstr "任务"

    msgid "result"
    msgstr "结果"

    msgid "worker"
    msgstr "worker"

    msgid "retries"
    msgstr "重试次数"

    msgid "no status"
    msgstr "没有状态"

    msgid "queue row"
    msgstr "队列行"

    msgid "refused"
    msgstr "已拒绝"

    msgid "waiting: {1}"
    msgstr "等待：{1}"

    msgid "no message found, but see below"
    msgstr "没有找到消息，但请看下面"

    msgid "duplicate"
    msgstr "重复"

    msgid "waiting"
    msgstr "等待中"

    msgid "queue"
    msgstr "队列"

    msgid "wait"
    msgstr "等待"

    msgid "arguments"
    msgstr "参数"

    msgid "finished"
    msgstr "已结束"

    msgid "there are {1}"
    msgstr "可用的有 {1}"

    msgid "read the time"
    msgstr "读取时间"

    msgid "no worker of the queue {1} answers in the broker {2}, and the queue has no binding there: set {3} to the broker of the workers, or start a worker"
    msgstr "在 broker {2} 中，队列 {1} 没有 worker 应答，也没有该队列的绑定：把 {3} 设为 worker 所用的 broker，或启动一个 worker"

    msgid "worker {1}"
    msgstr "worker {1}"

    msgid "read {1}"
    msgstr "读取 {1}"

    msgid "{1} is a {2}, not a hash"
    msgstr "{1} 是 {2}，不是 hash"

    msgid "a cursor and pairs"
    msgstr "一个游标和若干对值"

    msgid "an unknown queue"
    msgstr "未知队列"

    msgid "its queue"
    msgstr "其队列"

    msgid "{1} belongs to another user (uid {2})"
    msgstr "{1} 属于其他用户（uid {2}）"

    msgid "another message"
    msgstr "其他消息"

    msgid "a task"
    msgstr "单个任务"

    msgid "AT (UTC)"
    msgstr "时间（UTC）"

    msgid "stays"
    msgstr "保留"
    """#
}
