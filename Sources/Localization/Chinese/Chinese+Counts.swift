extension ChineseCatalogue {
  /// Numbers with what they count, by `CountText.of`, which makes `{1}` and the plural of it.
  static let counts = #"""
    msgid "{1} codes"
    msgstr "{1} 个兑换码"

    msgid "{1} invites"
    msgstr "{1} 个邀请"

    msgid "{1} rows"
    msgstr "{1} 行"

    msgid "{1} messages"
    msgstr "{1} 条消息"

    msgid "{1} buckets"
    msgstr "{1} 个令牌桶"

    msgid "{1} counts"
    msgstr "{1} 个计数"

    msgid "{1} workers"
    msgstr "{1} 个 worker"

    msgid "{1} days"
    msgstr "{1} 天"

    msgid "{1} tasks"
    msgstr "{1} 个任务"

    msgid "{1} partitions"
    msgstr "{1} 个分区"

    msgid "{1} lines"
    msgstr "{1} 行"

    msgid "{1} active codes"
    msgstr "{1} 个有效兑换码"

    msgid "{1} uses"
    msgstr "{1} 次使用"

    msgid "{1} scans"
    msgstr "{1} 次扫描"

    msgid "{1} reservations"
    msgstr "{1} 个预留"

    msgid "{1} reply lists"
    msgstr "{1} 个应答列表"

    msgid "{1} redemptions"
    msgstr "{1} 次兑换"

    msgid "{1} members"
    msgstr "{1} 个成员"

    msgid "{1} changes"
    msgstr "{1} 处改动"

    msgid "{1} whole days"
    msgstr "{1} 个整天"

    msgid "{1} turns"
    msgstr "{1} 个周期"

    msgid "{1} transactions"
    msgstr "{1} 个事务"

    msgid "{1} traces"
    msgstr "{1} 条痕迹"

    msgid "{1} tokens"
    msgstr "{1} 个令牌"

    msgid "{1} times"
    msgstr "{1} 次"

    msgid "{1} columns"
    msgstr "{1} 列"

    msgid "{1} seats"
    msgstr "{1} 个席位"

    msgid "{1} free seats"
    msgstr "{1} 个空闲席位"

    msgid "{1} results"
    msgstr "{1} 个结果"

    msgid "{1} problems"
    msgstr "{1} 个问题"

    msgid "{1} others"
    msgstr "{1} 个其他兑换码"

    msgid "{1} open rows"
    msgstr "{1} 个未完成的行"

    msgid "{1} new invites"
    msgstr "{1} 个新邀请"

    msgid "{1} more queues"
    msgstr "{1} 个队列未列出"

    msgid "{1} more invites"
    msgstr "{1} 个邀请未列出"

    msgid "{1} more codes"
    msgstr "{1} 个兑换码未列出"

    msgid "{1} invite records"
    msgstr "{1} 条邀请记录"

    msgid "{1} indexes"
    msgstr "{1} 个索引"

    msgid "{1} fields"
    msgstr "{1} 个字段"

    msgid "{1} errors"
    msgstr "{1} 种错误"

    msgid "{1} other errors"
    msgstr "{1} 种其他错误"

    msgid "{1} commands"
    msgstr "{1} 条命令"

    msgid "{1} chains"
    msgstr "{1} 条链"

    msgid "{1} adjustments"
    msgstr "{1} 次调整"

    msgid "{1} active teams"
    msgstr "{1} 个有效团队"

    msgid "{1} groups"
    msgstr "{1} 个组"

    msgid "{1} bound codes"
    msgstr "{1} 个绑定的兑换码"
    """#
}
