extension ChineseCatalogue {
  /// Counts, their evidence and the ledger; cleanup, archives and stuck rows.
  static let syncCounts = #"""
    # Sources/InviteOps/Operations/Cleanup/ArchiveCheck.swift
    msgid "{1} is damaged; nothing was restored"
    msgstr "{1} 已损坏；什么都没有还原"

    msgid "use a copy of it"
    msgstr "换用它的副本"

    msgid "{1} is not what its manifest says; nothing was restored"
    msgstr "{1} 与其清单不符；什么都没有还原"

    msgid "compare 'sha256sum' with the manifest, and use a copy of the archive"
    msgstr "把 'sha256sum' 的结果与清单对比，并换用归档的副本"

    msgid "{1} is of database {2} of server {3}, and this is {4} of server {5}; nothing was restored"
    msgstr "{1} 属于服务器 {3} 的数据库 {2}，而这里是服务器 {5} 的 {4}；什么都没有还原"

    msgid "{1} is of database {2} of server {3}, and this is {4}; nothing was restored"
    msgstr "{1} 属于服务器 {3} 的数据库 {2}，而这里是 {4}；什么都没有还原"

    msgid "connect to that one; where this is its copy, add --foreign"
    msgstr "连接到那个数据库；若这里是它的副本，加 --foreign"

    # Sources/InviteOps/Operations/Cleanup/ArchiveDirectory.swift
    msgid "{1} belongs to another user (uid {2}), who could put files there"
    msgstr "{1} 属于其他用户（uid {2}），此人可以往里放文件"

    msgid "name a directory of this user's own"
    msgstr "指定一个属于本用户的目录"

    msgid "{1} can be written by others (mode {2}), who could put files there"
    msgstr "{1} 可被他人写入（权限 {2}），他人可以往里放文件"

    msgid "'chmod go-w {1}', or name a directory of this user's own"
    msgstr "'chmod go-w {1}'，或指定一个属于本用户的目录"

    # Sources/InviteOps/Operations/Cleanup/ArchiveFile.swift
    msgid "{1} is still open in another process"
    msgstr "{1} 仍在另一个进程中打开"

    msgid "{1} is one of {2} names of its file"
    msgstr "{1} 所指的文件有 {2} 个名称"

    msgid "{1}, and no archive that cleanup-queue wrote"
    msgstr "{1}，不是 cleanup-queue 写出的归档"

    msgid "name the .ndjson.gz file that cleanup-queue --archive wrote"
    msgstr "指定 cleanup-queue --archive 写出的 .ndjson.gz 文件"

    msgid "correct the path"
    msgstr "更正路径"

    msgid "make the directory first if there is to be one, or correct the path"
    msgstr "若确实要用这个目录，先创建它，否则更正路径"

    msgid "give this user the right to read it, or name another file"
    msgstr "授予本用户读取它的权限，或指定其他文件"

    msgid "name a directory"
    msgstr "指定一个目录"

    msgid "give this user the right to write there, or name another place"
    msgstr "授予本用户在那里写入的权限，或指定其他位置"

    msgid "make room on that disk, then run the same command again"
    msgstr "在那块磁盘上腾出空间，然后再次运行同一命令"

    msgid "could not open {1}: {2}"
    msgstr "无法打开 {1}：{2}"

    msgid "could not look at {1}: {2}"
    msgstr "无法查看 {1}：{2}"

    msgid "could not rename {1}: {2}"
    msgstr "无法重命名 {1}：{2}"

    msgid "could not shorten {1}: {2}"
    msgstr "无法截短 {1}：{2}"

    # Sources/InviteOps/Operations/Cleanup/ArchiveManifest.swift
    msgid "{1} is not the manifest of an archive"
    msgstr "{1} 不是归档的清单"

    msgid "give the .ndjson.gz file that cleanup-queue --archive wrote"
    msgstr "给出 cleanup-queue --archive 写出的 .ndjson.gz 文件"

    msgid "write the manifest of {1}"
    msgstr "写入 {1} 的清单"

    msgid "{1} has no checksum: this machine's OpenSSL refuses SHA-256"
    msgstr "{1} 没有校验和：本机的 OpenSSL 拒绝 SHA-256"

    msgid "run cleanup-queue again where it does not; the archive is whole"
    msgstr "在 OpenSSL 允许的机器上再次运行 cleanup-queue；归档是完整的"

    # Sources/InviteOps/Operations/Cleanup/ArchiveTrust.swift
    msgid "{1} can be written by others (mode {2}), who could have put rows into the archive; nothing was restored"
    msgstr "{1} 可被他人写入（权限 {2}），他人可能已把行放进归档；什么都没有还原"

    msgid "once you know that the archive is right, 'chmod go-w {1}'"
    msgstr "确认归档无误后，'chmod go-w {1}'"

    msgid "{1} belongs to another user (uid {2}), who could have put rows into the archive; nothing was restored"
    msgstr "{1} 属于其他用户（uid {2}），此人可能已把行放进归档；什么都没有还原"

    msgid "once you know that the archive is right, copy it and its manifest into a directory of this user's own, and restore that"
    msgstr "确认归档无误后，把它和清单复制到属于本用户的目录，再还原那一份"

    # Sources/InviteOps/Operations/Cleanup/ArchiveWriter.swift
    msgid "could not compress: {1}"
    msgstr "无法压缩：{1}"

    # Sources/InviteOps/Operations/Cleanup/CleanupBatch.swift
    msgid "the connection was lost while a batch of {1} was being committed"
    msgstr "正在提交 {1} 的一批行时连接中断"

    msgid "run the same command again: it finds out whether the rows were deleted"
    msgstr "再次运行同一命令：它会查明这些行是否已删除"

    # Sources/InviteOps/Operations/Cleanup/CleanupLeaf.swift
    msgid "{1} has child tables, which cleanup-queue does not delete from"
    msgstr "{1} 有子表，cleanup-queue 不删除子表中的行"

    msgid "ALTER TABLE child NO INHERIT {1} parts one from it"
    msgstr "ALTER TABLE child NO INHERIT {1} 可把一个子表分开"

    msgid "{1}, a partition of {2}, is a foreign table: passed over"
    msgstr "{2} 的分区 {1} 是外部表：已略过"

    msgid "role {1} may not use the schema of partitions of {2}: {3}"
    msgstr "角色 {1} 无权使用 {2} 的分区所在的 schema：{3}"

    msgid "role {1} may not delete the rows of {2} of {3} by itself, such as {4}"
    msgstr "{3} 有 {2}，角色 {1} 无权直接删除其中的行，例如 {4}"

    msgid "row security hides rows of {1}, a partition of {2}"
    msgstr "行级安全隐藏了 {2} 的分区 {1} 中的行"

    msgid "as its owner: ALTER TABLE {1} DISABLE ROW LEVEL SECURITY"
    msgstr "以其所有者的身份：ALTER TABLE {1} DISABLE ROW LEVEL SECURITY"

    # Sources/InviteOps/Operations/Cleanup/CleanupOutcome.swift
    msgid "stopped after {1} rows; nothing is half done"
    msgstr "删除 {1} 行后停止；没有做到一半的事"

    msgid "run the same command again to go on"
    msgstr "再次运行同一命令即可继续"

    msgid "{1} could not be deleted, named above"
    msgstr "{1}无法删除，已在上面列出"

    msgid "see what is said of each; the other rows are gone"
    msgstr "请看各行的说明；其余的行已删除"

    msgid "timed out before a row was deleted"
    msgstr "在删除任何一行之前已超时"

    msgid "give it longer with --max-runtime"
    msgstr "用 --max-runtime 给它更长时间"

    # Sources/InviteOps/Operations/Cleanup/CleanupQueue.swift
    msgid "count the rows"
    msgstr "统计行数"

    # Sources/InviteOps/Operations/Cleanup/CleanupRequest.swift
    msgid "--older-than is {1}, less than an hour"
    msgstr "--older-than 为 {1}，不足一小时"

    msgid "give at least 1h; the backend's own cleanup keeps 30d"
    msgstr "至少给 1h；后端自己的清理保留 30d"

    msgid "--invite-records is {1}, less than 2 days"
    msgstr "--invite-records 为 {1}，不足 2 天"

    msgid "give at least 2d: invites of the last 24 hours hold their seats"
    msgstr "至少给 2d：最近 24 小时的邀请占用席位"

    msgid "--rate is not 1 to 1000000000 rows a second"
    msgstr "--rate 应为每秒 1 到 1000000000 行"

    msgid "give e.g. --rate 5000"
    msgstr "例如 --rate 5000"

    # Sources/InviteOps/Operations/Cleanup/CleanupRestore+Columns.swift
    msgid "the archive is older than {1} of {2}, without which it takes no row"
    msgstr "归档早于 {2} 的 {1}，而没有它，该表不接受任何行"

    msgid "have its rows get what 'alembic upgrade' gave old ones, by the statement below, in psql, and run the same command again; this takes it back: {1}"
    msgstr "在 psql 中执行下面的语句，使这些行得到 'alembic upgrade' 给旧行的值，再次运行同一命令；之后撤销：{1}"

    msgid "have its rows get a value of yours: {1} Then run the same command again; this takes it back: {2}"
    msgstr "由你为这些行定一个值：{1} 然后再次运行同一命令；之后撤销：{2}"

    # Sources/InviteOps/Operations/Cleanup/CleanupRestore+Sequence.swift
    msgid "whether sequence {1} is behind the ids that are there cannot be seen; until it is past them new rows fail. This shows it the next time: {2}"
    msgstr "看不到序列 {1} 是否落后于已有的 id；落后期间新增行会失败。下次要看到它：{2}"

    # Sources/InviteOps/Operations/Cleanup/CleanupRestore+Outcome.swift
    msgid "{1} could not be restored, named above"
    msgstr "{1}无法还原，已在上面列出"

    msgid "sequence {1} is at {2}, and there are ids up to {3}: new rows fail"
    msgstr "序列 {1} 现为 {2}，而已有的 id 最大为 {3}：新行会失败"

    msgid "move it with psql: {1}"
    msgstr "用 psql 推进它：{1}"

    # Sources/InviteOps/Operations/Cleanup/CleanupRestore.swift
    msgid "{1} was left unfinished by a run that died"
    msgstr "{1} 是异常终止的运行留下的未完成归档"

    msgid "run cleanup-queue --archive with its directory: it settles which rows were deleted"
    msgstr "对它所在的目录运行 cleanup-queue --archive：它会查明哪些行已删除"

    msgid "{1} was written by a newer invitectl; nothing was restored"
    msgstr "{1} 由更新版本的 invitectl 写出；什么都没有还原"

    msgid "use that one"
    msgstr "请用那个版本"

    msgid "restore {1}"
    msgstr "还原 {1}"

    msgid "restore rows of {1}"
    msgstr "还原 {1} 的行"

    msgid "stopped after {1} of {2} rows"
    msgstr "还原 {2} 行中的 {1} 行后停止"

    msgid "run the same command again: it goes on where this one left"
    msgstr "再次运行同一命令：它会从中断处继续"

    msgid "{1} has no column {2}, which the archive has"
    msgstr "{1} 没有列 {2}，而归档中有"

    msgid "restore it into a database of the revision it was archived at"
    msgstr "还原到与归档时迁移版本相同的数据库"

    # Sources/InviteOps/Operations/Cleanup/CleanupSession.swift
    msgid "ask the database for its time"
    msgstr "向数据库询问时间"

    msgid "delete the rows"
    msgstr "删除行"

    msgid "{1} is still open in a process that has lost the lock, perhaps because it is stopped; end that process ('fuser {2}' names it), and the next run settles the file"
    msgstr "{1} 仍在一个已失去锁的进程中打开，该进程也许已停住；结束该进程（'fuser {2}' 给出它），下次运行会处理此文件"

    msgid "{1}: passed over"
    msgstr "{1}：已略过"

    msgid "how far replicas are behind is hidden from this role: {1}"
    msgstr "此角色看不到备库落后多少：{1}"

    # Sources/InviteOps/Operations/Cleanup/CleanupSweep.swift
    msgid "delete rows of {1}"
    msgstr "删除 {1} 的行"

    # Sources/InviteOps/Operations/Cleanup/PartitionArchive.swift
    msgid "its rows keep changing while they are archived"
    msgstr "归档期间它的行一直在变"

    msgid "see who writes to so old a month, then run the same command again"
    msgstr "查明谁在写这么早的月份，然后再次运行同一命令"

    msgid "without it the month cannot be taken out: delete or change that row"
    msgstr "缺了它，这个月份就无法取出：删除或修改该行"

    msgid "column {1} has a value that an archive cannot keep to the last bit"
    msgstr "列 {1} 有一个值，归档无法逐位保留"

    msgid "a row has a character that would come back as another one"
    msgstr "有一行含有还原后会变成另一个字符的字符"

    # Sources/InviteOps/Operations/Cleanup/PartitionCleanup.swift
    msgid "look at the partitions"
    msgstr "查看分区"

    # Sources/InviteOps/Operations/Cleanup/PartitionCleanupOutcome.swift
    msgid "--older-than is {1}, less than 2 days"
    msgstr "--older-than 为 {1}，不足 2 天"

    msgid "without --archive there would be no way back"
    msgstr "没有 --archive 就没有退路"

    msgid "name a directory: --archive DIR"
    msgstr "指定一个目录：--archive DIR"

    msgid "stopped after {1} partitions; nothing is half done"
    msgstr "处理 {1} 个分区后停止；没有做到一半的事"

    msgid "{1} could not be taken: {2}: {3}"
    msgstr "{1}无法取出：{2}：{3}"

    msgid "{1}, or run the same command again"
    msgstr "{1}，或再次运行同一命令"

    # Sources/InviteOps/Operations/Cleanup/PartitionCleanupSession+Earlier.swift
    msgid "with --archive DIR, what earlier runs detached would be shown, too"
    msgstr "加 --archive DIR 还会显示以前的运行已分离的分区"

    msgid "somebody has written to it since: look at it, and where nothing of it is missed, drop it with psql: {1}"
    msgstr "分离后有人写过它：查看其内容，若没有需要的，用 psql 删除：{1}"

    # Sources/InviteOps/Operations/Cleanup/PartitionCleanupSession+Look.swift
    msgid "{1} is partitioned by {2}, not by ranges of created_at"
    msgstr "{1} 按 {2} 分区，而不是按 created_at 的范围"

    msgid "which of its partitions are old cannot be told; see docs/scaling.md"
    msgstr "无法判断哪些分区是旧的；见 docs/scaling.md"

    msgid "neither invite_queue nor invite_records of schema {1} is partitioned"
    msgstr "schema {1} 的 invite_queue 和 invite_records 都没有分区"

    msgid "'invitectl cleanup-queue --invite-records 90d' deletes old rows of a plain table"
    msgstr "'invitectl cleanup-queue --invite-records 90d' 删除普通表的旧行"

    msgid "rows of a foreign table are not archived"
    msgstr "外部表的行不归档"

    msgid "who needs its rows cannot be told while the partition {1}, a foreign table, cannot be read: {2}"
    msgstr "分区 {1} 是外部表且无法读取，因此无法判断谁需要这些行：{2}"

    msgid "let this role read it (CREATE USER MAPPING), or take it out with psql: {1}"
    msgstr "让此角色能读取它（CREATE USER MAPPING），或用 psql 取出：{1}"

    msgid "{1} are not finished"
    msgstr "{1}未完成"

    msgid "see them with psql: {1}"
    msgstr "用 psql 查看：{1}"

    msgid "{1} may still be needed by a rebind, a seat, --stuck or force-resync"
    msgstr "换绑、席位、--stuck 或 force-resync 可能仍需要 {1}"

    msgid "--needed-too takes them as well"
    msgstr "加 --needed-too 也会取出"

    msgid "only the owner, {1}, may detach {2} from {3}"
    msgstr "只有所有者 {1} 可以把 {2} 从 {3} 分离"

    # Sources/InviteOps/Operations/Cleanup/PartitionCleanupSession.swift
    msgid "archive and detach partitions"
    msgstr "归档并分离分区"

    msgid "there is no directory for archives"
    msgstr "没有存放归档的目录"

    msgid "{1} is being detached, and one at a time can be"
    msgstr "{1} 正在分离，同时只能分离一个"

    msgid "archive and detach it"
    msgstr "归档并分离它"

    msgid "it is being detached, and transactions that began before still use the table"
    msgstr "它正在分离，而更早开始的事务仍在使用该表"

    msgid "it is being detached, and transactions that began before still use the table: {1}"
    msgstr "它正在分离，而更早开始的事务仍在使用该表：{1}"

    msgid "end the transactions that use {1}, then finish it, in psql"
    msgstr "结束使用 {1} 的事务，然后在 psql 中完成分离"

    msgid "see who writes to it, then run the same command again"
    msgstr "查明谁在写它，然后再次运行同一命令"

    msgid "{1} is not what its archive says; it was not dropped"
    msgstr "{1} 与其归档不符；没有删除它"

    # Sources/InviteOps/Operations/Cleanup/PartitionDetach.swift
    msgid "detaching {1}"
    msgstr "分离 {1}"

    msgid "gave up {1}: somebody holds a lock on it, or on its table"
    msgstr "已放弃{1}：有会话持有它或其表的锁"

    msgid "'invitectl doctor --only long-transactions' names who has been at it for long"
    msgstr "'invitectl doctor --only long-transactions' 列出长时间运行的会话"

    msgid "gave up {1}: {2} in the way"
    msgstr "已放弃{1}，受阻于：{2}"

    msgid "the statements below end these transactions, in psql"
    msgstr "下面的语句在 psql 中结束这些事务"

    # Sources/InviteOps/Operations/Cleanup/ReplicaLag.swift
    msgid "subscriber '{1}' (slot {2})"
    msgstr "订阅端 '{1}'（复制槽 {2}）"

    msgid "replica '{1}' (slot {2})"
    msgstr "备库 '{1}'（复制槽 {2}）"

    msgid "{1} is {2} behind and has not moved for {3}"
    msgstr "{1}：落后 {2}，且已有 {3} 没有推进"

    msgid "see why it stands still: 'invitectl doctor --only replication' shows what reads the log; '--ignore-replica {1}' goes on without it"
    msgstr "查明它为何停滞：'invitectl doctor --only replication' 显示谁在读取日志；'--ignore-replica {1}' 不再等它"

    # Sources/InviteOps/Operations/Cleanup/RestoreHomeless.swift
    msgid "{1} rows are without created_at, for which it has no partition"
    msgstr "{1} 行没有 created_at，没有可容纳的分区"

    msgid "{1} rows are of {2}, for which it has no partition"
    msgstr "{1} 行属于 {2}，没有可容纳的分区"

    msgid "make it, then run the same command again: {1}"
    msgstr "建立该分区，然后再次运行同一命令：{1}"

    msgid "make a partition for them, then run the same command again"
    msgstr "为它们建立分区，然后再次运行同一命令"

    # Sources/InviteOps/Operations/Cleanup/RowFault+Archive.swift
    msgid "it cannot be archived: what type {1} writes for column {2} would not be read back as it is"
    msgstr "无法归档：类型 {1} 为列 {2} 写出的内容读回后会不同"

    msgid "it cannot be archived: it has a character that would come back from UTF-8 as another one"
    msgstr "无法归档：它含有经 UTF-8 读回后会变成另一个字符的字符"

    msgid "correct the value; without --archive the row is deleted for good"
    msgstr "更正该值；不加 --archive 会永久删除该行"

    msgid "column {1} of {2} cannot be archived: of {3} rows its value would not be read back as it is, and they were left"
    msgstr "{2} 的列 {1} 无法归档：有 {3} 行的值读回后会不同，这些行未改动"

    msgid "give it another type than {1}, or delete the rows for good, without --archive"
    msgstr "改用 {1} 以外的类型，或不加 --archive 永久删除这些行"

    # Sources/InviteOps/Operations/Counts/BucketWriter.swift
    msgid "a script that adjusts buckets answered {1}"
    msgstr "调整令牌桶的脚本应答了 {1}"

    # Sources/InviteOps/Operations/Counts/ContractAssumption.swift
    msgid "buckets are in this database"
    msgstr "令牌桶在这个 DB 中"

    msgid "a bucket's key is redeem:CODE:remaining"
    msgstr "令牌桶的键是 redeem:CODE:remaining"

    msgid "a bucket is set with SETEX 86400"
    msgstr "令牌桶用 SETEX 86400 设置"

    msgid "a bucket is set within 30 s of reading its code"
    msgstr "读取兑换码后 30 s 内设置令牌桶"

    msgid "a token is taken by DECR in a script"
    msgstr "令牌在脚本中用 DECR 取出"

    msgid "no token is given back of a code that was at rest for an hour"
    msgstr "静止了一小时的兑换码不再退还令牌"

    # Sources/InviteOps/Operations/Counts/ContractBreach.swift
    msgid "a code"
    msgstr "某个兑换码"

    msgid "a token of {1} was given back an hour or more after it was taken: after the failover of Redis no count is taken for unchanged"
    msgstr "一个令牌（{1}）在取出一小时或更久之后才退还：Redis 故障切换后，不再把任何计数当作没有变化"

    msgid "doctor saw at {1} that backends do not keep to '{2}' ({3}): {4}"
    msgstr "doctor 于 {1} 发现后端不遵守 '{2}'（{3}）：{4}"

    msgid "doctor saw that backends do not keep to '{1}' ({2}): {3}"
    msgstr "doctor 发现后端不遵守 '{1}'（{2}）：{3}"

    msgid "no bound holds, and no count is called exact"
    msgstr "没有任何上下界成立，也没有计数可称为精确"

    msgid "of a bucket that is lost any number may have been taken, so that such a count has no upper bound"
    msgstr "从丢失的令牌桶中可能取出过任意多的令牌，这样的计数没有上界"

    msgid "a bucket that is set anew may hold what its code ever had, and bounds are as wide as that"
    msgstr "重新设置的令牌桶可能含有其兑换码曾有的全部令牌，上下界也就这么宽"

    msgid "mend the backend; 'invitectl doctor --only contract --for 1m' takes this back when it sees it kept; then 'invitectl force-resync --all' looks for evidence"
    msgstr "修复后端；'invitectl doctor --only contract --for 1m' 看到约定得到遵守后会撤回此结论；然后用 'invitectl force-resync --all' 查找依据"

    # Sources/InviteOps/Operations/Counts/ContractStanding.swift
    msgid "see what doctor found of the backends"
    msgstr "查看 doctor 对后端的发现"

    # Sources/InviteOps/Operations/Counts/CountCheck.swift
    msgid "stopped while comparing; nothing was changed"
    msgstr "比对时停止；什么都没有改动"

    msgid "compare the counts"
    msgstr "比对计数"

    msgid "its bucket is there: with REDEEM_REDIS_LIMITER_ENABLED the backend's job sets used_count to {1}"
    msgstr "它有令牌桶：启用 REDEEM_REDIS_LIMITER_ENABLED 时，后端的定时任务会把 used_count 设为 {1}"

    msgid "take REDEEM_REDIS_LIMITER_ENABLED out of the backend's environment; then {1}"
    msgstr "从后端的环境变量中去掉 REDEEM_REDIS_LIMITER_ENABLED；然后 {1}"

    msgid "the bucket says {1} used, used_count {2}"
    msgstr "令牌桶显示已用 {1}，used_count 为 {2}"

    msgid "there is a bucket, and max_uses limits nothing"
    msgstr "有令牌桶，而 max_uses 不作限制"

    # Sources/InviteOps/Operations/Counts/CountComparison.swift
    msgid "{1} of {2} do not agree, named above"
    msgstr "{2}中有 {1} 个不一致，已在上面列出"

    msgid "what stands beside each sets it right; see docs/backends.md for how that comes about"
    msgstr "各项旁边的建议可以修正；成因见 docs/backends.md"

    # Sources/InviteOps/Operations/Counts/Follow/FollowCounts.swift
    msgid "beside this backend ({1}) nothing is moved between buckets and used_count, so there is nothing to follow"
    msgstr "对这个后端（{1}），令牌桶与 used_count 之间不搬运任何数，因此没有可跟随的"

    msgid "'invitectl sync-counts' shows what each of them says"
    msgstr "'invitectl sync-counts' 显示两边各是多少"

    # Sources/InviteOps/Operations/Counts/Follow/FollowFeed.swift
    msgid "ask whether changed buckets are named"
    msgstr "询问是否会通知有改动的令牌桶"

    msgid "this Redis user may not have changed buckets named to it: {1}"
    msgstr "此 Redis 用户无权接收令牌桶改动的通知：{1}"

    msgid "type the line of 'invitectl doctor --grants' once more: it has CLIENT TRACKING and the channel {1}"
    msgstr "再执行一次 'invitectl doctor --grants' 给出的命令：其中有 CLIENT TRACKING 和频道 {1}"

    msgid "the connection that changed buckets are named to was lost at once"
    msgstr "接收令牌桶改动通知的连接刚建立就断开"

    msgid "have changed buckets named at {1}"
    msgstr "订阅 {1} 上令牌桶改动的通知"

    # Sources/InviteOps/Operations/Counts/Follow/FollowNotices.swift
    msgid "see whether there is a row feed"
    msgstr "查看是否有行变更源"

    msgid "look for the codes that the row feed has named"
    msgstr "查找行变更源通知的兑换码"

    # Sources/InviteOps/Operations/Counts/Follow/FollowRows.swift
    msgid "see which transactions are open"
    msgstr "查看哪些事务未结束"

    msgid "see which codes were changed"
    msgstr "查看哪些兑换码有改动"

    # Sources/InviteOps/Operations/Counts/Follow/FollowSession+Upkeep.swift
    msgid "record how far the counts are"
    msgstr "记录计数的进度"

    msgid "see whether another run waits"
    msgstr "查看是否有另一次运行在等待"

    msgid "see what another run has left"
    msgstr "查看另一次运行遗留了什么"

    # Sources/InviteOps/Operations/Counts/Follow/FollowSession.swift
    msgid "see which buckets are still to be adjusted"
    msgstr "查看哪些令牌桶尚待调整"

    msgid "look for the codes whose buckets changed"
    msgstr "查找令牌桶有改动的兑换码"

    # Sources/InviteOps/Operations/Counts/Follow/FollowState.swift
    msgid "{1} synced, {2} behind"
    msgstr "已同步 {1}，落后 {2}"

    msgid "{1}, {2} left alone"
    msgstr "{1}，{2}未改动"

    msgid "{1}, no count is called exact"
    msgstr "{1}，没有计数可称为精确"

    # Sources/InviteOps/Operations/Counts/ForceResync/Audit/AuditReason.swift
    msgid "not everything could be seen"
    msgstr "并未看全"

    msgid "the broker may have lost messages since the code was made"
    msgstr "兑换码生成之后 broker 可能丢失过消息"

    msgid "cleanup-queue has deleted rows since the code was made"
    msgstr "兑换码生成之后 cleanup-queue 删除过行"

    msgid "the code is older than 29 days, and the backend cleans invite_queue up"
    msgstr "兑换码已超过 29 天，而后端会清理 invite_queue"

    msgid "a run counted the use or the outbox has it, and its message was purged: no row was deleted"
    msgstr "某次运行计入了这次使用，或发件箱中有它，而其消息已清空：没有删除过行"

    msgid "a run counted the use or the outbox has it, and its message was purged or its row deleted"
    msgstr "某次运行计入了这次使用，或发件箱中有它，而其消息已清空或其行已删除"

    msgid "what the use left was taken for that of one of the same person that was given back"
    msgstr "这次使用所留的痕迹当成了同一人已退还的另一次使用的痕迹"

    msgid "what the use left was taken for that of an older code of the same text, by created_at"
    msgstr "按 created_at 判断，这次使用所留的痕迹当成了同名的旧兑换码的痕迹"

    msgid "lines of the ledger were deleted for their age, with what runs and persons had said of the count"
    msgstr "账本的行因过期而删除，各次运行和人对计数的说法也随之消失"

    msgid "the bucket was lost or set anew, and its last takes were not counted"
    msgstr "令牌桶丢失或重新设置过，最后取出的令牌没有计入"

    msgid "the use was given back, or never counted"
    msgstr "这次使用已退还，或从未计入"

    msgid "later direct uses leave no record beside this backend"
    msgstr "对这个后端，之后的直接使用不留记录"

    msgid "the use is from before uses were counted on join"
    msgstr "这次使用早于改为在加入时计入使用"

    msgid "used_count was raised without a trace, or every trace is gone"
    msgstr "used_count 曾直接调高而未留痕迹，或痕迹已全部消失"

    # Sources/InviteOps/Operations/Counts/ForceResync/Audit/AuditReport.swift
    msgid "{1} could not be read, named above"
    msgstr "{1}无法读取，已在上面列出"

    msgid "not everything could be seen, so that uses may have left more than is told here"
    msgstr "并未看全，因此使用留下的痕迹可能多于这里所列"

    msgid "have the backend's workers running, which take what cannot be read here, and run it again"
    msgstr "让后端的 worker 运行起来取走这里无法读取的消息，然后再次运行"

    # Sources/InviteOps/Operations/Counts/ForceResync/Audit/ResyncAudit.swift
    msgid "invitectl.redeem_outbox cannot be read by this role ('invitectl doctor --grants' says what to grant)"
    msgstr "此角色无法读取 invitectl.redeem_outbox（'invitectl doctor --grants' 给出所需的授予）"

    msgid "assign the uses of codes"
    msgstr "归因兑换码的使用"

    msgid "see what there is to be read"
    msgstr "查看有什么可读"

    msgid "see whether rows were deleted"
    msgstr "查看是否删除过行"

    msgid "count rows of codes that there are not"
    msgstr "统计属于不存在的兑换码的行"

    msgid "more than {1} codes cannot be read, the last for this: {2}"
    msgstr "超过 {1} 个兑换码无法读取，最后一个的原因：{2}"

    msgid "'invitectl force-resync audit CODE' says more of a single one"
    msgstr "'invitectl force-resync audit CODE' 详细说明单个兑换码"

    msgid "look up the codes of messages"
    msgstr "查找消息中的兑换码"

    # Sources/InviteOps/Operations/Counts/ForceResync/EvidenceMessages.swift
    msgid "more than {1} messages of redemptions: the rest was not looked at"
    msgstr "兑换消息超过 {1} 条：其余未检查"

    msgid "{1} names the code {2}, and what it does is not known here"
    msgstr "{1} 提到兑换码 {2}，其作用在此未知"

    # Sources/InviteOps/Operations/Counts/ForceResync/EvidenceReader.swift
    msgid "which tokens were given back cannot be read, so no trace proves a use"
    msgstr "无法读取哪些令牌已退还，因此没有痕迹能证明使用"

    msgid "could not look for evidence in the tables: {1}"
    msgstr "无法在表中查找依据：{1}"

    msgid "its evidence could not be searched for: {1}"
    msgstr "无法查找其依据：{1}"

    msgid "see its messages with 'invitectl inspect-workers peek invites', and its rows in invite_records and invite_queue; then run 'invitectl force-resync --all' again"
    msgstr "用 'invitectl inspect-workers peek invites' 查看其消息，并查看它在 invite_records 和 invite_queue 中的行；然后再次运行 'invitectl force-resync --all'"

    msgid "look for evidence in the tables"
    msgstr "在表中查找依据"

    # Sources/InviteOps/Operations/Counts/ForceResync/ForceResync+Apply.swift
    msgid "the plan is for database {1}"
    msgstr "该计划针对数据库 {1}"

    msgid "point --database-url at it, or make a new plan"
    msgstr "把 --database-url 指向它，或另做一份计划"

    msgid "the plan believes {1}, not {2}"
    msgstr "该计划以 {1} 为准，而不是 {2}"

    msgid "if you do, say so: --from {1}"
    msgstr "如果正是如此，请写明：--from {1}"

    msgid "the plan is of another PostgreSQL server, which has a database of this name too"
    msgstr "该计划针对另一台 PostgreSQL 服务器，那里也有同名的数据库"

    msgid "point --database-url at that server, or make a new plan"
    msgstr "把 --database-url 指向那台服务器，或另做一份计划"

    # Sources/InviteOps/Operations/Counts/ForceResync/ForceResync.swift
    msgid "uses are counted on join here: there are no plans to write or to apply"
    msgstr "这里在加入时计入使用：没有可写出或执行的计划"

    msgid "'invitectl force-resync --all --dry-run' shows what differs"
    msgstr "'invitectl force-resync --all --dry-run' 显示差异"

    msgid "see which server answers"
    msgstr "查看应答的是哪台服务器"

    # Sources/InviteOps/Operations/Counts/ForceResync/JoinResync.swift
    msgid "{1} left alone"
    msgstr "{1}未改动"

    msgid "run the same command again; it looks anew"
    msgstr "再次运行同一命令；它会重新检查"

    msgid "what stands beside each above sets it right"
    msgstr "上面各项旁边的建议可以修正"

    msgid "uses are counted on join here: there is no side to believe but the records"
    msgstr "这里在加入时计入使用：除记录外没有可以为准的一方"

    msgid "leave --from out"
    msgstr "去掉 --from"

    msgid "stopped between two codes; nothing is half done"
    msgstr "在两个兑换码之间停止；没有做到一半的事"

    msgid "look at the ledger"
    msgstr "查看账本"

    msgid "set the count of {1}"
    msgstr "设置 {1} 的计数"

    msgid "set the counts"
    msgstr "设置计数"

    # Sources/InviteOps/Operations/Counts/ForceResync/ResyncApply.swift
    msgid "read the code"
    msgstr "读取该兑换码"

    msgid "write the counts"
    msgstr "写入各计数"

    msgid "write the count"
    msgstr "写入计数"

    msgid "record what the bucket answered"
    msgstr "记录令牌桶的应答"

    # Sources/InviteOps/Operations/Counts/ForceResync/ResyncDifference.swift
    msgid "{1}, used {2}, bucket {3}"
    msgstr "{1}，已用 {2}，令牌桶 {3}"

    msgid "{1}, used {2} to {3}, bucket {4} {5}"
    msgstr "{1}，已用 {2} 改为 {3}，令牌桶 {4} {5}"

    # Sources/InviteOps/Operations/Counts/ForceResync/ResyncHistory.swift
    msgid "read the ledger (made by 'invitectl migrate up')"
    msgstr "读取账本（由 'invitectl migrate up' 建立）"

    # Sources/InviteOps/Operations/Counts/ForceResync/ResyncPlan.swift
    msgid "the plan was edited or is of another version"
    msgstr "该计划有过改动，或属于另一个版本"

    msgid "make a new one with 'invitectl force-resync --all --plan FILE'"
    msgstr "用 'invitectl force-resync --all --plan FILE' 重新生成"

    msgid "{1} could not be changed, named above"
    msgstr "{1}无法改动，已在上面列出"

    msgid "{1} changed meanwhile and left alone"
    msgstr "{1}其间有变化，未改动"

    # Sources/InviteOps/Operations/Counts/History/CountHistory.swift
    msgid "{1} is later than {2}"
    msgstr "{1} 晚于 {2}"

    msgid "give the earlier time first"
    msgstr "先写较早的时间"

    msgid "read the ledger"
    msgstr "读取账本"

    msgid "look for the code"
    msgstr "查找该兑换码"

    msgid "there is no time {1}"
    msgstr "没有时间 {1}"

    msgid "write 2026-11-29T12:00:00Z, or 2h for two hours ago"
    msgstr "写成 2026-11-29T12:00:00Z，或用 2h 表示两小时前"

    msgid "{1} has not come yet"
    msgstr "{1} 尚未到来"

    msgid "write 'now' for the present"
    msgstr "要看当前，就写 'now'"

    # Sources/InviteOps/Operations/Counts/History/LedgerCheck.swift
    msgid "the chains of {1} codes are broken"
    msgstr "{1} 个兑换码的哈希链已损坏"

    msgid "{1}; of {2} {3}"
    msgstr "{1}；{2}：{3}"

    msgid "look at the lines of each code that is named, and at who could write there"
    msgstr "查看列出的每个兑换码的各行，以及谁能写入那里"

    # Sources/InviteOps/Operations/Counts/History/LedgerFault.swift
    msgid "line {1} was edited: it has no number any more"
    msgstr "第 {1} 行遭改动：它已没有行号"

    msgid "line {1} was edited: it says that it is line {2}"
    msgstr "第 {1} 行遭改动：它自称第 {2} 行"

    msgid "a line without a hash was added where line {1} should be"
    msgstr "第 {1} 行的位置上添加了没有哈希的一行"

    msgid "line {1} was edited: its time is {2}"
    msgstr "第 {1} 行被改动：其时间为 {2}"

    msgid "a line that does not belong there stands where line {1} should be"
    msgstr "第 {1} 行的位置上是不属于那里的一行"

    msgid "line {1} was removed: line {2} is the next"
    msgstr "第 {1} 行遭删除：下一行是第 {2} 行"

    msgid "lines {1} to {2} were removed: line {3} is the next"
    msgstr "第 {1} 到 {2} 行遭删除：下一行是第 {3} 行"

    msgid "line {1} is there twice: one of the two was added"
    msgstr "第 {1} 行出现两次：其中一行是添加的"

    msgid "line {1} was edited: a field of it, and not its hash"
    msgstr "第 {1} 行遭改动：改的是某个字段，不是哈希"

    msgid "line {1} was edited, or its hash"
    msgstr "第 {1} 行或其哈希遭改动"

    msgid "the anchor was edited: line {1}, the last that was deleted for its age"
    msgstr "锚点遭改动：第 {1} 行，因过期而删除的最后一行"

    msgid "line {1} was removed: the chain ended with line {2}"
    msgstr "第 {1} 行遭删除：哈希链原以第 {2} 行结尾"

    msgid "lines {1} to {2} were removed: the chain ended with line {3}"
    msgstr "第 {1} 到 {2} 行遭删除：哈希链原以第 {3} 行结尾"

    msgid "its row of redeem_sync was edited, or lines were added behind line {1}"
    msgstr "redeem_sync 的行遭改动，或第 {1} 行之后添加了行"

    # Sources/InviteOps/Operations/Counts/JoinedCount.swift
    msgid "max_uses is NULL: the backend's member sync fails for the whole team"
    msgstr "max_uses 为 NULL：后端的成员同步会因此对整个团队失败"

    msgid "used_count is NULL: the backend's member sync fails for the whole team"
    msgstr "used_count 为 NULL：后端的成员同步会因此对整个团队失败"

    msgid "used_count is {1}, and {2} by its records"
    msgstr "used_count 为 {1}，而按其记录，{2}"

    msgid "used_count is only {1}, and {2} by its records"
    msgstr "used_count 只有 {1}，而按其记录，{2}"

    msgid "{1} were counted on join"
    msgstr "有 {1}在加入时计入"

    msgid "{1} and {2} may have been before"
    msgstr "{1}，另有 {2} 个可能更早已计入"

    # Sources/InviteOps/Operations/Counts/SyncConnections+Answers.swift
    msgid "element {1}"
    msgstr "元素 {1}"

    msgid "understand a script's answer"
    msgstr "理解脚本的应答"

    msgid "could not understand a script's answer: {1}"
    msgstr "无法理解脚本的应答：{1}"

    msgid "Redis tells a time that cannot be: {1} ms"
    msgstr "Redis 给出了不可能的时间：{1} ms"

    msgid "see what TIME in redis-cli and the clock of that host say"
    msgstr "查看 redis-cli 中 TIME 的结果和该主机的时钟"

    # Sources/InviteOps/Operations/Counts/SyncConnections+Tables.swift
    msgid "the tables were changed, or triggers on them, and are looked at anew"
    msgstr "表或其触发器有改动，正在重新查看"

    msgid "see whether the tables are as they were"
    msgstr "查看表是否与之前相同"

    # Sources/InviteOps/Operations/Counts/SyncConnections.swift
    msgid "{1} is a standby of PostgreSQL"
    msgstr "{1} 是 PostgreSQL 的备库"

    msgid "prepare the sessions"
    msgstr "准备会话"

    msgid "the sessions of this run came to different servers of PostgreSQL"
    msgstr "本次运行的会话连到了不同的 PostgreSQL 服务器"

    msgid "stopped between two steps; nothing is half done"
    msgstr "在两步之间停止；没有做到一半的事"

    msgid "work on the buckets"
    msgstr "操作令牌桶"

    msgid "record which Redis answers"
    msgstr "记录应答的是哪个 Redis"

    # Sources/InviteOps/Operations/Counts/SyncCounts/SyncBatch.swift
    msgid "write the counts of {1}"
    msgstr "写入 {1}的计数"

    # Sources/InviteOps/Operations/Counts/SyncCounts/SyncCounts.swift
    msgid "see where the last run ended"
    msgstr "查看上次运行到哪里结束"

    # Sources/InviteOps/Operations/Counts/SyncCounts/SyncIntents.swift
    msgid "record what {1} buckets answered"
    msgstr "记录 {1} 个令牌桶的应答"

    # Sources/InviteOps/Operations/Counts/SyncCounts/SyncScan.swift
    msgid "could not read the codes: {1}"
    msgstr "无法读取兑换码：{1}"

    # Sources/InviteOps/Operations/Counts/SyncFindings.swift
    msgid "other sessions change it all the time"
    msgstr "其他会话一直在改动它"

    msgid "its row was not written"
    msgstr "它的行没有写入"

    msgid "see which codes another session has locked"
    msgstr "查看哪些兑换码被另一个会话锁住"

    # Sources/InviteOps/Operations/Counts/SyncHistory.swift
    msgid "see what is known of the Redis before"
    msgstr "查看先前的 Redis 有何已知情况"

    # Sources/InviteOps/Operations/Counts/SyncOutcome.swift
    msgid "{1} of {2} could not be synced"
    msgstr "{2}中有 {1} 个无法同步"

    msgid "each is named above, with what to do about it"
    msgstr "各项已在上面列出，并附建议"

    msgid "stopped at --max-runtime after {1} codes; nothing is half done"
    msgstr "处理 {1} 个兑换码后因 --max-runtime 停止；没有做到一半的事"

    msgid "the next run goes on from there"
    msgstr "下次运行从那里继续"

    # Sources/InviteOps/Operations/Counts/SyncRowCoding.swift
    # Sources/InviteOps/Operations/Evidence/BrokerSearch+Mentions.swift
    msgid "task {1} in {2}"
    msgstr "{2} 中的任务 {1}"

    # Sources/InviteOps/Operations/Evidence/BrokerSearch.swift
    msgid "stopped while looking for evidence; nothing was changed"
    msgstr "查找依据时停止；什么都没有改动"

    msgid "read Celery's queues"
    msgstr "读取 Celery 的队列"

    msgid "{1} is not a sorted set"
    msgstr "{1} 不是 sorted set"

    msgid "ask the workers what they have"
    msgstr "询问各 worker 手上有什么"

    # Sources/InviteOps/Operations/Evidence/MentionedWords.swift
    msgid "more calls of tasks that are not known here than {1} words of them"
    msgstr "此处未知的任务的调用太多，其单词超过 {1} 个"

    # Sources/InviteOps/Operations/Evidence/RecordedInvites.swift
    msgid "look for recorded redemptions"
    msgstr "查找已记录的兑换"

    # Sources/InviteOps/Operations/Stuck/StuckChange.swift
    msgid "it cannot wait: the label waiting of invitequeuestatus is missing"
    msgstr "它无法等待：invitequeuestatus 缺少标签 waiting"

    msgid "change rows of invite_queue"
    msgstr "修改 invite_queue 的行"

    msgid "change row {1} of invite_queue"
    msgstr "修改 invite_queue 的第 {1} 行"

    # Sources/InviteOps/Operations/Stuck/StuckDoubt.swift
    msgid "write its code there"
    msgstr "在那里写上它的兑换码"

    msgid "write its time there"
    msgstr "在那里写上它的时间"

    msgid "write its status there"
    msgstr "在那里写上它的状态"

    msgid "once nobody works on it, write there whether it succeeded or failed"
    msgstr "确认没有谁在处理它之后，在那里写上成功还是失败"

    msgid "row {1} of the same email and code waits for a seat, and the backend invites it"
    msgstr "邮箱和兑换码相同的行 {1} 在等待席位，后端会邀请它"

    msgid "once row {1} is invited, {2} marks this one as done"
    msgstr "行 {1} 受到邀请后，{2} 会把这一行标为完成"

    msgid "row {1} of the same email and code is newer and SUCCESS"
    msgstr "邮箱和兑换码相同的行 {1} 更新，且为 SUCCESS"

    msgid "row {1} of the same email and code is open and too young to be judged"
    msgstr "邮箱和兑换码相同的行 {1} 未完成，且太新，还不能判断"

    msgid "run {1} when it is old enough; one invite is enough for both"
    msgstr "等它足够早之后运行 {1}；两行只需一个邀请"

    msgid "if another team is wanted, redeem the code again; if that came of this invite, mark it as done: {1}"
    msgstr "如果要加入其他团队，再次兑换该兑换码；如果正是这个邀请的结果，把它标为完成：{1}"

    msgid "{1} shows it; {2}, then run {3}"
    msgstr "{1} 显示它；{2}，然后运行 {3}"

    # Sources/InviteOps/Operations/Stuck/StuckDoubt+Refunded.swift
    msgid "its token was given back by a refund"
    msgstr "其令牌已退还"

    msgid "redeem its code again, which takes a token for it"
    msgstr "再次兑换其兑换码，会为它取出令牌"

    msgid "its token was given back by force, while its task may have gone on"
    msgstr "其令牌已强制退还，当时其任务可能仍在继续"

    msgid "if nobody was invited, redeem its code again, which takes a token for it"
    msgstr "如果没有邀请任何人，再次兑换其兑换码，会为它取出令牌"

    msgid "a token of its code was given back by force, and nothing tells for which invite"
    msgstr "其兑换码的一个令牌已强制退还，无从得知属于哪个邀请"

    msgid "if it was this one, redeem its code again, which takes a token for it; of others the code can be retried a week after that"
    msgstr "如果正是这个邀请，再次兑换其兑换码，会为它取出令牌；该兑换码的其他邀请在退还一周后可以重试"

    # Sources/InviteOps/Operations/Stuck/StuckEvidence.swift
    msgid "{1} names this email or code, and what it does is not known here"
    msgstr "{1} 提到这个邮箱或兑换码，其作用在此未知"

    msgid "start the backend's workers, which take it, {1}"
    msgstr "启动后端的 worker 来取走它，{1}"

    msgid "let the workers take it, {1}"
    msgstr "让 worker 取走它，{1}"

    msgid "its message is in {1} and not in {2}, by which alone workers give back what a dead one had taken"
    msgstr "它的消息在 {1} 中，却不在 {2} 中，而 worker 只凭后者归还已死的 worker 取走的消息"

    msgid "'{1}' gives it back, if nobody may have it"
    msgstr "'{1}' 会归还它，前提是没有谁可能持有它"

    msgid "a message in {1}"
    msgstr "{1} 中有消息"

    msgid "worker {1} has it"
    msgstr "worker {1} 持有它"

    msgid "recorded in the outbox: 'invitectl redeem --resume' queues it, or says why not"
    msgstr "已记入发件箱：'invitectl redeem --resume' 让它入队，或说明不能的原因"

    msgid "invite_records has a success, id {1}"
    msgstr "invite_records 有成功的记录，id {1}"

    msgid "invite_records has one that was removed again, id {1}"
    msgstr "invite_records 有后来又移除的记录，id {1}"

    msgid "invite_records has one that was accepted, id {1}"
    msgstr "invite_records 有已接受的记录，id {1}"

    msgid "its message is unacknowledged, and no worker that answers has it"
    msgstr "其消息未确认，而应答的 worker 都不持有它"

    msgid "'{1}' tells whether its worker is gone; with --yes it gives it back"
    msgstr "'{1}' 说明其 worker 是否已离开；加 --yes 则归还它"

    msgid "unacknowledged, and no worker that answers has it"
    msgstr "未确认，而应答的 worker 都不持有它"

    msgid "unacknowledged; {1} may have it"
    msgstr "未确认；{1} 可能持有它"

    msgid "unacknowledged, and no worker gives it back"
    msgstr "未确认，且没有 worker 会归还它"

    msgid "no message, and none of {1} has it"
    msgstr "没有消息，{1} 也都不持有它"

    # Sources/InviteOps/Operations/Stuck/StuckReader.swift
    msgid "read invite_queue"
    msgstr "读取 invite_queue"

    msgid "its created_at is NULL, so that it has no age"
    msgstr "它的 created_at 为 NULL，因此没有时长"

    msgid "its created_at is infinite, so that it has no age"
    msgstr "它的 created_at 为无穷，因此没有时长"

    msgid "{1} gives it one; {2}"
    msgstr "{1} 给它一个时间；{2}"

    msgid "row {1} is of the same email and code, and one invite is enough for both"
    msgstr "行 {1} 的邮箱和兑换码相同，两行只需一个邀请"

    msgid "once the invite of row {1} is made, {2} marks both as done"
    msgstr "行 {1} 的邀请发出后，{2} 会把两行都标为完成"

    # Sources/InviteOps/Operations/Stuck/StuckRows.swift
    msgid "{1} of invite_queue could not be judged or changed, named above"
    msgstr "invite_queue 的 {1}无法判断或修改，已在上面列出"

    msgid "row {1} is of the same email and code"
    msgstr "行 {1} 的邮箱和兑换码相同"

    msgid "stopped before row {1}"
    msgstr "在行 {1} 之前停止"

    # Sources/InviteOps/Operations/Stuck/StuckTurn.swift
    msgid "begin to put rows back"
    msgstr "开始放回行"

    msgid "another run of {1} or redeem retry has begun while this one was stopped: the task of row {2} was not sent"
    msgstr "本次运行停住期间，{1} 或 redeem retry 的另一次运行已经开始：行 {2} 的任务没有发出"

    msgid "run the same command again: it puts back what is still lost"
    msgstr "再次运行同一命令：它会放回仍然丢失的"

    # Sources/invitectl/Commands/Cleanup/CleanupPartitionsCommand.swift
    msgid "Archive whole partitions and detach them."
    msgstr "归档整个分区并将其分离。"

    msgid ""
    "Examples:\n"
    "  invitectl cleanup-queue partitions --older-than 90d -n\n"
    "  invitectl cleanup-queue partitions --older-than 90d --archive DIR --yes\n"
    "  invitectl cleanup-queue partitions --older-than 90d --archive DIR --drop\n"
    "\n"
    "Of invite_records and invite_queue, where these are partitioned by ranges of\n"
    "created_at: those partitions that ended so long ago. Every row is written into\n"
    "DIR and compared with the table before the partition is detached, and once more\n"
    "after it. A partition with rows that are not finished stays, as does one with\n"
    "rows that a rebind, a seat, --stuck or force-resync may still need: each is\n"
    "named, and that is no error. Exit 8 when one that should go could not be taken."
    msgstr ""
    "示例：\n"
    "  invitectl cleanup-queue partitions --older-than 90d -n\n"
    "  invitectl cleanup-queue partitions --older-than 90d --archive DIR --yes\n"
    "  invitectl cleanup-queue partitions --older-than 90d --archive DIR --drop\n"
    "\n"
    "针对按 created_at 范围分区的 invite_records 和 invite_queue：结束时间早于此的\n"
    "分区。分离之前把每一行写入 DIR 并与表比对，分离之后再比对一次。含有未完成行的\n"
    "分区保留；含有换绑、席位、--stuck 或 force-resync 可能仍需要的行的分区也保留：\n"
    "各分区都会列出，这不算错误。应取出的分区无法取出时以 8 退出。"

    msgid "Partitions that ended longer ago."
    msgstr "结束时间早于此的分区。"

    msgid "Write every row into this directory first."
    msgstr "先把每一行写入此目录。"

    msgid "Drop what is detached, now or by an earlier run, once its archive is proved."
    msgstr "归档得到证明后，删除本次或以前分离的分区。"

    msgid "Take partitions with finished rows that somebody may still need, too."
    msgstr "也取出行已完成但可能仍有人需要的分区。"

    msgid "Only show what would go."
    msgstr "只显示会取出什么。"

    msgid "detach partitions"
    msgstr "分离分区"

    msgid "detach {1}"
    msgstr "分离 {1}"

    msgid "a partition is either detached, and all of it archived, or as it was; run it again to go on"
    msgstr "分区要么已分离且全部归档，要么保持原样；再次运行即可继续"

    # Sources/invitectl/Commands/Cleanup/CleanupQueueCommand.swift
    msgid "Delete finished queue rows, gently."
    msgstr "平缓地删除已完成的队列行。"

    msgid "invitectl cleanup-queue [options]"
    msgstr "invitectl cleanup-queue [选项]"

    msgid ""
    "Examples:\n"
    "  invitectl cleanup-queue --dry-run             how many, by status and age\n"
    "  invitectl cleanup-queue --yes -q              from cron: older than 30 days\n"
    "  invitectl cleanup-queue --yes --archive DIR   write every row to DIR first\n"
    "  invitectl cleanup-queue restore DIR/FILE      put an archive's rows back\n"
    "  invitectl cleanup-queue --stuck               rows that nobody works on\n"
    "  invitectl cleanup-queue partitions --older-than 90d -n   whole months\n"
    "\n"
    "Deletes in small transactions, leaves alone what a worker has locked, and\n"
    "waits for replicas that fall behind. Rows of the backend's own invite_queue go\n"
    "when they are SUCCESS or FAILED and old enough; invite_records only when asked\n"
    "for."
    msgstr ""
    "示例：\n"
    "  invitectl cleanup-queue --dry-run             按状态和时长统计\n"
    "  invitectl cleanup-queue --yes -q              用于 cron：早于 30 天\n"
    "  invitectl cleanup-queue --yes --archive DIR   先把每一行写入 DIR\n"
    "  invitectl cleanup-queue restore DIR/FILE      把归档的行放回去\n"
    "  invitectl cleanup-queue --stuck               没有谁在处理的行\n"
    "  invitectl cleanup-queue partitions --older-than 90d -n   整月\n"
    "\n"
    "用小事务删除，不动 worker 锁住的行，并等待落后的备库。后端自己的 invite_queue\n"
    "中状态为 SUCCESS 或 FAILED 且足够早的行会删除；invite_records 只在要求时删除。"

    # Sources/invitectl/Commands/Cleanup/CleanupRestoreCommand.swift
    msgid "Put the rows of an archive back."
    msgstr "把归档的行放回去。"

    msgid ""
    "Examples:\n"
    "  invitectl cleanup-queue restore DIR/invite_queue-….ndjson.gz --dry-run\n"
    "  invitectl cleanup-queue restore DIR/invite_queue-….ndjson.gz\n"
    "\n"
    "The archive is verified first, against the manifest beside it. Rows that are\n"
    "there already are left as they are, so that it can be repeated; exit 7 when\n"
    "one of them says something else than the archive. Exit 8 when the table refuses\n"
    "some: each is named, and the others are there. An archive of another database\n"
    "or server is refused, exit 7, without --foreign."
    msgstr ""
    "示例：\n"
    "  invitectl cleanup-queue restore DIR/invite_queue-….ndjson.gz --dry-run\n"
    "  invitectl cleanup-queue restore DIR/invite_queue-….ndjson.gz\n"
    "\n"
    "先用旁边的清单验证归档。已存在的行不改动，因此可以重复执行；其中有与归档不同的\n"
    "行时以 7 退出。表拒绝某些行时以 8 退出：各行都会列出，其余已还原。另一个数据库\n"
    "或服务器的归档，不加 --foreign 时会拒绝，以 7 退出。"

    msgid "The .ndjson.gz file."
    msgstr ".ndjson.gz 文件。"

    msgid "Only verify, and say what is missing."
    msgstr "只验证，并说明缺少什么。"

    msgid "Take an archive of another database or server, of which this is a copy."
    msgstr "接受另一个数据库或服务器的归档，此处是其副本。"

    # Sources/invitectl/Commands/Cleanup/CleanupRunCommand.swift
    msgid "Delete (what 'cleanup-queue' does without a subcommand)."
    msgstr "删除（'cleanup-queue' 不带子命令时即执行它）。"

    msgid "Delete rows finished longer ago. Default: 30d."
    msgstr "删除完成时间早于此的行。默认：30d。"

    msgid "Delete invite_records older than this too, but none that a rebind, a seat, --stuck or force-resync still needs."
    msgstr "也删除早于此的 invite_records，但换绑、席位、--stuck 或 force-resync 仍需要的除外。"

    msgid "Write every row into this directory before it goes."
    msgstr "删除前先把每一行写入此目录。"

    msgid "Delete at most this many rows a second."
    msgstr "每秒最多删除这么多行。"

    msgid "Wait while a replica is further behind. Default: 10s."
    msgstr "备库落后超过此值时等待。默认：10s。"

    msgid "Do not wait for this replica or slot (may be given again)."
    msgstr "不等待这个备库或复制槽（可重复给出）。"

    msgid "What one transaction should take. Default: 20ms."
    msgstr "一个事务应占用的时间。默认：20ms。"

    msgid "Keep invitectl's own runs, ledger and outbox for this long. Default: 90d."
    msgstr "invitectl 自己的运行、账本和发件箱保留多久。默认：90d。"

    msgid "Instead, list open rows without a message or a worker; with --yes put them back."
    msgstr "改为列出没有消息也没有 worker 的未完成行；加 --yes 放回它们。"

    msgid "With --stuck, leave younger rows out. Default: 10m."
    msgstr "与 --stuck 合用，略过比此更新的行。默认：10m。"

    msgid "With --stuck, show emails and codes in full."
    msgstr "与 --stuck 合用，完整显示邮箱和兑换码。"

    msgid "Only count, by status and age."
    msgstr "只按状态和时长统计。"

    msgid "--stuck deletes nothing; leave out {1}"
    msgstr "--stuck 什么都不删除；去掉 {1}"

    msgid "{1} is for --stuck; add --stuck, or leave it out"
    msgstr "{1} 用于 --stuck；加上 --stuck，或去掉它"

    msgid "every batch is either deleted or not; run it again to go on"
    msgstr "每一批要么已删除，要么没有；再次运行即可继续"

    msgid "run it again with the same --archive: it settles the last batch and goes on"
    msgstr "用同样的 --archive 再次运行：它会查清最后一批并继续"

    msgid "put back {1}"
    msgstr "放回 {1}"

    msgid "{1} left alone: not everything could be seen"
    msgstr "{1}未改动：并未看全"

    msgid "start the backend's workers, which take what cannot be read here, and run it again"
    msgstr "启动后端的 worker 来取走这里无法读取的消息，然后再次运行"

    msgid "let the workers take what cannot be read here, and run it again"
    msgstr "让 worker 取走这里无法读取的消息，然后再次运行"

    msgid "delete rows"
    msgstr "删除行"

    msgid "delete {1}"
    msgstr "删除 {1}"

    # Sources/invitectl/Commands/ForceResyncAuditCommand.swift
    msgid "Assign each use of codes to what it left."
    msgstr "把兑换码的每次使用归到它留下的痕迹。"

    msgid "invitectl force-resync audit [CODE…|--all] [options]"
    msgstr "invitectl force-resync audit [CODE…|--all] [选项]"

    msgid ""
    "Examples:\n"
    "  invitectl force-resync audit ABCD1234\n"
    "  invitectl force-resync audit --all                the worst codes, and sums\n"
    "  invitectl force-resync audit --all --exit-code    for cron\n"
    "  invitectl force-resync audit --all --textfile FILE.prom\n"
    "\n"
    "A use is explained by a row of invite_records or invite_queue, by a message,\n"
    "by an entry of the outbox, by a run that counted it, by a token that is gone,\n"
    "or by a person's word (--from), each of which explains one use; or it is\n"
    "unexplained. What a use left and no use wants is unclaimed. Explained and\n"
    "unexplained are all uses. Only reads. Exits 0 whatever is left over, or 3\n"
    "with --exit-code; but 8 as soon as something was not seen that a use may\n"
    "have left, even if all uses are explained."
    msgstr ""
    "示例：\n"
    "  invitectl force-resync audit ABCD1234\n"
    "  invitectl force-resync audit --all                问题最大的兑换码及合计\n"
    "  invitectl force-resync audit --all --exit-code    用于 cron\n"
    "  invitectl force-resync audit --all --textfile FILE.prom\n"
    "\n"
    "一次使用可由 invite_records 或 invite_queue 的一行、一条消息、发件箱的一个\n"
    "条目、计入它的一次运行、一个消失的令牌或人工指定（--from）来解释，每样解释一次\n"
    "使用；否则就是无法解释。找不到对应使用的痕迹是无主的。已解释与无法解释合起来\n"
    "就是全部使用。只读。无论剩下什么都以 0 退出，加 --exit-code 则为 3；但只要有\n"
    "可能是使用所留的内容未看到，就为 8，即使全部使用都已解释。"

    msgid "Codes to audit, as stored or in any case for one in capitals."
    msgstr "要核查的兑换码，按存储的写法；全大写的可用任意大小写。"

    msgid "Every code."
    msgstr "全部兑换码。"

    msgid "With --all: how many codes to name, the worst first."
    msgstr "与 --all 合用：列出多少个兑换码，问题最大的在前。"

    msgid "Exit 3 when uses or traces are left over."
    msgstr "有多余的使用或痕迹时以 3 退出。"

    msgid "With --all: write metrics for node_exporter, too."
    msgstr "与 --all 合用：同时写出供 node_exporter 使用的指标。"

    msgid "name codes or say --all, not both"
    msgstr "写出兑换码，或用 --all，二者不可同用"

    msgid "name codes, or say --all"
    msgstr "写出兑换码，或用 --all"

    msgid "--limit is 0 or more"
    msgstr "--limit 应为 0 或更大"

    msgid "--textfile is about all codes: say --all"
    msgstr "--textfile 针对全部兑换码：请加 --all"

    msgid "the metrics are left as they were"
    msgstr "指标保持原样"

    # Sources/invitectl/Commands/ForceResyncCommand.swift
    msgid "Repair counts from evidence."
    msgstr "按依据修复计数。"

    msgid "invitectl force-resync [CODE…|--all] [options]"
    msgstr "invitectl force-resync [CODE…|--all] [选项]"

    msgid ""
    "Examples:\n"
    "  invitectl force-resync ABCD1234 --dry-run   what is known of a code\n"
    "  invitectl force-resync --all --yes          settle what can be settled\n"
    "  invitectl force-resync --all --plan FILE    sync, write the plan, stop\n"
    "  invitectl force-resync --apply FILE --yes   do exactly that\n"
    "  invitectl force-resync audit --all          what explains the uses\n"
    "\n"
    "Looks at both counts and then, from upstream to downstream, at Celery's queues,\n"
    "at what workers have taken, at invite_queue and invite_records. Counts that it\n"
    "can prove become exact; the others keep their bounds. See docs/guarantees.md."
    msgstr ""
    "示例：\n"
    "  invitectl force-resync ABCD1234 --dry-run   某个兑换码的已知情况\n"
    "  invitectl force-resync --all --yes          把能确定的确定下来\n"
    "  invitectl force-resync --all --plan FILE    同步，写出计划，停止\n"
    "  invitectl force-resync --apply FILE --yes   严格按计划执行\n"
    "  invitectl force-resync audit --all          用什么解释各次使用\n"
    "\n"
    "先看两边的计数，再从上游到下游查看 Celery 的队列、worker 已取走的消息、\n"
    "invite_queue 和 invite_records。能证明的计数变为精确；其余保留上下界。\n"
    "见 docs/guarantees.md。"

    # Sources/invitectl/Commands/ForceResyncHistoryCommand.swift
    msgid "What force-resync changed, with the values before."
    msgstr "force-resync 改动了什么，附原值。"

    msgid "One code. Default: all."
    msgstr "一个兑换码。默认：全部。"

    msgid "How many changes, the latest first."
    msgstr "显示多少次改动，最近的在前。"

    # Sources/invitectl/Commands/ForceResyncRunCommand.swift
    msgid "Settle counts (what 'force-resync' does without a subcommand)."
    msgstr "确定计数（'force-resync' 不带子命令时即执行它）。"

    msgid "Codes to settle, as stored or in any case for one in capitals."
    msgstr "要确定的兑换码，按存储的写法；全大写的可用任意大小写。"

    msgid "Every code whose count is less than exact."
    msgstr "计数不精确的全部兑换码。"

    msgid "What to believe: evidence, database or redis."
    msgstr "以什么为准：evidence、database 或 redis。"

    msgid "Sync, write the plan to this file, and stop."
    msgstr "同步，把计划写入此文件，然后停止。"

    msgid "Apply this plan."
    msgstr "执行此计划。"

    msgid "Sync, show the plan, and stop."
    msgstr "同步，显示计划，然后停止。"

    msgid "name codes, or say --all, or --apply a plan"
    msgstr "写出兑换码，或用 --all，或用 --apply 执行计划"

    msgid "the plan is in {1}; apply it with 'invitectl force-resync --apply {2}{3}'"
    msgstr "计划在 {1} 中；用 'invitectl force-resync --apply {2}{3}' 执行"

    msgid "change {1}"
    msgstr "修改{1}"

    msgid "{1} could not be synced, named above"
    msgstr "{1}无法同步，已在上面列出"

    msgid "{1} left alone: not all evidence could be seen"
    msgstr "{1}未改动：并未看到全部依据"

    msgid "{1} could not be settled, named above"
    msgstr "{1}无法确定，已在上面列出"

    msgid "--from database or --from redis says which side to believe"
    msgstr "--from database 或 --from redis 指明以哪一边为准"

    msgid "--from database says that used_count is right"
    msgstr "--from database 指明以 used_count 为准"

    msgid "cannot read the plan {1}"
    msgstr "无法读取计划 {1}"

    msgid "make it with --plan FILE"
    msgstr "用 --plan FILE 生成"

    msgid "{1} is no plan of force-resync"
    msgstr "{1} 不是 force-resync 的计划"

    msgid "{1} is there and is no plan of force-resync"
    msgstr "{1} 已存在，且不是 force-resync 的计划"

    # Sources/invitectl/Commands/SyncCounts/SyncCountsCommand.swift
    msgid "Bring the counts in Redis and Postgres together."
    msgstr "使 Redis 与 Postgres 中的计数一致。"

    msgid "invitectl sync-counts [CODE…] [options]"
    msgstr "invitectl sync-counts [CODE…] [选项]"

    msgid ""
    "Examples:\n"
    "  invitectl sync-counts                  all codes\n"
    "  invitectl sync-counts --dry-run        what would be done, changing nothing\n"
    "  invitectl sync-counts ABCD1234         one code\n"
    "  invitectl sync-counts -q --if-locked skip --max-runtime 50s     from cron\n"
    "  invitectl sync-counts --follow         until stopped, as a service\n"
    "  invitectl sync-counts --jobs 2         when most codes have changed\n"
    "  invitectl sync-counts history CODE     why a count is what it is\n"
    "\n"
    "Redemptions go from the buckets to used_count; increments and edits in the\n"
    "database go to the buckets. Every redemption is counted once, also when this is\n"
    "killed or two run at once. Where that cannot be known, the code is named with\n"
    "the bounds of its count; see docs/guarantees.md.\n"
    "\n"
    "--follow has Redis name the buckets that change and syncs those, about a second\n"
    "later; all codes are gone through at its beginning, every --full-every, and\n"
    "whenever names may have been lost. Other runs get the lock in between. It tells\n"
    "systemd how it is (Type=notify, WatchdogSec); SIGTERM ends it with 0 after one\n"
    "more turn; what that cannot reach, the next run counts.\n"
    "\n"
    "--jobs writes in several sessions at once: each is one more thread with two\n"
    "sessions of PostgreSQL and a connection to Redis. It is one run all the same,\n"
    "with one lock and one report, and where a session cannot be had the others do\n"
    "its work.\n"
    "\n"
    "Exits 8 when codes could not be synced, each named; 4 when another run holds\n"
    "the lock; 75 when --max-runtime ended it.\n"
    "All options: 'invitectl sync-counts run --help'."
    msgstr ""
    "示例：\n"
    "  invitectl sync-counts                  全部兑换码\n"
    "  invitectl sync-counts --dry-run        会做什么，不作任何改动\n"
    "  invitectl sync-counts ABCD1234         一个兑换码\n"
    "  invitectl sync-counts -q --if-locked skip --max-runtime 50s     用于 cron\n"
    "  invitectl sync-counts --follow         作为服务一直运行到停止\n"
    "  invitectl sync-counts --jobs 2         大部分兑换码都有改动时\n"
    "  invitectl sync-counts history CODE     计数为什么是这个数\n"
    "\n"
    "兑换从令牌桶计入 used_count；数据库中的增加和修改则计入令牌桶。每次兑换只计\n"
    "一次，即使中途终止，或两次同时运行。无法确知时，列出该兑换码及其计数的\n"
    "上下界；见 docs/guarantees.md。\n"
    "\n"
    "--follow 让 Redis 通知有改动的令牌桶，约一秒后同步；启动时、每隔 --full-every\n"
    "以及通知可能丢失时遍历全部兑换码。其间其他运行可以得到锁。它向 systemd 报告\n"
    "状态（Type=notify、WatchdogSec）；SIGTERM 使它再运行一个周期后以 0 退出；来不及\n"
    "的由下次运行计入。\n"
    "\n"
    "--jobs 用几个会话同时写入：每个多用一个线程、两个 PostgreSQL 会话和一个 Redis\n"
    "连接。它仍是一次运行，只有一个锁和一份报告；得不到会话时由其余的完成其工作。\n"
    "\n"
    "有兑换码无法同步时以 8 退出，并逐个列出；锁被另一次运行持有时以 4 退出；因\n"
    "--max-runtime 结束时以 75 退出。\n"
    "全部选项：'invitectl sync-counts run --help'。"

    # Sources/invitectl/Commands/SyncCounts/SyncCountsHistoryCommand.swift
    msgid "What a count was at any moment, and why; whether the ledger is whole."
    msgstr "某个计数在任意时刻是多少、为什么；账本是否完整。"

    msgid "invitectl sync-counts history [CODE] [options]"
    msgstr "invitectl sync-counts history [CODE] [选项]"

    msgid ""
    "Examples:\n"
    "  invitectl sync-counts history CODE                the last changes\n"
    "  invitectl sync-counts history CODE --at 2h        the count two hours ago\n"
    "  invitectl sync-counts history CODE --at 2026-11-29T12:00:00Z\n"
    "  invitectl sync-counts history CODE --diff 1d now  what it grew by, and why\n"
    "  invitectl sync-counts history --verify            every line of every code\n"
    "\n"
    "Times are of UTC unless a zone follows, or say how long ago. What others\n"
    "changed in the database between two lines is told as a sum: of when in between\n"
    "nobody knows. Lines are deleted after 90 days ('cleanup-queue --keep-logs');\n"
    "the last of them is kept for each code.\n"
    "\n"
    "Each line has a hash over its fields and the line before it, from 'migrate up'\n"
    "of this version on. --verify exits 7 where a line was edited, removed or added,\n"
    "and names the first one of each code with what was to be expected."
    msgstr ""
    "示例：\n"
    "  invitectl sync-counts history CODE                最近的改动\n"
    "  invitectl sync-counts history CODE --at 2h        两小时前的计数\n"
    "  invitectl sync-counts history CODE --at 2026-11-29T12:00:00Z\n"
    "  invitectl sync-counts history CODE --diff 1d now  增加了多少，为什么\n"
    "  invitectl sync-counts history --verify            每个兑换码的每一行\n"
    "\n"
    "时间为 UTC，除非后面写明时区，也可以写多久之前。两行之间他人在数据库中的改动\n"
    "只给出合计：发生在其间何时无从得知。各行在 90 天后删除\n"
    "（'cleanup-queue --keep-logs'）；每个兑换码保留其中最后一行。\n"
    "\n"
    "自这个版本的 'migrate up' 起，每行都有对其字段和前一行计算的哈希。--verify 在\n"
    "某行遭改动、删除，或多出一行时以 7 退出，并列出每个兑换码的第一处及其应有内容。"

    msgid "The code. With --verify, default: all."
    msgstr "兑换码。与 --verify 合用时默认：全部。"

    msgid "The count at this time."
    msgstr "此时刻的计数。"

    msgid "What changed between two times."
    msgstr "两个时刻之间的变化。"

    msgid "Whether all lines are those that were written."
    msgstr "各行是否都是当初写入的。"

    msgid "--diff takes two times; the code stands before it"
    msgstr "--diff 需要两个时间；兑换码写在它前面"

    msgid "--at, --diff, --verify and --limit are one question each: give one"
    msgstr "--at、--diff、--verify 和 --limit 各是一个问题：只用一个"

    msgid "name a code, or say --verify"
    msgstr "写出一个兑换码，或用 --verify"

    msgid "--limit takes a number from 1 to 10000"
    msgstr "--limit 应为 1 到 10000 之间的数"

    # Sources/invitectl/Commands/SyncCounts/SyncCountsRunCommand+Follow.swift
    msgid "--every, --rows-every and --full-every are about --follow: add it"
    msgstr "--every、--rows-every 和 --full-every 用于 --follow：请加上它"

    msgid "--follow writes what it finds and has no --dry-run: without --follow, --dry-run shows what one run would do"
    msgstr "--follow 会写入所发现的，没有 --dry-run：不加 --follow 时，--dry-run 显示一次运行会做什么"

    msgid "--follow is about all codes: name none, or leave out --follow"
    msgstr "--follow 针对全部兑换码：不要写出兑换码，或去掉 --follow"

    msgid "--follow goes on until it is stopped: leave out --max-runtime"
    msgstr "--follow 会一直运行到停止为止：去掉 --max-runtime"

    msgid "--follow has one lane, since what changes in a second is little: leave out --jobs"
    msgstr "--follow 只有一个通道，因为一秒内的改动很少：去掉 --jobs"

    msgid "--jitter and --ping-url are for what a timer starts: leave them out with --follow"
    msgstr "--jitter 和 --ping-url 用于定时启动的命令：与 --follow 不可同用"

    msgid "the next run goes through all codes first"
    msgstr "下次运行会先遍历全部兑换码"

    msgid "not known which"
    msgstr "不知是哪一次"

    # Sources/invitectl/Commands/SyncCounts/SyncCountsRunCommand.swift
    msgid "Sync (what 'sync-counts' does without a subcommand)."
    msgstr "同步（'sync-counts' 不带子命令时即执行它）。"

    msgid "Codes to sync, as stored or in any case for one in capitals. Default: all."
    msgstr "要同步的兑换码，按存储的写法；全大写的可用任意大小写。默认：全部。"

    msgid "Show what would be done."
    msgstr "显示会做什么。"

    msgid "The backend's own sync still runs: only move what cannot oversell."
    msgstr "后端自己的同步仍在运行：只搬运不会造成超卖的部分。"

    msgid "Go on, and sync what changes when it changes, until stopped."
    msgstr "持续运行，有改动就同步，直到停止。"

    msgid "Sync all codes in this many lanes, 1 to {1}. Default: {2}."
    msgstr "用这么多个通道同步全部兑换码，1 到 {1}。默认：{2}。"

    msgid "--jobs takes 1 to {1}"
    msgstr "--jobs 应为 1 到 {1}"

    msgid "{1} looked at, {2} changed"
    msgstr "已检查 {1}，{2} 个有改动"

    # Sources/invitectl/Rendering/AuditRendering.swift
    msgid "and {1} more (--limit)"
    msgstr "另有 {1} 个（--limit）"

    msgid "WORD"
    msgstr "人工"

    msgid "{1}: perhaps {2}"
    msgstr "{1}，可能的原因：{2}"

    msgid "{1} and {2}: perhaps {3}"
    msgstr "{1} 和 {2}，可能的原因：{3}"

    msgid "{1} of {2} explained ({3} %)"
    msgstr "{2}中有 {1} 次已解释（{3} %）"

    msgid "{1} of {2} explained"
    msgstr "{2}中有 {1} 次已解释"

    msgid "{1}, {2} unexplained"
    msgstr "{1}，{2} 次无法解释"

    msgid "{1} unclaimed; {2} looked at (era {3})"
    msgstr "{1} 条痕迹无主；检查了 {2}（时期 {3}）"

    msgid "  by {1}"
    msgstr "  依据：{1}"

    msgid "{1} in flight, not counted yet"
    msgstr "{1}在途，尚未计入"

    msgid "{1} from more than 24 hours before their code was made: of an older code of the same text"
    msgstr "{1}早于其兑换码的生成时间 24 小时以上，属于同名的旧兑换码"

    msgid "{1} of codes that there are not"
    msgstr "{1}属于不存在的兑换码"

    msgid "record"
    msgstr "记录"

    msgid "taken message"
    msgstr "已取走的消息"

    msgid "queued message"
    msgstr "队列中的消息"

    msgid "outbox"
    msgstr "发件箱"

    msgid "ledger"
    msgstr "账本"

    msgid "bucket"
    msgstr "令牌桶"

    msgid "a person's word"
    msgstr "人工指定"

    # Sources/invitectl/Rendering/CleanupRendering.swift
    msgid "{1} days and more"
    msgstr "{1} 天及以上"

    msgid "{1} before {2}"
    msgstr "{1} 早于 {2}"

    msgid "{1} would go: {2}"
    msgstr "将删除 {1}：{2}"

    msgid "settled {1}, left by a run that died: {2}, {3} taken out because they were not deleted"
    msgstr "已查清异常终止的运行遗留的 {1}：{2}，另剔除 {3} 行，因为它们没有删除"

    msgid "{1}: {2} deleted in {3}, the longest {4}"
    msgstr "{1}：在 {3}中删除 {2}，最长 {4}"

    msgid "{1}, not finished"
    msgstr "{1}，未完成"

    msgid "  archived in {1}"
    msgstr "  已归档到 {1}"

    msgid "invitectl.{1}: {2} deleted"
    msgstr "invitectl.{1}：删除 {2}"

    msgid "stopped at --max-runtime; the next run goes on"
    msgstr "因 --max-runtime 停止；下次运行继续"

    msgid "{1}: {2} of {3} rows would be restored, {4} were there"
    msgstr "{1}：将还原 {3} 行中的 {2} 行，{4} 行已存在"

    msgid "{1}: {2} of {3} rows restored, {4} were there"
    msgstr "{1}：已还原 {3} 行中的 {2} 行，{4} 行已存在"

    msgid "{1} rows are there with other values and were left as they are"
    msgstr "{1} 行已存在但值不同，未改动"

    msgid "{1}: {2} %, {3} deleted"
    msgstr "{1}：{2} %，已删除 {3}"

    msgid "waiting for {1}, which is {2} behind"
    msgstr "等待{1}，它落后 {2}"

    msgid "waiting for another cleanup ({1})"
    msgstr "等待另一次清理（{1}）"

    msgid "archiving and detaching {1}"
    msgstr "正在归档并分离 {1}"

    # Sources/invitectl/Rendering/CountComparisonRendering.swift
    msgid "{1} set"
    msgstr "已设置 {1}"

    msgid "{1}: its count changed meanwhile; left alone"
    msgstr "{1}：其计数其间有变化；未改动"

    msgid "{1} in Redis"
    msgstr "Redis 中有 {1}"

    msgid "{1} looked at"
    msgstr "检查了 {1}"

    msgid "{1} looked at in {2}"
    msgstr "检查了 {1}，用时 {2}"

    msgid "{1}, nothing was changed"
    msgstr "{1}，什么都没有改动"

    msgid "{1} (era {2}): {3} differ, {4} agree, {5} without a bucket"
    msgstr "{1}（时期 {2}）：{3} 个不同，{4} 个一致，{5} 个没有令牌桶"

    msgid "{1} (era {2}): {3} differ, {4} agree, {5} may agree"
    msgstr "{1}（时期 {2}）：{3} 个不同，{4} 个一致，{5} 个可能一致"

    # Sources/invitectl/Rendering/CountHistoryRendering.swift
    msgid "the last of these is kept of older lines, which were deleted"
    msgstr "其中最后一行是为已删除的旧行保留的"

    msgid "code"
    msgstr "兑换码"

    msgid "at"
    msgstr "时间"

    msgid "used"
    msgstr "已用"

    msgid "since"
    msgstr "始于"

    msgid "line"
    msgstr "行号"

    msgid "until"
    msgstr "止于"

    msgid "now: no change since"
    msgstr "现在：此后没有变化"

    msgid "now: no line since"
    msgstr "现在：此后没有新的行"

    msgid "database"
    msgstr "数据库"

    msgid "{1} as well; the bucket was not asked"
    msgstr "同为 {1}；未询问令牌桶"

    msgid "{1} now: {2}, of which no line tells yet"
    msgstr "现为 {1}：{2}，尚无行说明"

    msgid "{1}, {2} when it was written"
    msgstr "{1}，写入时{2}"

    msgid "{1} by the lines"
    msgstr "按各行为 {1}"

    msgid "{1}, by others up to the next line"
    msgstr "{1}，由他人在下一行之前改动"

    msgid "{1}, by what the next line counts"
    msgstr "{1}，由下一行计入"

    msgid "{1}: when tokens were taken is not known"
    msgstr "{1}：令牌何时取出未知"

    msgid "{1}, by others and by what the next line counts"
    msgstr "{1}，由他人改动，并由下一行计入"

    msgid "{1}: when others counted and tokens were taken is not known"
    msgstr "{1}：他人何时改动、令牌何时取出均未知"

    msgid "{1} by tokens, as the next look found"
    msgstr "{1}，来自令牌，由下一次同步发现"

    msgid "{1}: when others counted is not known"
    msgstr "{1}：他人何时改动未知"

    msgid "no line between"
    msgstr "其间没有行"

    msgid "lines from before {1} were deleted"
    msgstr "{1} 之前的行已删除"

    msgid "between"
    msgstr "其间"

    msgid "{1} in the database, by others"
    msgstr "{1}，由他人在数据库中改动"

    msgid "from"
    msgstr "起点"

    msgid "to"
    msgstr "终点"

    msgid "change"
    msgstr "变化"

    msgid "why"
    msgstr "原因"

    msgid "not known"
    msgstr "未知"

    msgid "no change"
    msgstr "没有变化"

    msgid "others, in the database"
    msgstr "他人，在数据库中"

    msgid "and {1}"
    msgstr "另有 {1}"

    msgid "every chain is whole"
    msgstr "每条链都完整"

    msgid "{1} broken"
    msgstr "{1}已损坏"

    msgid "{1} of {2}: {3}"
    msgstr "{2}的 {1}：{3}"

    msgid "no line is wrong"
    msgstr "没有一行有误"

    msgid "the end of {1} is not checked: no row of redeem_sync says which it is"
    msgstr "{1}的末尾未检查：redeem_sync 中没有行说明末尾是哪一行"

    msgid "see"
    msgstr "查看"

    # Sources/InviteOps/Operations/Counts/ForceResync/Audit/AuditBuckets.swift
    msgid "expires at a time that nobody sets"
    msgstr "的过期时间不会有人设置"

    msgid "may not be read by this Redis user"
    msgstr "不允许此 Redis 用户读取"

    msgid "has a key beside it that no sync wrote"
    msgstr "旁边的键不是同步写入的"

    msgid "'{1}' says what it is; '{2}' removes it, and the backend makes it anew"
    msgstr "'{1}' 说明它是什么；'{2}' 删除它，后端会重新建立"

    msgid "'{1}' sets the expiry that the backend sets"
    msgstr "'{1}' 设置后端所设的过期时间"

    msgid "'{1}' removes what no sync wrote"
    msgstr "'{1}' 删除不是同步写入的键"

    msgid "'invitectl doctor --grants' says what to grant"
    msgstr "应授予什么，见 'invitectl doctor --grants'"

    msgid "see to what was not seen, named above, and run it again"
    msgstr "处理上文列出的未看到之处，再运行一次"

    msgid "{1} holds what no worker can read as a message, and what it was nobody knows"
    msgstr "{1} 中有 worker 无法当作消息读取的内容，原本是什么无从知道"

    msgid "{1} from before lines were chained are not checked"
    msgstr "{1}早于启用哈希链，未检查"

    msgid "the ledger has no line of {1}"
    msgstr "账本中没有 {1} 的行"

    msgid "{1}, run {2}"
    msgstr "{1}，运行 {2}"

    msgid "expected"
    msgstr "应为"

    msgid "hash"
    msgstr "哈希"

    msgid "{1} after the line before"
    msgstr "前一行之后为 {1}"

    msgid "{1} behind it"
    msgstr "其后为 {1}"

    msgid "not known: {1}"
    msgstr "未知：{1}"

    msgid "the ledger begins at {1}"
    msgstr "账本始于 {1}"

    msgid "the ledger has no line of it"
    msgstr "账本中没有它的行"

    msgid "{1} or more"
    msgstr "{1} 或更多"

    msgid "no bound"
    msgstr "无界"

    msgid "{1}, {2}, {3}, run {4}"
    msgstr "{1}，{2}，{3}，运行 {4}"

    msgid "not chained: from before lines were"
    msgstr "不在链中：早于启用哈希链"

    msgid "{1}, kept of older lines that were deleted"
    msgstr "{1}，为已删除的旧行保留"

    # Sources/invitectl/Rendering/FollowRendering.swift
    msgid "following changes of {1}"
    msgstr "正在跟随 {1}的改动"

    msgid "{1}, and of their rows by the row feed"
    msgstr "{1}，并通过行变更源跟随其行的改动"

    msgid "the row feed is there: changed rows are told from now on"
    msgstr "行变更源已就绪：从现在起会通知改动的行"

    msgid "the row feed is gone, or not as it was made: changed rows are found when rows are read"
    msgstr "行变更源已消失，或与建立时不同：改动的行在读取行时发现"

    msgid "backends keep to what the counts rest on; 'invitectl force-resync --all' settles what was doubted"
    msgstr "后端遵守计数所依赖的约定；'invitectl force-resync --all' 确定先前存疑的计数"

    msgid "not as assumed: {1}; 'invitectl sync-counts' says what to do"
    msgstr "与假定不符：{1}；'invitectl sync-counts' 给出建议"

    msgid "left alone: {1}: {2}; 'invitectl sync-counts' names it whole"
    msgstr "未改动：{1}：{2}；'invitectl sync-counts' 显示完整的兑换码"

    msgid "followed for {1}: {2} in {3}"
    msgstr "跟随了 {1}：{3}中有 {2}"

    msgid "all codes gone through: {1}"
    msgstr "遍历全部兑换码：{1}"

    msgid "names were lost {1}, and found again"
    msgstr "通知丢失 {1}，均已补上"

    msgid "not as assumed: {1}"
    msgstr "与假定不符：{1}"

    msgid "{1} left alone: 'invitectl sync-counts' names them"
    msgstr "{1}未改动：'invitectl sync-counts' 会列出"

    # Sources/invitectl/Rendering/PartitionCleanupRendering.swift
    msgid "skipped: another run holds the lock"
    msgstr "已跳过：锁被另一次运行持有"

    msgid "no partition ends before {1}"
    msgstr "没有在 {1} 之前结束的分区"

    msgid "{1}: archived in {2}"
    msgstr "{1}：已归档到 {2}"

    msgid "would be detached and dropped"
    msgstr "将分离并删除"

    msgid "would be detached"
    msgstr "将分离"

    msgid "would be dropped"
    msgstr "将删除"

    msgid "detached"
    msgstr "已分离"

    msgid "dropped"
    msgstr "已删除"

    msgid "being detached"
    msgstr "正在分离"

    msgid "could not be taken"
    msgstr "无法取出"

    # Sources/invitectl/Rendering/ResyncRendering.swift
    msgid "nothing to settle of the others"
    msgstr "其余没有可确定的"

    msgid "nothing to settle"
    msgstr "没有可确定的"

    msgid "every count is exact; nothing to settle"
    msgstr "所有计数都精确；没有可确定的"

    msgid "{1} of {2} would change; plan {3}"
    msgstr "{2}中有 {1} 个将改动；计划 {3}"

    msgid "what is settled before that, the next sync doubts again"
    msgstr "在那之前确定的，下次同步又会存疑"

    msgid "{1} open: {2}"
    msgstr "{1}未确定：{2}"

    msgid "  next: if used_count is right, say so: {1}"
    msgstr "  建议：如果 used_count 正确，请写明：{1}"

    msgid "evidence may be lost, since the code is older than 29 days, or queue rows were cleaned up or the broker may have lost messages since it was made"
    msgstr "依据可能已丢失，因为兑换码已超过 29 天，或其生成之后队列行清理过，或 broker 可能丢失过消息"

    msgid "fewer traces than uses counted, so some are lost"
    msgstr "痕迹少于计入的使用，因此有些已丢失"

    msgid "  or, if the bucket is: {1}"
    msgstr "  如果正确的是令牌桶：{1}"

    msgid "traces are from more than 24 hours before it was made, of an older code of the same text unless created_at was changed, and prove no use"
    msgstr "有痕迹早于其生成时间 24 小时以上，除非改动过 created_at，否则属于同名的旧兑换码，不能证明使用"

    msgid "{1}: {2} from more than 24 hours before it was made, of an older code of the same text unless created_at was changed: they prove no use; if used_count is right: {3}"
    msgstr "{1}：{2}早于其生成时间 24 小时以上，除非改动过 created_at，否则属于同名的旧兑换码，不能证明使用；如果 used_count 正确：{3}"

    msgid "{1}: {2} from more than 24 hours before it was made, of an older code of the same text unless created_at was changed: they prove no use; if used_count is right: {3}; if the bucket is: {4}"
    msgstr "{1}：{2}早于其生成时间 24 小时以上，除非改动过 created_at，否则属于同名的旧兑换码，不能证明使用；如果 used_count 正确：{3}；如果令牌桶正确：{4}"

    msgid "uses of it were given back, or may have been, and their traces prove no use"
    msgstr "它有使用已退还，或可能已退还，这些使用的痕迹不能证明使用"

    msgid "Redis may have lost, since it was made, which of its uses were given back"
    msgstr "自它生成以来，Redis 可能丢失了哪些使用已退还的记录"

    msgid "one person may have used it once or several times"
    msgstr "可能是同一人使用了一次或多次"

    msgid "{1} changed as shown"
    msgstr "已按所示改动 {1}"

    msgid "{1}, {2} made"
    msgstr "{1}，新建 {2}"

    msgid "{1}; 'invitectl force-resync history' shows the values before"
    msgstr "{1}；'invitectl force-resync history' 显示原值"

    msgid "there is no such code"
    msgstr "没有这个兑换码"

    msgid "{1}: would come out differently now, left alone: shown {2}; now {3}"
    msgstr "{1}：现在的结果会不同，未改动：计划：{2}；现在：{3}"

    msgid "{1}: changed meanwhile, left alone"
    msgstr "{1}：其间有变化，未改动"

    msgid "AT"
    msgstr "时间"

    msgid "none -> {1}"
    msgstr "无 -> {1}"

    # Sources/invitectl/Rendering/StuckRendering.swift
    msgid "{1}, silent: {2}"
    msgstr "{1}，静默：{2}"

    msgid "no open row is old enough; {1}"
    msgstr "没有足够早的未完成行；{1}"

    msgid "{1}: {2}; {3}"
    msgstr "{1}：{2}；{3}"

    msgid "{1} put back into the queue, {2} marked as done"
    msgstr "{1} 行放回队列，{2} 行标为完成"

    msgid "{1}; {2} wait for a seat, from where the backend takes them up"
    msgstr "{1}；{2} 行等待席位，由后端接着处理"

    msgid "--stuck --yes puts back what is lost and marks what is done"
    msgstr "--stuck --yes 放回丢失的，并标记已完成的"

    msgid "returning"
    msgstr "归还中"

    msgid "stranded"
    msgstr "滞留"

    msgid "lost"
    msgstr "丢失"

    msgid "codeless"
    msgstr "无兑换码"

    msgid "returned"
    msgstr "等待席位"

    msgid "marked"
    msgstr "已标记"

    # Sources/invitectl/Rendering/SyncRendering.swift
    msgid "{1} looked at, {2} changed in {3}"
    msgstr "检查了 {1}，{2} 个有改动，用时 {3}"

    msgid "{1} (dry run: nothing was changed)"
    msgstr "{1}（演练：什么都没有改动）"

    msgid "used_count: +{1} -{2}; buckets: +{3} -{4}"
    msgstr "used_count：+{1} -{2}；令牌桶：+{3} -{4}"

    msgid "finished {1} of an interrupted run"
    msgstr "补完了中断的运行的 {1}"

    msgid "{1} became less than exact"
    msgstr "{1}不再精确"

    msgid "{1}: 'invitectl force-resync --all' looks for evidence"
    msgstr "{1}：'invitectl force-resync --all' 查找依据"

    msgid "not as assumed"
    msgstr "与假定不符"

    msgid "{1}, {2} held back"
    msgstr "{1}，扣留 {2}"

    msgid "its bucket {1}"
    msgstr "它的令牌桶{1}"

    msgid "its bucket expires at a time that nobody sets"
    msgstr "它的令牌桶的过期时间不是任何一方设置的"

    msgid "the key beside its bucket (…:remaining:sync) holds what no sync wrote; without it the count goes on from the database"
    msgstr "令牌桶旁边的键（…:remaining:sync）的内容不是同步写入的；没有它，计数从数据库继续"

    msgid "its row of invitectl.redeem_sync holds what this version does not write; use the newest invitectl, or delete the row, and its count begins anew"
    msgstr "它在 invitectl.redeem_sync 中的行不是这个版本写入的；使用最新的 invitectl，或删除该行，计数会重新开始"

    msgid "its used_count is below 0, which is no count of uses; nothing was committed, and the bucket was left as it is"
    msgstr "它的 used_count 小于 0，不是使用次数；没有提交任何改动，令牌桶保持原样"

    msgid "more refunds than uses; nothing was committed"
    msgstr "退还多于使用；没有提交任何改动"

    msgid "more takes than the bucket had tokens; nothing was committed"
    msgstr "取出多于令牌桶的令牌数；没有提交任何改动"

    msgid "used_count or the bucket would be out of range; nothing was committed; correct used_count and max_uses"
    msgstr "used_count 或令牌桶会超出范围；没有提交任何改动；请更正 used_count 和 max_uses"

    msgid "it changed all the time; the next run tries again"
    msgstr "它一直在变；下次运行会重试"

    msgid "it was deleted meanwhile"
    msgstr "其间它已删除"

    msgid "the database refuses its new count"
    msgstr "数据库拒绝它的新计数"

    msgid "its row cannot be read"
    msgstr "它的行无法读取"

    msgid "another session holds its row locked"
    msgstr "它的行被另一个会话锁住"
    """#
}
