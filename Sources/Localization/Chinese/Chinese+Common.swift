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

    msgid "CHECK"
    msgstr "检查"

    msgid "CODE"
    msgstr "兑换码"

    msgid "COMMAND"
    msgstr "命令"

    msgid "CONSUMERS"
    msgstr "消费者"

    msgid "COUNTED"
    msgstr "计入"

    msgid "DETAIL"
    msgstr "说明"

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

    msgid "EXPLAINED"
    msgstr "已解释"

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

    msgid "MESSAGES"
    msgstr "消息"

    msgid "NAME"
    msgstr "名称"

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

    msgid "SEATS"
    msgstr "席位"

    msgid "SIZE"
    msgstr "大小"

    msgid "SLOTS"
    msgstr "进程数"

    msgid "STARTED"
    msgstr "开始"

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

    msgid "TEAM"
    msgstr "团队"

    msgid "TIME"
    msgstr "时间"

    msgid "TOOK"
    msgstr "耗时"

    msgid "TYPE"
    msgstr "类型"

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

    msgid "failed"
    msgstr "失败"

    msgid "exact"
    msgstr "精确"

    msgid "paused"
    msgstr "已暂停"

    msgid "drained"
    msgstr "已排空"

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

    msgid "could not {1}"
    msgstr "无法{1}"

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
    """#
}
