extension ChineseCatalogue {
  /// Migrations of indexes, locks, rows that cannot be written, what commands need, errors of servers.
  static let migrate = #"""
    # Sources/InviteOps/Operations/Locks/LockHolding.swift
    msgid "without an application name"
    msgstr "没有应用名称"

    msgid "role {1}"
    msgstr "角色 {1}"

    msgid "{1}, from {2}"
    msgstr "{1}，来自 {2}"

    msgid "since {1}"
    msgstr "自 {1} 起"

    msgid "{1}, {2} for {3}"
    msgstr "{1}，{2}，已 {3}"

    msgid "what it does is hidden from this role"
    msgstr "本角色看不到它在做什么"

    msgid "waiting for its client"
    msgstr "等待其客户端"

    msgid "it is no session of invitectl; the statement below ends it, in psql"
    msgstr "它不是 invitectl 的会话；下面的语句在 psql 中结束它"

    msgid "when nobody needs that session, the statement below ends it, in psql; with pg_read_all_stats this role would see what it does"
    msgstr "若无人需要该会话，用下面的语句在 psql 中结束它；有 pg_read_all_stats 权限时本角色能看到它在做什么"

    msgid "its process may be stopped: kill -CONT lets it go on; if not, the server ends its session by itself, after a minute by default, or the statement below does, in psql"
    msgstr "其进程可能已停住：kill -CONT 让它继续；否则服务器会自行结束其会话（默认一分钟后），也可在 psql 中用下面的语句结束"

    # Sources/InviteOps/Operations/Locks/RunLock+Lanes.swift
    msgid "share the lock of {1}"
    msgstr "共享 {1} 的锁"

    msgid "take the lock of {1}"
    msgstr "获取 {1} 的锁"

    # Sources/InviteOps/Operations/Locks/RunLock.swift
    msgid "a session that has just ended"
    msgstr "一个刚刚结束的会话"

    msgid "stopped while another run holds the lock; nothing was done"
    msgstr "已停止，锁被另一次运行持有；什么都没有做"

    msgid "another run holds the lock of {1}"
    msgstr "{1} 的锁被另一次运行持有"

    msgid "another run holds the lock of {1}: {2}"
    msgstr "{1} 的锁被另一次运行持有：{2}"

    msgid "wait longer for it with --lock-wait, or leave the work to it with --if-locked skip"
    msgstr "用 --lock-wait 等待更久，或用 --if-locked skip 把工作留给它"

    msgid "keep the lock of {1}"
    msgstr "保持 {1} 的锁"

    msgid "give up the lock of {1}"
    msgstr "释放 {1} 的锁"

    # Sources/InviteOps/Operations/Locks/SessionSummary.swift
    msgid "open for {1}"
    msgstr "已打开 {1}"

    msgid "prepared transaction {1}"
    msgstr "预备事务 {1}"

    msgid "either statement below ends that transaction, in psql"
    msgstr "下面任一语句在 psql 中结束该事务"

    msgid "the statement below ends that transaction with its session, in psql"
    msgstr "下面的语句在 psql 中结束该事务及其会话"

    msgid "end that transaction"
    msgstr "结束该事务"

    # Sources/InviteOps/Operations/Locks/SkippedRuns.swift
    msgid "record the skipped run"
    msgstr "记录已跳过的运行"

    msgid "skipping {1} again: {2} holds the lock"
    msgstr "再次跳过 {1}：{2}持有锁"

    msgid "skipped {1} {2} times in a row, since a run of it ended at {3}: {4} holds the lock"
    msgstr "{1} 已连续跳过 {2} 次，自 {3} 其一次运行结束以来：{4}持有锁"

    msgid "skipped {1} {2} times in a row, and no run of it has ended: {3} holds the lock"
    msgstr "{1} 已连续跳过 {2} 次，且从未有运行结束：{3}持有锁"

    msgid "record the end of the run"
    msgstr "记录运行的结束"

    msgid "see with 'invitectl doctor --only locks' what it does; --max-skips allows more"
    msgstr "用 'invitectl doctor --only locks' 查看它在做什么；--max-skips 可放宽次数"

    # Sources/InviteOps/Operations/Migrate/Proof/IndexPurpose.swift
    msgid "seats taken in a team"
    msgstr "一个团队已占的席位"

    msgid "whether an email is a member"
    msgstr "某个邮箱是否为成员"

    msgid "invites of a team"
    msgstr "一个团队的邀请"

    msgid "the last invite of an email"
    msgstr "某个邮箱的最近一次邀请"

    msgid "invites of a status"
    msgstr "某种状态的邀请"

    msgid "invites of a day"
    msgstr "一天内的邀请"

    msgid "rows of the queue by status"
    msgstr "按状态查找队列的行"

    msgid "the code bound to an email"
    msgstr "绑定到某个邮箱的兑换码"

    msgid "seats that a day's invites hold"
    msgstr "一天内的邀请所占的席位"

    msgid "whether an email is in a team"
    msgstr "某个邮箱是否在某个团队"

    msgid "the next of a group in the queue"
    msgstr "队列中某个组的下一行"

    # Sources/InviteOps/Operations/Locks/TableLock.swift
    msgid "{1} has locked {2}"
    msgstr "{1}锁住了 {2}"

    msgid "when nobody needs what holds it any more, end it in psql, then run this again:"
    msgstr "若无人再需要持有锁的会话，在 psql 中结束它，然后再次运行："

    # Sources/InviteOps/Operations/Migrate/Blocker.swift
    msgid "writer"
    msgstr "写入者"

    msgid "maintenance"
    msgstr "维护"

    msgid "snapshot"
    msgstr "快照"

    msgid "reader"
    msgstr "读取者"

    # Sources/InviteOps/Operations/Migrate/Migrate+RowFeed.swift
    msgid "make the row feed"
    msgstr "建立行变更源"

    msgid "there is no schema invitectl to make the row feed in"
    msgstr "没有 schema invitectl，行变更源无处建立"

    msgid "remove the row feed"
    msgstr "移除行变更源"

    msgid "{1}; skipped"
    msgstr "{1}；已跳过"

    # Sources/InviteOps/Operations/Migrate/Migrate+Stamp.swift
    msgid "database {1} is at revision {2} already"
    msgstr "数据库 {1} 已处于迁移版本 {2}"

    msgid "'invitectl migrate up' and 'down' move it; stamp is for databases without one, or with one that the tables contradict"
    msgstr "'invitectl migrate up' 和 'down' 会移动它；stamp 用于没有迁移版本的数据库，或表与所记版本矛盾的数据库"

    msgid "somebody else recorded a revision at the same time"
    msgstr "同时有人记录了迁移版本"

    msgid "see which with 'invitectl migrate status'"
    msgstr "用 'invitectl migrate status' 查看是哪个版本"

    msgid "record the revision"
    msgstr "记录迁移版本"

    msgid "the tables of {1} are those of revision {2}, made without migrations"
    msgstr "{1} 的表属于迁移版本 {2}，且不是由迁移建立的"

    msgid "with {1} recorded 'alembic upgrade' would make columns that are there; there is nothing to stamp for invitectl: run 'invitectl migrate up'"
    msgstr "若记录 {1}，'alembic upgrade' 会建立已存在的列；invitectl 没有需要 stamp 的：请运行 'invitectl migrate up'"

    msgid "{1} stamps {2} and the two revisions it makes"
    msgstr "{1} 只 stamp {2} 和它建立的两个迁移版本"

    msgid "for another one use 'alembic stamp {1}'"
    msgstr "其他版本请用 'alembic stamp {1}'"

    msgid "the schema is not at {1}: {2}"
    msgstr "schema 不处于 {1}：{2}"

    msgid "'{1}' fits, and 'invitectl migrate up' then builds the rest"
    msgstr "'{1}' 合适，之后由 'invitectl migrate up' 建立其余部分"

    # Sources/InviteOps/Operations/Migrate/Migrate+Verify.swift
    msgid "verify the indexes"
    msgstr "验证索引"

    msgid "not attached and valid on {1}, and {2} more"
    msgstr "未附加或无效：{1}，另有 {2} 个"

    msgid "not attached and valid on {1}"
    msgstr "未附加或无效：{1}"

    # Sources/InviteOps/Operations/Migrate/Migrate.swift
    msgid "migrate up"
    msgstr "执行 migrate up"

    msgid "migrate down"
    msgstr "执行 migrate down"

    msgid "migrate repair"
    msgstr "执行 migrate repair"

    msgid "read the state of the indexes"
    msgstr "读取索引的状态"

    msgid "see who holds the lock"
    msgstr "查看谁持有锁"

    msgid "progress and blockers of other roles stay hidden: {1}"
    msgstr "看不到其他角色的进度和阻塞者：{1}"

    msgid "{1} may hold up a build ({2})"
    msgstr "{1}可能阻塞建立（{2}）"

    msgid "{1} on {2} is left of a REINDEX CONCURRENTLY; DROP INDEX CONCURRENTLY {3} removes it"
    msgstr "{2} 上的 {1} 是 REINDEX CONCURRENTLY 的残留；DROP INDEX CONCURRENTLY {3} 可删除它"

    # Sources/InviteOps/Operations/Migrate/MigrateReport.swift
    msgid "other roles' sessions are not shown in full: {1}"
    msgstr "其他角色的会话显示不全：{1}"

    msgid "by pid {1}"
    msgstr "由 pid {1} 进行"

    msgid "all parts are attached, and the server does not know"
    msgstr "各部分均已附加，而服务器尚不知道"

    msgid "left by an interrupted run"
    msgstr "由中断的运行留下"

    msgid "not made by invitectl"
    msgstr "不是 invitectl 建立的"

    msgid "{1}, and every write maintains it"
    msgstr "{1}，且每次写入都要维护它"

    msgid "broken off"
    msgstr "已中断"

    msgid "by {1}"
    msgstr "属于{1}"

    # Sources/InviteOps/Operations/Migrate/Migration+Build.swift
    msgid "building {1}"
    msgstr "建立 {1}"

    msgid "gave up {1}, waiting for old snapshots"
    msgstr "已放弃{1}，在等待旧快照"

    msgid "gave up {1}, waiting for writers"
    msgstr "已放弃{1}，在等待写入者"

    msgid "{1}, or let it take longer with {2}; then run this again"
    msgstr "{1}，或用 {2} 放宽时间；然后再次运行"

    # Sources/InviteOps/Operations/Migrate/Migration+Drop.swift
    msgid "it is as it was"
    msgstr "它保持原样"

    msgid "drop incomplete: it is marked invalid"
    msgstr "删除未完成：它已标记为无效"

    msgid "run the same command again, or 'invitectl migrate repair', when nobody is in the way"
    msgstr "无人阻塞时再次运行同一命令，或运行 'invitectl migrate repair'"

    msgid "stopped while dropping {1}; {2}"
    msgstr "删除 {1} 时停止；{2}"

    msgid "{1}, or 'invitectl migrate repair'"
    msgstr "{1}，或运行 'invitectl migrate repair'"

    msgid "pid {1} has been dropping {2} for too long"
    msgstr "pid {1} 删除 {2} 已过久"

    msgid "{1}: it waits for {2}"
    msgstr "{1}：它在等待 {2}"

    msgid "see what it waits for with 'invitectl migrate status'"
    msgstr "用 'invitectl migrate status' 查看它在等什么"

    msgid "pid {1} is building {2} already; waiting for it"
    msgstr "pid {1} 已在建立 {2}；等待它完成"

    msgid "pid {1} is building {2}"
    msgstr "pid {1} 正在建立 {2}"

    msgid "pid {1} is building {2} and waits for others for too long"
    msgstr "pid {1} 正在建立 {2}，等待其他会话已过久"

    msgid "{1}, or the last one cancels the build"
    msgstr "{1}，或用最后一条取消建立"

    msgid "stopped while waiting for another session; nothing was changed"
    msgstr "等待另一会话时停止；什么都没有改动"

    # Sources/InviteOps/Operations/Migrate/Migration+GiveUp.swift
    msgid "stopped between two attempts; nothing was left behind"
    msgstr "两次尝试之间停止；没有留下残留"

    msgid "what was built of it has been removed"
    msgstr "已建立的部分已删除"

    msgid "{1} are left invalid, because the drop had to wait too"
    msgstr "{1} 残留为无效，因为删除也要等待"

    msgid "'invitectl migrate up' removes it and goes on; 'invitectl migrate repair' only removes"
    msgstr "'invitectl migrate up' 删除它并继续；'invitectl migrate repair' 只删除"

    msgid "stopped while building {1}; {2}"
    msgstr "建立 {1} 时停止；{2}"

    msgid "the server's disk is full: could not build {1}; {2}"
    msgstr "服务器磁盘已满：无法建立 {1}；{2}"

    msgid "make room on it; 'invitectl migrate plan' shows what each index will take"
    msgstr "腾出磁盘空间；'invitectl migrate plan' 显示每个索引将占多少"

    msgid "build {1}"
    msgstr "建立 {1}"

    # Sources/InviteOps/Operations/Migrate/Migration+Partitions.swift
    msgid "attaching the partitions of {1}"
    msgstr "附加 {1} 的各分区"

    msgid "the partitions of {1} keep changing: {2} was not made of them"
    msgstr "{1} 的分区一直在变：{2} 未能由它们组成"

    msgid "let whoever makes or detaches them end, then run this again"
    msgstr "等建立或分离分区的一方结束，然后再次运行"

    msgid "the partitions of {1} have changed meanwhile; looking again"
    msgstr "{1} 的分区在此期间有变；重新查看"

    msgid "putting {1} together"
    msgstr "组合 {1}"

    msgid "gave up {1}, waiting for readers and writers"
    msgstr "已放弃{1}，在等待读取者和写入者"

    msgid "end their transactions"
    msgstr "结束它们的事务"

    msgid "{1}, or let it take longer with --writer-wait; then run this again"
    msgstr "{1}，或用 --writer-wait 放宽时间；然后再次运行"

    msgid "{1} has to wait"
    msgstr "需要等待才能{1}"

    msgid "stopped while {1}; what is built stays"
    msgstr "已停止{1}；已建立的保留"

    msgid "'invitectl migrate up' goes on"
    msgstr "'invitectl migrate up' 会继续"

    # Sources/InviteOps/Operations/Migrate/Migration.swift
    msgid "stopped while the server was away: {1}"
    msgstr "服务器不可用期间停止：{1}"

    msgid "'invitectl migrate status' shows what is left; 'invitectl migrate up' goes on"
    msgstr "'invitectl migrate status' 显示残留；'invitectl migrate up' 会继续"

    msgid "make schema invitectl"
    msgstr "建立 schema invitectl"

    msgid "record revision {1}"
    msgstr "记录迁移版本 {1}"

    msgid "{1} could not be moved from {2} to {3}: it keeps changing"
    msgstr "{1} 无法从 {2} 移到 {3}：它一直在变"

    msgid "see that no 'alembic upgrade' runs at the same time, then run this again"
    msgstr "确认没有 'alembic upgrade' 同时运行，然后再次运行"

    msgid "somebody else moved the recorded revision meanwhile; looking again"
    msgstr "在此期间有人移动了所记的迁移版本；重新查看"

    msgid "could not {1}: somebody holds a lock on it"
    msgstr "无法{1}：有人持有它的锁"

    msgid "stopped; could not {1}"
    msgstr "已停止；无法{1}"

    # Sources/InviteOps/Operations/Migrate/MigrationLock.swift
    msgid "another session holds the lock of the watching connection"
    msgstr "监视连接的锁被另一会话持有"

    msgid "SELECT pid FROM pg_locks WHERE classid = {1} names it"
    msgstr "SELECT pid FROM pg_locks WHERE classid = {1} 可查出它"

    msgid "ended the session of a run that was stopped: {1}"
    msgstr "已结束一次已停止的运行的会话：{1}"

    msgid "stopped while waiting for another run; nothing was changed"
    msgstr "等待另一次运行时停止；什么都没有改动"

    msgid "an index"
    msgstr "某个索引"

    msgid "a run that lost its client is still building {1} (pid {2}); waiting for it instead of starting again"
    msgstr "一次失去客户端的运行仍在建立（{1}，pid {2}）；等待它，不重新开始"

    msgid "let it end, or wait longer with --lock-wait"
    msgstr "等它结束，或用 --lock-wait 等待更久"

    msgid "the build of {1} that a run left behind is waiting for others for too long: {2} (pid {3})"
    msgstr "一次运行留下的建立（{1}）等待其他会话已过久：{2}（pid {3}）"

    msgid "end the sessions that 'invitectl migrate status' names, or cancel it in psql:"
    msgstr "结束 'invitectl migrate status' 列出的会话，或在 psql 中取消它："

    # Sources/InviteOps/Operations/Migrate/MigrationNeeds.swift
    msgid "an event trigger refused it; as superuser '{1}', then run this again, and switch on again with ENABLE"
    msgstr "事件触发器拒绝了它；以超级用户执行 '{1}'，然后再次运行，之后用 ENABLE 重新启用"

    msgid "role {1} may not create indexes in schema {2}"
    msgstr "角色 {1} 无权在 schema {2} 中建立索引"

    msgid "default_tablespace is {1}, where role {2} may not put an index"
    msgstr "default_tablespace 为 {1}，角色 {2} 无权在那里放置索引"

    msgid "role {1} may not ask which server this is"
    msgstr "角色 {1} 无权查询这是哪台服务器"

    msgid "role {1} may not move the revision that is recorded"
    msgstr "角色 {1} 无权移动所记的迁移版本"

    # Sources/InviteOps/Operations/Migrate/MigrationPlanner+Down.swift
    msgid "index {1} is not what the revision made, but {2}"
    msgstr "索引 {1} 不是该迁移版本建立的，而是 {2}"

    msgid "it is never dropped for you; rename or drop it by hand, then run this again"
    msgstr "不会代为删除；请手工重命名或删除它，然后再次运行"

    msgid "the name {1} in schema {2} belongs to {3}"
    msgstr "schema {2} 中的名称 {1} 属于{3}"

    msgid "rename that one, then run this again"
    msgstr "重命名那一个，然后再次运行"

    # Sources/InviteOps/Operations/Migrate/MigrationPlanner+Partitions.swift
    msgid "{1}, a partition of {2}, is a foreign table: {3} can not become valid"
    msgstr "{2} 的分区 {1} 是外部表：{3} 无法变为有效"

    msgid "ALTER TABLE {1}.{2} DETACH PARTITION {3}.{4}, then run this again"
    msgstr "ALTER TABLE {1}.{2} DETACH PARTITION {3}.{4}，然后再次运行"

    msgid "{1} is not valid, though every partition's part of it is attached"
    msgstr "{1} 无效，尽管各分区的部分均已附加"

    msgid "'invitectl migrate repair' drops it with its parts and builds them again"
    msgstr "'invitectl migrate repair' 删除它及其各部分并重新建立"

    msgid "role {1} does not own {2}, a partition of {3}, {4} does"
    msgstr "角色 {1} 不是 {2}（{3} 的分区）的所有者，所有者是 {4}"

    msgid "role {1} may not create indexes in schema {2}, where {3} is"
    msgstr "角色 {1} 无权在 {3} 所在的 schema {2} 中建立索引"

    msgid "a foreign table"
    msgstr "外部表"

    msgid "attached"
    msgstr "已附加"

    # Sources/InviteOps/Operations/Migrate/MigrationPlanner+Record.swift
    msgid "of what it makes there is no {1}"
    msgstr "它建立的内容中没有 {1}"

    msgid "there is {1} already"
    msgstr "已经有 {1}"

    msgid "{1} says {2}, and the tables are those of revision {3}; 'invitectl doctor --only revision' says what to type"
    msgstr "{1} 记为 {2}，而表属于迁移版本 {3}；'invitectl doctor --only revision' 给出要执行的命令"

    msgid "'{1}' records what is there"
    msgstr "'{1}' 按现状记录"

    msgid "the revision is kept in {1}"
    msgstr "迁移版本保存在 {1}"

    msgid "Alembic does not look at {1}"
    msgstr "Alembic 不查看 {1}"

    msgid "database {1}: {2}"
    msgstr "数据库 {1}：{2}"

    msgid "{1}; then run this again"
    msgstr "{1}；然后再次运行"

    msgid "'invitectl doctor --only revision' says what contradicts the record, and what to type"
    msgstr "'invitectl doctor --only revision' 说明什么与记录矛盾以及要执行的命令"

    msgid "database {1} is {2}"
    msgstr "数据库 {1}：{2}"

    msgid "nothing tells what invitectl has made there; see docs/backends.md"
    msgstr "无从得知 invitectl 在那里建立了什么；见 docs/backends.md"

    msgid "database {1} is {2}: nothing was dropped"
    msgstr "数据库 {1}：{2}；什么都没有删除"

    msgid "database {1} is at revision {2} by {3} alone: {4}"
    msgstr "数据库 {1} 仅按 {3} 处于迁移版本 {2}：{4}"

    msgid "database {1} is at revision {2} by {3}, and there is no {4}"
    msgstr "数据库 {1} 按 {3} 处于迁移版本 {2}，但没有 {4}"

    msgid "database {1} is ahead of what invitectl makes"
    msgstr "数据库 {1} 比 invitectl 建立的更新"

    msgid "go back with 'alembic downgrade {1}' first"
    msgstr "先用 'alembic downgrade {1}' 退回"

    # Sources/InviteOps/Operations/Migrate/MigrationPlanner+Up.swift
    msgid "database {1} is ahead, {2}, and not all is well: {3}"
    msgstr "数据库 {1} 超前（{2}），且并非一切正常：{3}"

    msgid "'invitectl migrate repair' builds what is missing or invalid and leaves {1} alone"
    msgstr "'invitectl migrate repair' 建立缺失或无效的索引，不改动 {1}"

    msgid "at revision {1}"
    msgstr "处于迁移版本 {1}"

    msgid "at revision {1} by {2}, with the tables of revision {3}"
    msgstr "按 {2} 处于迁移版本 {1}，但表属于迁移版本 {3}"

    msgid "with the tables of revision {1} and no revision recorded"
    msgstr "表属于迁移版本 {1}，且未记录迁移版本"

    msgid "schema {1} has no table {2}"
    msgstr "schema {1} 中没有表 {2}"

    msgid "schema {1} has one of that name; is this the right database?"
    msgstr "schema {1} 中有同名的表；数据库对吗？"

    msgid "run 'alembic upgrade {1}' first; nothing was written"
    msgstr "先运行 'alembic upgrade {1}'；什么都没有写入"

    msgid "{1}.{2} is not a table"
    msgstr "{1}.{2} 不是表"

    msgid "{1} builds indexes on plain and on partitioned tables only"
    msgstr "{1} 只在普通表和分区表上建立索引"

    msgid "role {1} does not own {2}.{3}, {4} does"
    msgstr "角色 {1} 不是 {2}.{3} 的所有者，所有者是 {4}"

    msgid "use that role in the database URL, or {1}"
    msgstr "在数据库 URL 中使用该角色，或 {1}"

    msgid "use that role in the database URL, or become a member of it"
    msgstr "在数据库 URL 中使用该角色，或成为其成员"

    msgid "schema invitectl is of version {1}, which a newer invitectl made, and has no table index_work"
    msgstr "schema invitectl 的版本是 {1}，由更新的 invitectl 建立，且没有表 index_work"

    msgid "run 'migrate up' of that invitectl"
    msgstr "运行那个 invitectl 的 'migrate up'"

    msgid "role {1} may not make schema invitectl in {2}"
    msgstr "角色 {1} 无权在 {2} 中建立 schema invitectl"

    msgid "{1}.version_num has {2} characters, too few for {3}"
    msgstr "{1}.version_num 只有 {2} 个字符，容不下 {3}"

    msgid "ALTER TABLE {1} ALTER COLUMN version_num TYPE varchar(64)"
    msgstr "ALTER TABLE {1} ALTER COLUMN version_num TYPE varchar(64)"

    msgid "without its table"
    msgstr "没有对应的表"

    msgid "valid"
    msgstr "有效"

    msgid "defined otherwise"
    msgstr "定义不同"

    msgid "not valid, though every partition's part is attached"
    msgstr "无效，尽管各分区的部分均已附加"

    msgid "attached on {1} of {2} partitions"
    msgstr "{2} 个分区中已附加 {1} 个"

    msgid "half dropped"
    msgstr "删除了一半"

    msgid "being dropped"
    msgstr "正在删除"

    msgid "the name of {1}"
    msgstr "名称属于{1}"

    msgid "{1} is missing"
    msgstr "{1} 缺失"

    msgid "{1} is without its table"
    msgstr "{1} 没有对应的表"

    msgid "{1} is valid"
    msgstr "{1} 有效"

    msgid "{1} is being built"
    msgstr "{1} 正在建立"

    msgid "{1} is defined otherwise"
    msgstr "{1} 定义不同"

    msgid "{1} is not valid, though every partition's part is attached"
    msgstr "{1} 无效，尽管各分区的部分均已附加"

    msgid "{1} is attached on {2} of {3} partitions"
    msgstr "{1} 在 {3} 个分区中已附加 {2} 个"

    msgid "{1} is invalid"
    msgstr "{1} 无效"

    msgid "{1} is half dropped"
    msgstr "{1} 删除了一半"

    msgid "{1} is being dropped"
    msgstr "{1} 正在删除"

    msgid "{1} is the name of {2}"
    msgstr "{1} 是{2}的名称"

    # Sources/InviteOps/Operations/Migrate/MigrationPlanner.swift
    msgid "the table {1} is empty"
    msgstr "表 {1} 是空的"

    msgid "database {1} has no revision: {2}"
    msgstr "数据库 {1} 没有迁移版本：{2}"

    msgid "there is one in {1}; {2}"
    msgstr "{1} 中有一个；{2}"

    msgid "role {1} may not read {2}"
    msgstr "角色 {1} 无权读取 {2}"

    msgid "database {1} is at revision {2}"
    msgstr "数据库 {1} 处于迁移版本 {2}"

    msgid "the tables {1} are missing too: is this the right database? If it is new, run 'alembic upgrade {2}' first"
    msgstr "也缺少表 {1}：数据库对吗？若是新库，先运行 'alembic upgrade {2}'"

    msgid "the schema looks like {1}: '{2}' records that"
    msgstr "schema 看起来是 {1}：'{2}' 记录这一点"

    msgid "index {1} exists with another definition: {2} instead of {3}"
    msgstr "索引 {1} 已存在但定义不同：{2}，应为 {3}"

    msgid "rename or drop it by hand, after seeing who needs it, then run this again"
    msgstr "查明谁需要它之后，手工重命名或删除它，然后再次运行"

    msgid "index {1} is invalid, nobody is building it, and invitectl did not make it"
    msgstr "索引 {1} 无效，无人在建立它，也不是 invitectl 建立的"

    msgid "'invitectl migrate repair' rebuilds it, as does 'invitectl migrate up --repair'"
    msgstr "'invitectl migrate repair' 会重建它，'invitectl migrate up --repair' 也会"

    # Sources/InviteOps/Operations/Migrate/MigrationSession.swift
    msgid "the server that answers now is not the one this run began with"
    msgstr "现在应答的服务器不是本次运行开始时的那台"

    msgid "see where the database URL leads, then run the same command again"
    msgstr "查看数据库 URL 指向哪里，然后再次运行同一命令"

    msgid "{1} is {2} and cannot be switched off here"
    msgstr "{1} 为 {2}，此处无法关闭"

    msgid "a timeout in the middle of a build leaves an invalid index; connect directly, as a role without it"
    msgstr "建立途中超时会留下无效索引；请用没有该设置的角色直接连接"

    msgid "'{1}' is no value for {2}"
    msgstr "'{1}' 不是 {2} 的有效值"

    msgid "write it like 256MB, or 2"
    msgstr "写成 256MB 或 2 这样"

    msgid "stopped while connecting again"
    msgstr "重新连接时停止"

    # Sources/InviteOps/Operations/Migrate/MigrationSnapshot.swift
    msgid "another table"
    msgstr "另一个表"

    msgid "an index on {1}"
    msgstr "索引（位于 {1}）"

    msgid "a partitioned index on {1}"
    msgstr "分区索引（位于 {1}）"

    msgid "a table"
    msgstr "表"

    msgid "a view"
    msgstr "视图"

    msgid "a materialized view"
    msgstr "物化视图"

    msgid "a sequence"
    msgstr "序列"

    msgid "a composite type"
    msgstr "复合类型"

    msgid "another relation"
    msgstr "另一个对象"

    msgid "another run holds the lock: {1}"
    msgstr "锁被另一次运行持有：{1}"

    msgid "starting"
    msgstr "开始中"

    msgid "{1}, building {2}: {3}, {4} %"
    msgstr "{1}，正在建立 {2}：{3}，{4} %"

    # Sources/InviteOps/Operations/Migrate/PartReader.swift
    msgid "an index that is part of another one"
    msgstr "属于另一索引的一部分的索引"

    # Sources/InviteOps/Operations/Migrate/Proof/IndexProver+Judgement.swift
    msgid "the planner takes {1}"
    msgstr "规划器选用 {1}"

    msgid "there are {1}, which are read as fast without it"
    msgstr "只有 {1}，没有它也一样快"

    msgid "not taken for this statement, but {1} of others"
    msgstr "这条语句没有选用它，但其他语句有 {1}"

    msgid "the planner reads the table"
    msgstr "规划器直接读表"

    msgid "none of the rows looked at has a value for its statement"
    msgstr "所查看的行中没有可用于其语句的值"

    msgid "{1}, but there were {2}"
    msgstr "{1}，但有过 {2}"

    msgid "{1}; only the primary's scans say whether it is used"
    msgstr "{1}；是否用到只能看主库的扫描次数"

    msgid "taken for another statement: {1}"
    msgstr "为另一条语句选用：{1}"

    # Sources/InviteOps/Operations/Migrate/Proof/IndexProver.swift
    msgid "it is {1}"
    msgstr "实际为 {1}"

    msgid "the name is that of {1}"
    msgstr "该名称属于{1}"

    msgid "'invitectl migrate status' says how it stands"
    msgstr "'invitectl migrate status' 说明其状态"

    msgid "this role may not read {1} ('invitectl doctor --grants' says what to grant)"
    msgstr "本角色无权读取 {1}（'invitectl doctor --grants' 给出要授予的权限）"

    msgid "{1} was never analysed"
    msgstr "{1} 从未 ANALYZE"

    msgid "'invitectl migrate up' builds it"
    msgstr "'invitectl migrate up' 会建立它"

    msgid "'migrate up' or 'migrate repair' builds it: which one the revision tells, which this role may not read"
    msgstr "由 'migrate up' 或 'migrate repair' 建立：是哪一个取决于迁移版本，而此角色无权读取它"

    msgid "'invitectl migrate repair' builds it"
    msgstr "'invitectl migrate repair' 会建立它"

    msgid "the server's plan is not understood"
    msgstr "无法理解服务器的执行计划"

    # Sources/InviteOps/Operations/Migrate/Proof/IndexUse.swift
    msgid "for {1}, or since they were built"
    msgstr "在 {1} 内或自建立以来"

    msgid "since the statistics began, or since they were built"
    msgstr "自统计开始或自建立以来"

    # Sources/InviteOps/Operations/Migrate/Proof/Migrate+Prove.swift
    msgid "prove the indexes"
    msgstr "证明索引"

    # Sources/InviteOps/Operations/Migrate/RecordFault.swift
    msgid "{1} has a row without a revision"
    msgstr "{1} 中有一行没有迁移版本"

    msgid "{1} says '{2}', which is no revision of the backend's"
    msgstr "{1} 记为 '{2}'，后端没有这个迁移版本"

    msgid "{1} says '{2}' {3} times"
    msgstr "{1} 记为 '{2}'，重复 {3} 次"

    msgid "{1} has {2} heads: {3}"
    msgstr "{1} 有 {2} 个 head：{3}"

    msgid "see with 'alembic heads' which one is the backend's; if it is {1}: {2}"
    msgstr "用 'alembic heads' 查看哪个属于后端；若是 {1}：{2}"

    # Sources/InviteOps/Operations/Migrate/UnclearRecord.swift
    msgid "Alembic's revision is in {1}: which is the backend's?"
    msgstr "Alembic 的迁移版本在 {1}：哪个属于后端？"

    msgid "there is no revision in {1}, where Alembic would look, and one in {2}"
    msgstr "Alembic 会查看的 {1} 中没有迁移版本，而 {2} 中有"

    msgid "say which is the backend's, as its Alembic has it: {1}, or once for all the setting database.versionTable"
    msgstr "指明哪个属于后端，与其 Alembic 一致：{1}，或用配置项 database.versionTable 一次设定"

    # Sources/InviteOps/Operations/Rows/PostgresConnection+LongRead.swift
    msgid "a pipeline without an answer"
    msgstr "一个没有应答的流水线"

    # Sources/InviteOps/Operations/Rows/RowAdvice.swift
    msgid "then run the same command again"
    msgstr "然后再次运行同一命令"

    msgid "{1} shows the triggers; correct the row or the trigger"
    msgstr "{1} 显示触发器；更正该行或该触发器"

    msgid "'invitectl doctor' shows long transactions and who holds a lock; let them end"
    msgstr "'invitectl doctor' 显示长事务以及谁持有锁；等它们结束"

    msgid "correct the value"
    msgstr "更正该值"

    msgid "{1} shows its bytes; write the text anew as UTF-8"
    msgstr "{1} 显示其字节；以 UTF-8 重写该文本"

    msgid "{1} shows it; correct the value"
    msgstr "{1} 显示它；更正该值"

    msgid "{1} shows what must be unique; change the row that is in the way"
    msgstr "{1} 显示什么必须唯一；更改冲突的那一行"

    msgid "{1} shows the constraint"
    msgstr "{1} 显示该约束"

    msgid "{1}; change the rows that it ties together"
    msgstr "{1}；更改它所关联的行"

    msgid "{1}; correct the row or the constraint"
    msgstr "{1}；更正该行或该约束"

    # Sources/InviteOps/Operations/Rows/RowFault.swift
    msgid "it is one of {1} of which some cannot be written: {2}"
    msgstr "它是 {1}之一，其中有些无法写入：{2}"

    msgid "correct those that are named alone; {1}"
    msgstr "更正单独列出的那些；{1}"

    # Sources/InviteOps/Operations/Rows/RowFinding.swift
    msgid "code {1}"
    msgstr "兑换码 {1}"

    msgid "a row of {1}"
    msgstr "{1} 的一行"

    msgid "{1} row {2}"
    msgstr "{1} 的行 {2}"

    # Sources/InviteOps/Operations/Rows/RowFindings.swift
    msgid "{1} was left out: {2}"
    msgstr "{1} 未处理：{2}"

    msgid "{1} (and {2} more rows left out)"
    msgstr "{1}（另有 {2} 行未处理）"

    # Sources/InviteOps/Operations/Rows/RowSuspicion.swift
    msgid "see who holds a lock with 'invitectl doctor', or allow more time with --timeout"
    msgstr "用 'invitectl doctor' 查看谁持有锁，或用 --timeout 放宽时间"

    msgid "function {1} ran then, for every row that was tried: see what it waits for"
    msgstr "当时对每个试过的行都在运行函数 {1}：查看它在等什么"

    # Sources/InviteOps/Operations/Rows/RowWitness.swift
    msgid "trigger {1}"
    msgstr "触发器 {1}"

    msgid "function {1}"
    msgstr "函数 {1}"

    msgid "{1}, while {2} ran"
    msgstr "{1}，当时{2} 正在运行"

    msgid "then run {1}"
    msgstr "然后运行 {1}"

    msgid "nothing came of the statement, and there was no error: trigger or rule {1} on {2} takes the row out of it"
    msgstr "语句没有效果，也没有报错：{2} 上的触发器或规则 {1} 把该行排除在外"

    msgid "{1}; let the row through, {2}"
    msgstr "{1}；让该行通过，{2}"

    msgid "what was written is not there afterwards, and there was no error: trigger or rule {1} on {2} keeps or changes it"
    msgstr "写入的内容之后不在，也没有报错：{2} 上的触发器或规则 {1} 保留或更改了它"

    msgid "{1}; let it be written as it is, {2}"
    msgstr "{1}；让它照原样写入，{2}"

    msgid "{1} shows them"
    msgstr "{1} 显示它们"

    msgid "the prepared transaction {1}"
    msgstr "预备事务 {1}"

    msgid "{1}, or {2}, ends it"
    msgstr "{1} 或 {2} 可结束它"

    msgid "session {1}"
    msgstr "会话 {1}"

    msgid "{1} shows what it does; let it end"
    msgstr "{1} 显示它在做什么；等它结束"

    msgid "another session"
    msgstr "另一会话"

    msgid "'invitectl doctor' shows long transactions; let it end"
    msgstr "'invitectl doctor' 显示长事务；等它结束"

    msgid "{1} holds its row locked"
    msgstr "该行已锁定，持有者：{1}"

    # Sources/InviteOps/Operations/Schema/InvitectlSchema.swift
    msgid "somebody drops tables of schema invitectl at the same time"
    msgstr "同时有人在删除 schema invitectl 的表"

    msgid "see who does, then run the same command again"
    msgstr "查看是谁，然后再次运行同一命令"

    msgid "invitectl.{1} is not a table"
    msgstr "invitectl.{1} 不是表"

    msgid "rename or drop what has its name, after seeing who needs it, then run this again"
    msgstr "查明谁需要占用该名称的对象之后，重命名或删除它，然后再次运行"

    msgid "another session changed the version of schema invitectl at the same time"
    msgstr "另一会话同时更改了 schema invitectl 的版本"

    # Sources/InviteOps/Operations/Schema/RowFeedState.swift
    msgid "its function is missing"
    msgstr "缺少其函数"

    msgid "its function is another one"
    msgstr "其函数不是原来的"

    msgid "a partition is on another server, and writes to it may fail for trigger {1}"
    msgstr "有分区在另一台服务器上，写入它可能因触发器 {1} 失败"

    msgid "trigger {1} does not name rows, though it could"
    msgstr "触发器 {1} 没有指明行，尽管可以指明"

    msgid "trigger {1} is switched off"
    msgstr "触发器 {1} 已停用"

    msgid "trigger {1} is another one"
    msgstr "触发器 {1} 不是原来的"

    msgid "trigger {1} is missing"
    msgstr "缺少触发器 {1}"

    # Sources/InviteOps/Operations/Seats/SeatStats.swift
    msgid "make the table team_seat_stats"
    msgstr "建立表 team_seat_stats"

    msgid "refresh the table team_seat_stats"
    msgstr "刷新表 team_seat_stats"

    msgid "could not {1}: it is not there"
    msgstr "无法{1}：它不存在"

    msgid "could not {1}: there is no schema invitectl"
    msgstr "无法{1}：没有 schema invitectl"

    msgid "could not {1}: it is the view of an older invitectl"
    msgstr "无法{1}：它是旧版 invitectl 的视图"

    msgid "'invitectl migrate up' makes it a table, which is not in the way of the backend's own migrations"
    msgstr "'invitectl migrate up' 会把它改为表，不妨碍后端自己的迁移"

    msgid "as the owner: GRANT USAGE ON SCHEMA invitectl TO {1}; GRANT SELECT, INSERT, UPDATE, DELETE ON invitectl.team_seat_stats TO {2}; what else is missing 'invitectl doctor --only postgres-privileges' prints"
    msgstr "以所有者身份执行：GRANT USAGE ON SCHEMA invitectl TO {1}; GRANT SELECT, INSERT, UPDATE, DELETE ON invitectl.team_seat_stats TO {2}；其余缺少的权限见 'invitectl doctor --only postgres-privileges'"

    # Sources/InviteStorage/Failures/Failure+PostgresError.swift
    msgid "see whether the server restarted; run the same command again to see what was done"
    msgstr "查看服务器是否重启过；再次运行同一命令即可看到已做了什么"

    msgid "stopped: could not {1}"
    msgstr "已停止：无法{1}"

    msgid "could not {1}: the server has ended this session and taken its locks, because this process was stopped, or could not be reached, for too long (SQLSTATE {2})"
    msgstr "无法{1}：本进程停住或失联过久，服务器已结束此会话并收回其锁（SQLSTATE {2}）"

    msgid "nothing was written since; run the same command again"
    msgstr "此后没有写入；再次运行同一命令"

    msgid "correct the database URL: postgresql://USER@HOST:PORT/DATABASE"
    msgstr "更正数据库 URL：postgresql://USER@HOST:PORT/DATABASE"

    msgid "correct the host name in the database URL"
    msgstr "更正数据库 URL 中的主机名"

    msgid "see whether this machine has a way to that host"
    msgstr "查看本机能否到达该主机"

    msgid "see whether PostgreSQL runs there, and whether host and port are right"
    msgstr "查看那里是否运行着 PostgreSQL，主机和端口是否正确"

    msgid "see whether PostgreSQL runs here, or give a host in the database URL"
    msgstr "查看本机是否运行着 PostgreSQL，或在数据库 URL 中给出主机"

    msgid "put the password into ~/.pgpass, PGPASSWORD, the database URL, or a file that INVITECTL_DATABASE_PASSWORD_FILE names"
    msgstr "把密码放入 ~/.pgpass、PGPASSWORD、数据库 URL，或 INVITECTL_DATABASE_PASSWORD_FILE 指定的文件"

    msgid "correct user or password, which came from {1}; pg_hba.conf on the server decides who gets in"
    msgstr "更正用户，或来自 {1} 的密码；服务器上的 pg_hba.conf 决定谁能连接"

    msgid "correct user or password; pg_hba.conf on the server decides who gets in"
    msgstr "更正用户或密码；服务器上的 pg_hba.conf 决定谁能连接"

    msgid "GRANT CONNECT on the database to this role, or use another role"
    msgstr "将该数据库的 GRANT CONNECT 授予此角色，或换用其他角色"

    msgid "correct the database name; 'psql -l' lists those of the server"
    msgstr "更正数据库名；'psql -l' 列出服务器上的数据库"

    msgid "set sslmode and sslrootcert in the database URL to what the server has"
    msgstr "在数据库 URL 中按服务器的情况设置 sslmode 和 sslrootcert"

    msgid "give the authority that signed it: sslrootcert=FILE in the database URL"
    msgstr "给出签发机构：数据库 URL 中的 sslrootcert=FILE"

    msgid "use a host name that the certificate has, with hostaddr=IP if it is not in DNS"
    msgstr "使用证书中有的主机名；若 DNS 中没有，加 hostaddr=IP"

    msgid "renew the server's certificate"
    msgstr "更新服务器的证书"

    msgid "the server says it is starting or stopping; try again later"
    msgstr "服务器称正在启动或停止；请稍后重试"

    msgid "point the database URL at a server of the kind target_session_attrs asks for"
    msgstr "让数据库 URL 指向 target_session_attrs 所要求的那类服务器"

    msgid "correct the port: what answers there is not PostgreSQL"
    msgstr "更正端口：那里应答的不是 PostgreSQL"

    msgid "see the server's log for why it closed the connection"
    msgstr "查看服务器日志，了解为何关闭连接"

    msgid "see whether host and port are right, or allow more with --timeout"
    msgstr "查看主机和端口是否正确，或用 --timeout 放宽时间"

    msgid "could not connect to PostgreSQL ({1}): {2}"
    msgstr "无法连接 PostgreSQL（{1}）：{2}"

    msgid "try again later, or raise max_connections of the server (or the limit of this role or database, if it has one)"
    msgstr "稍后重试，或调高服务器的 max_connections（或此角色、数据库自己的上限，若有）"

    msgid "the role is none to log in with; use another one, or make it one: {1}"
    msgstr "该角色不能登录；使用另一角色，或允许它登录：{1}"

    msgid "somebody has closed the database; when its reason is over, open it: {1}"
    msgstr "有人关闭了该数据库；原因消除后打开它：{1}"

    msgid "a DROP DATABASE of it was broken off: nothing is left but to drop it and to restore a backup"
    msgstr "对它的 DROP DATABASE 中途中断：只能将其删除，并还原备份"

    msgid "the role has a limit of its own; try again later, or raise it: {1}"
    msgstr "该角色有自己的上限；稍后重试，或调高它：{1}"

    msgid "the database has a limit of its own; try again later, or raise it: {1}"
    msgstr "该数据库有自己的上限；稍后重试，或调高它：{1}"

    msgid "see with 'invitectl doctor' whether this is InviteHub's database, and at which revision"
    msgstr "用 'invitectl doctor' 查看这是不是 InviteHub 的数据库、处于哪个迁移版本"

    msgid "'invitectl doctor' prints the GRANTs that this role needs"
    msgstr "'invitectl doctor' 给出此角色所需的 GRANT"

    msgid "this server is a read-only replica, or the role's transactions only read: 'invitectl doctor --only postgres' says which"
    msgstr "此服务器是只读备库，或该角色的事务只读：'invitectl doctor --only postgres' 说明是哪种"

    msgid "make room on the server's disk, then run the same command again"
    msgstr "腾出服务器磁盘空间，然后再次运行同一命令"

    msgid "another session was in the way; run the same command again"
    msgstr "与另一会话冲突；再次运行同一命令"

    msgid "see who holds a lock with 'invitectl doctor', then run it again"
    msgstr "用 'invitectl doctor' 查看谁持有锁，然后再次运行"

    msgid "the function names something without its schema, and invitectl looks in pg_catalog only: ALTER FUNCTION {1} SET search_path = public, or the schema it means"
    msgstr "该函数引用对象时没有写 schema，而 invitectl 只查找 pg_catalog：ALTER FUNCTION {1} SET search_path = public，或写它所指的 schema"

    # Sources/InviteStorage/Failures/Failure+RedisError.swift
    msgid "see whether the server is busy (SLOWLOG GET in redis-cli), or pass a longer --timeout"
    msgstr "查看服务器是否繁忙（在 redis-cli 中 SLOWLOG GET），或用更长的 --timeout"

    msgid "correct host and port in the Redis URL, or write rediss:// for a port that wants TLS"
    msgstr "更正 Redis URL 中的主机和端口；端口要求 TLS 时写 rediss://"

    msgid "correct the user, or the password, which came from {1}"
    msgstr "更正用户，或来自 {1} 的密码"

    msgid "correct the host name in the Redis URL"
    msgstr "更正 Redis URL 中的主机名"

    msgid "see whether Redis runs there, and whether host and port are right"
    msgstr "查看那里是否运行着 Redis，主机和端口是否正确"

    msgid "see whether Redis runs here, and whether the socket's path is right"
    msgstr "查看本机是否运行着 Redis，套接字路径是否正确"

    msgid "let this user open the socket (unixsocketperm in redis.conf)"
    msgstr "允许此用户打开套接字（redis.conf 的 unixsocketperm）"

    msgid "correct the sentinels' hosts and ports (mostly 26379) in the Redis URL"
    msgstr "更正 Redis URL 中 哨兵的主机和端口（通常为 26379）"

    msgid "correct the name after the hosts: sentinel://H1,H2,H3/NAME/DB"
    msgstr "更正主机后面的名称：sentinel://H1,H2,H3/NAME/DB"

    msgid "a failover may be going on; try again, or allow more time with --timeout"
    msgstr "可能正在故障切换；请重试，或用 --timeout 放宽时间"

    msgid "could not connect to Redis at {1}: {2}"
    msgstr "无法连接 {1} 的 Redis：{2}"

    msgid "give the authority that signed it: ssl_ca_certs=FILE in the URL, or redis.tlsCaFile"
    msgstr "给出签发机构：URL 中的 ssl_ca_certs=FILE，或 redis.tlsCaFile"

    msgid "use a host name that the certificate has, or give it as ssl_server_name=NAME in the URL"
    msgstr "使用证书中有的主机名，或在 URL 中用 ssl_server_name=NAME 给出"

    msgid "see whether this machine's clock is right"
    msgstr "查看本机时钟是否正确"

    msgid "give a certificate the server trusts: ssl_certfile=FILE and ssl_keyfile=FILE in the URL"
    msgstr "给出服务器信任的证书：URL 中的 ssl_certfile=FILE 和 ssl_keyfile=FILE"

    msgid "give a readable PEM file"
    msgstr "给出可读的 PEM 文件"

    msgid "correct the port, or write redis:// for a server without TLS"
    msgstr "更正端口；服务器没有 TLS 时写 redis://"

    msgid "see whether this port speaks TLS; write redis:// for a server without"
    msgstr "查看该端口是否使用 TLS；服务器没有 TLS 时写 redis://"

    msgid "put the password into the URL: redis://:PASSWORD@HOST:PORT/DB"
    msgstr "把密码写入 URL：redis://:PASSWORD@HOST:PORT/DB"

    msgid "correct user and password in the Redis URL"
    msgstr "更正 Redis URL 中的用户和密码"

    msgid "let the user do this (ACL SETUSER); see docs/security.md"
    msgstr "允许该用户执行（ACL SETUSER）；见 docs/security.md"

    msgid "another program wrote a key that has a name of Celery's or ours"
    msgstr "另一个程序写入了与 Celery 或我们同名的键"

    msgid "Redis is full: raise maxmemory or remove what is not needed"
    msgstr "Redis 已满：调高 maxmemory 或删除不需要的数据"

    msgid "this server is a replica: point the Redis URL at the primary"
    msgstr "此服务器是备库：让 Redis URL 指向主库"

    msgid "the server is loading its data; try again later"
    msgstr "服务器正在加载数据；请稍后重试"

    msgid "the replica has lost its primary; try again later"
    msgstr "备库失去了主库；请稍后重试"

    msgid "a script is running for too long; try again later"
    msgstr "有脚本运行过久；请稍后重试"

    msgid "too many connections; try again later"
    msgstr "连接过多；请稍后重试"

    msgid "this is a Redis cluster, which Celery cannot use either: use a single server"
    msgstr "这是 Redis 集群，Celery 也无法使用：请用单台服务器"

    msgid "Redis cannot save to disk and refuses writes; see its log"
    msgstr "Redis 无法存盘，因而拒绝写入；查看其日志"

    msgid "the server has fewer databases: correct the number in the URL, or 'databases'"
    msgstr "服务器的数据库没有这么多：更正 URL 中的编号，或 'databases'"

    msgid "the server does not have the command, by a rename-command in its redis.conf or because something stands between that does not know it: give it back, or go to Redis itself"
    msgstr "服务器没有这条命令：其 redis.conf 中有 rename-command，或中间的代理不认识它；恢复该命令，或直接连接 Redis"

    msgid "could not {1}: Redis says {2}"
    msgstr "无法{1}：Redis 报告 {2}"

    # Sources/InviteStorage/Requirements/GenerationSupport.swift
    msgid "as documented"
    msgstr "与文档一致"

    msgid "refuses: {1}"
    msgstr "拒绝：{1}"

    msgid "one use may be in the bucket and in used_count at once, and a job of the backend overwrites used_count"
    msgstr "一次使用可能同时在令牌桶和 used_count 中，且后端的定时任务会覆盖 used_count"

    msgid "shows what each side says, bucket and used_count"
    msgstr "显示令牌桶和 used_count 各自的值"

    msgid "changes nothing: compares used_count with the invites that were counted on join"
    msgstr "不做改动：将 used_count 与加入时计入的邀请比较"

    msgid "brings used_count within what the records say was counted on join, and changes nothing else"
    msgstr "把 used_count 调整到记录显示的加入时计入的范围内，不改动其他"

    msgid "takes used_count for the uses, and the bucket where it shows more; later direct uses leave no record"
    msgstr "以 used_count 为使用次数，令牌桶显示更多时以令牌桶为准；之后的直接使用不留记录"

    msgid "assigns uses to the invites that were counted on join; others are in flight"
    msgstr "把使用归于加入时计入的邀请；其余在途"

    msgid "a use counted from beside the backend would be counted twice or lost"
    msgstr "绕过后端计入的使用会重复计数或丢失"

    msgid "holds a seat or has the email wait, and counts nothing"
    msgstr "占用一个席位或让邮箱等待，不做计数"

    msgid "has a lost row wait for a seat, from where the backend takes it up"
    msgstr "让丢失的行从后端会接手的位置等待席位"

    msgid "its rules are not the ones that are known here"
    msgstr "其规则不是这里已知的规则"

    msgid "a token alone would be taken back by the backend's job"
    msgstr "单独的令牌会由后端的定时任务收回"

    msgid "no use is taken from a bucket: there is nothing to give back"
    msgstr "没有从令牌桶取出使用：没有可退还的"

    msgid "whether the use of a failed invite is still counted cannot be told: a job of the backend overwrites used_count"
    msgstr "无法判断失败的邀请的使用是否仍计入：后端的定时任务会覆盖 used_count"

    msgid "has a failed invite wait for a seat, from where the backend takes it up"
    msgstr "让失败的邀请从后端会接手的位置等待席位"

    msgid "lists the errors; what failed is not judged, since 'redeem retry' refuses"
    msgstr "列出错误；不判断失败的邀请，因为 'redeem retry' 会拒绝"

    msgid "says who would wait for a seat"
    msgstr "说明谁会等待席位"

    msgid "shows what is there and makes no bucket: no request takes tokens"
    msgstr "显示现状，不建立令牌桶：没有请求会取出令牌"

    msgid "takes what is on its way off the uses left, and has the request take the seat"
    msgstr "从剩余使用中减去在途的，并由请求占用席位"

    # Sources/InviteStorage/Requirements/RedisFacts.swift
    msgid "{1} is {2} {3}; invitectl needs Redis 6.2 or newer, or Valkey"
    msgstr "{1} 是 {2} {3}；invitectl 需要 Redis 6.2 或更高版本，或 Valkey"

    msgid "upgrade the server"
    msgstr "升级服务器"

    msgid "{1} runs in cluster mode, which is not supported"
    msgstr "{1} 以集群模式运行，不受支持"

    msgid "use a single server, or one that sentinels watch; Celery cannot use a cluster either"
    msgstr "使用单台服务器，或由哨兵监视的服务器；Celery 也无法使用集群"

    msgid "{1} is a replica"
    msgstr "{1} 是备库"

    msgid "point the URL at the primary, {1}"
    msgstr "让 URL 指向主库 {1}"

    msgid "point the URL at the primary"
    msgstr "让 URL 指向主库"

    msgid "{1} does not let this user see what it is"
    msgstr "{1} 不允许此用户查看它是什么"

    msgid "let the user do this (ACL SETUSER … +info); see docs/security.md"
    msgstr "允许该用户执行（ACL SETUSER … +info）；见 docs/security.md"

    # Sources/InviteStorage/Requirements/Requirement+Postgres.swift
    msgid "the server is PostgreSQL {1}; invitectl needs PostgreSQL 14 or newer"
    msgstr "服务器是 PostgreSQL {1}；invitectl 需要 PostgreSQL 14 或更高版本"

    msgid "the server of database {1} is a read-only replica"
    msgstr "数据库 {1} 的服务器是只读备库"

    msgid "transactions of role {1} in database {2} are read-only by a setting"
    msgstr "角色 {1} 在数据库 {2} 中的事务因设置而只读"

    msgid "ALTER ROLE {1} RESET default_transaction_read_only, if it is the role's; 'SELECT source, sourcefile FROM pg_settings WHERE name = $$default_transaction_read_only$$' says where it comes from"
    msgstr "若是该角色的设置：ALTER ROLE {1} RESET default_transaction_read_only；'SELECT source, sourcefile FROM pg_settings WHERE name = $$default_transaction_read_only$$' 显示其来源"

    msgid "table redeem_codes is in several schemas of this database: {1}"
    msgstr "表 redeem_codes 在此数据库的多个 schema 中：{1}"

    msgid "say which is the backend's, e.g. INVITECTL_DATABASE_SCHEMA={1}"
    msgstr "指明哪个属于后端，例如 INVITECTL_DATABASE_SCHEMA={1}"

    msgid "there is no table {1} in schema {2}"
    msgstr "schema {2} 中没有表 {1}"

    msgid "start the backend's API once: it makes the table, and no migration does"
    msgstr "启动一次后端的 API：由它建立该表，迁移不建"

    msgid "table {1}.{2} has no column {3}"
    msgstr "表 {1}.{2} 没有列 {3}"

    msgid "bring it to revision {1} or later with the backend's own migrations"
    msgstr "用后端自己的迁移升级到 {1} 或更高的迁移版本"

    msgid "column {1} of {2}.{3} is not of type {4}"
    msgstr "{2}.{3} 的列 {1} 不是 {4} 类型"

    msgid "see it with '\\d {1}.{2}' in psql; a person must look"
    msgstr "在 psql 中用 '\\d {1}.{2}' 查看；需要人工查看"

    msgid "schema invitectl is not to be trusted: {1} and {2} more"
    msgstr "schema invitectl 不可信：{1}，另有 {2} 个"

    msgid "schema invitectl is not to be trusted: {1}"
    msgstr "schema invitectl 不可信：{1}"

    msgid "see who made it and why; then give it to the owner of the backend's tables, or, as a superuser, DROP SCHEMA invitectl CASCADE and 'invitectl migrate up'"
    msgstr "查明由谁建立、为何建立；然后把它交给后端各表的所有者，或以超级用户执行 DROP SCHEMA invitectl CASCADE 和 'invitectl migrate up'"

    msgid "schema invitectl is missing or incomplete in database {1}"
    msgstr "数据库 {1} 中的 schema invitectl 缺失或不完整"

    msgid "make it with 'invitectl migrate up'"
    msgstr "用 'invitectl migrate up' 建立"

    msgid "the tables of schema invitectl in database {1} are of an older version"
    msgstr "数据库 {1} 中 schema invitectl 的表是旧版本"

    msgid "bring them up to date with 'invitectl migrate up'"
    msgstr "用 'invitectl migrate up' 更新"

    msgid "role {1} lacks privileges on {2}"
    msgstr "角色 {1} 缺少 {2} 的权限"

    msgid "role {1} may not use schema invitectl"
    msgstr "角色 {1} 无权使用 schema invitectl"

    # Sources/InviteStorage/Requirements/Requirement.swift
    msgid "statements use what PostgreSQL 14 brought"
    msgstr "语句使用 PostgreSQL 14 引入的功能"

    msgid "settings and locks would be left in sessions of other clients"
    msgstr "设置和锁会留在其他客户端的会话中"

    msgid "a replica refuses every write, and is behind what it shows"
    msgstr "备库拒绝一切写入，且显示的内容滞后"

    msgid "the first write would fail"
    msgstr "第一次写入就会失败"

    msgid "nobody can tell which of the tables the backend uses"
    msgstr "无从判断后端使用哪些表"

    msgid "what works on these tables fails"
    msgstr "使用这些表的功能会失败"

    msgid "what is written beside another way of counting is wrong"
    msgstr "在另一种计数方式之外写入的内容是错的"

    msgid "numbers, times and texts would be misread or refused"
    msgstr "数字、时间和文本会误读或遭拒绝"

    msgid "one use would be counted for several rows, and each row deleted twice over"
    msgstr "一次使用会计入多行，每一行也会删除两次"

    msgid "what is hidden would be taken for missing"
    msgstr "看不到的内容会当作缺失"

    msgid "the command would stop half-way"
    msgstr "命令会中途停止"

    msgid "whoever owns a table there can run code as this role"
    msgstr "那里表的所有者能以此角色运行代码"

    msgid "watermarks, intents and runs are kept there"
    msgstr "水位、意图记录和运行保存在那里"

    msgid "scripts use what Redis 6.2 brought"
    msgstr "脚本使用 Redis 6.2 引入的功能"

    msgid "a script works on keys that a cluster keeps on different servers"
    msgstr "脚本操作的键在集群中位于不同的服务器"

    # Sources/InviteStorage/Requirements/SessionFacts+Generation.swift
    msgid "{1} do not work with a backend whose era is {2} (tables of revision {3}): {4}"
    msgstr "{1} 不适用于时期为 {2} 的后端（表属于迁移版本 {3}）：{4}"

    msgid "or bring the backend to revision 024 or later; see docs/backends.md"
    msgstr "或把后端升级到 024 或更高的迁移版本；见 docs/backends.md"

    msgid "let the backend redeem: 'invitectl redeem CODE EMAIL --via http', with INVITECTL_BACKEND_URL={1} or where its API is, {2}"
    msgstr "由后端兑换：'invitectl redeem CODE EMAIL --via http'，并设 INVITECTL_BACKEND_URL={1} 或其 API 的地址，{2}"

    msgid "'invitectl sync-counts --dry-run' shows what each side says, {1}"
    msgstr "'invitectl sync-counts --dry-run' 显示各方的值，{1}"

    msgid "'invitectl sync-counts --dry-run' shows each code whose counts do not agree, {1}"
    msgstr "'invitectl sync-counts --dry-run' 显示计数不一致的每个兑换码，{1}"

    msgid "see docs/backends.md for what works there"
    msgstr "那里可用的功能见 docs/backends.md"

    # Sources/InviteStorage/Requirements/SessionFacts+OwnTables.swift
    msgid "table invitectl.{1} has no column {2}"
    msgstr "表 invitectl.{1} 没有列 {2}"

    msgid "column {1} of invitectl.{2} has another type than it was made with"
    msgstr "invitectl.{2} 的列 {1} 与建立时的类型不同"

    msgid "see it with '\\d invitectl.{1}' in psql, and give it back its name and type; a person must look"
    msgstr "在 psql 中用 '\\d invitectl.{1}' 查看，恢复其名称和类型；需要人工查看"

    msgid "invitectl.schema_version in database {1} is empty"
    msgstr "数据库 {1} 中的 invitectl.schema_version 是空的"

    msgid "make it whole with 'invitectl migrate up'"
    msgstr "用 'invitectl migrate up' 补全"

    msgid "schema invitectl in database {1} is of version {2}, which a newer invitectl made; this one knows {3}"
    msgstr "数据库 {1} 中 schema invitectl 的版本是 {2}，由更新的 invitectl 建立；此版本只认识 {3}"

    msgid "use that invitectl: this one would not keep what it keeps"
    msgstr "请用那个 invitectl：此版本会丢失它所保存的内容"

    msgid "invitectl.schema_version in database {1} says {2}, which is no version"
    msgstr "数据库 {1} 中的 invitectl.schema_version 为 {2}，不是有效版本"

    msgid "UPDATE invitectl.schema_version SET version = 0, and then 'invitectl migrate up', which keeps what is there"
    msgstr "UPDATE invitectl.schema_version SET version = 0，然后 'invitectl migrate up'，会保留已有内容"

    msgid "row security hides rows of {1} from role {2}"
    msgstr "行级安全对角色 {2} 隐藏了 {1} 的行"

    msgid "ALTER ROLE {1} BYPASSRLS, as a superuser"
    msgstr "以超级用户执行 ALTER ROLE {1} BYPASSRLS"

    msgid "row security hides rows of invitectl.{1} from role {2}"
    msgstr "行级安全对角色 {2} 隐藏了 invitectl.{1} 的行"

    msgid "ALTER TABLE invitectl.{1} DISABLE ROW LEVEL SECURITY, as its owner"
    msgstr "以所有者身份执行 ALTER TABLE invitectl.{1} DISABLE ROW LEVEL SECURITY"

    # Sources/InviteStorage/Requirements/SessionFacts+SingleRows.swift
    msgid "table {1}.{2} has child tables, whose rows are found as its own"
    msgstr "表 {1}.{2} 有子表，子表的行会当作它自己的行"

    msgid "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = {1} shows them; ALTER TABLE child NO INHERIT {2}.{3} parts one from it"
    msgstr "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = {1} 显示子表；ALTER TABLE child NO INHERIT {2}.{3} 使其脱离"

    msgid "column {1} of {2}.{3} is not unique"
    msgstr "{2}.{3} 的列 {1} 不唯一"

    msgid "SELECT {1}, count(*) FROM {2}.{3} GROUP BY 1 HAVING count(*) > 1 shows what is there twice; leave one row of each, then CREATE UNIQUE INDEX CONCURRENTLY ON {4}.{5} ({6})"
    msgstr "SELECT {1}, count(*) FROM {2}.{3} GROUP BY 1 HAVING count(*) > 1 显示重复的值；每个只留一行，然后 CREATE UNIQUE INDEX CONCURRENTLY ON {4}.{5} ({6})"

    # Sources/InviteStorage/Requirements/SessionFacts.swift
    msgid "the look at the session gave {1} answers"
    msgstr "查看会话得到 {1} 个应答"

    # Sources/InviteStorage/Requirements/SessionLook.swift
    msgid "look at the session"
    msgstr "查看会话"

    msgid "{1} belongs to {2}"
    msgstr "{1} 属于 {2}"

    msgid "the connection goes through a pooler in transaction mode (such as pgbouncer)"
    msgstr "连接经过事务模式的连接池（如 pgbouncer）"

    msgid "point the database URL at PostgreSQL itself, e.g. port 5432, or at a pool in session mode"
    msgstr "让数据库 URL 指向 PostgreSQL 本身（如端口 5432），或会话模式的连接池"

    # Sources/InviteStorage/Requirements/TableUse.swift
    msgid "varchar or text"
    msgstr "varchar 或 text"

    msgid "the backend's enum"
    msgstr "后端的 enum"

    # Sources/invitectl/Commands/Migrate/MigrateCommand.swift
    msgid "Build the performance indexes, online."
    msgstr "在线建立性能索引。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate                what is there, and what is pending\n"
    "  invitectl migrate up             build what is missing, without blocking\n"
    "  invitectl migrate plan --sql     the statements, for a human to run\n"
    "  invitectl migrate verify         compare definitions through the server\n"
    "  invitectl migrate prove          what each index is worth on this database\n"
    "\n"
    "Makes revisions 007 and 008 of the backend: eleven indexes, each by CREATE\n"
    "INDEX CONCURRENTLY, and records them for Alembic. Safe at peak traffic."
    msgstr ""
    "示例：\n"
    "  invitectl migrate                有什么，还缺什么\n"
    "  invitectl migrate up             建立缺少的索引，不阻塞\n"
    "  invitectl migrate plan --sql     语句，供人工执行\n"
    "  invitectl migrate verify         借助服务器比较定义\n"
    "  invitectl migrate prove          每个索引在此数据库上的价值\n"
    "\n"
    "建立后端的迁移版本 007 和 008：十一个索引，各由 CREATE INDEX CONCURRENTLY\n"
    "建立，并为 Alembic 记录。高峰期也安全。"

    # Sources/invitectl/Commands/Migrate/MigrateDownCommand.swift
    msgid "Drop what a revision made, concurrently."
    msgstr "并发删除某个迁移版本建立的索引。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate down                 one revision back\n"
    "  invitectl migrate down --to 006 --yes  both, without being asked\n"
    "  invitectl migrate down --optional row-feed   its triggers, and no index\n"
    "\n"
    "An index that is not what the revision made is never dropped."
    msgstr ""
    "示例：\n"
    "  invitectl migrate down                 退回一个迁移版本\n"
    "  invitectl migrate down --to 006 --yes  两个都退回，不询问\n"
    "  invitectl migrate down --optional row-feed   只移除其触发器，不删索引\n"
    "\n"
    "不是该迁移版本建立的索引绝不会删除。"

    msgid "Go back to this revision. Default: one back."
    msgstr "退回到此迁移版本。默认：退回一个。"

    msgid "Remove this, which up made when asked to, and nothing else."
    msgstr "只移除此项（由 up --optional 建立），不动其他。"

    msgid "--optional removes that part and no index: leave out --to"
    msgstr "--optional 只移除那一部分，不删除索引：不要加 --to"

    msgid "{1} will hold up the drop until its transaction ends"
    msgstr "{1}会阻塞删除，直到其事务结束"

    msgid "drop {1} of database {2}"
    msgstr "删除数据库 {2} 的{1}"

    msgid "nothing to do: no row feed"
    msgstr "无需操作：没有行变更源"

    msgid "would remove the row feed"
    msgstr "会移除行变更源"

    msgid "done: the row feed is removed\n"
    msgstr "完成：行变更源已移除\n"

    msgid "nothing to do: no row feed\n"
    msgstr "无需操作：没有行变更源\n"

    # Sources/invitectl/Commands/Migrate/MigratePlanCommand.swift
    msgid "Show the steps that up would take; changes nothing."
    msgstr "显示 up 将采取的步骤；不做改动。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate plan\n"
    "  invitectl migrate plan --sql > steps.sql   for a human to run, in psql\n"
    "  invitectl migrate plan --to 007"
    msgstr ""
    "示例：\n"
    "  invitectl migrate plan\n"
    "  invitectl migrate plan --sql > steps.sql   供人工在 psql 中执行\n"
    "  invitectl migrate plan --to 007"

    msgid "Plan up to this revision. Default: head."
    msgstr "计划到此迁移版本。默认：head。"

    msgid "Print the statements instead."
    msgstr "改为输出语句。"

    msgid "Plan to rebuild invalid indexes that invitectl did not make, too."
    msgstr "也计划重建不是 invitectl 建立的无效索引。"

    msgid "Exit 3 when there is anything to do."
    msgstr "有事待办时退出码为 3。"

    # Sources/invitectl/Commands/Migrate/MigrateProveCommand.swift
    msgid "Show what each index is worth on this database."
    msgstr "显示每个索引在此数据库上的价值。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate prove              plans, with and without the index\n"
    "  invitectl migrate prove --measure    milliseconds, too\n"
    "  invitectl migrate prove -o json\n"
    "\n"
    "For each of the eleven indexes: a statement of the backend's that needs it,\n"
    "with values from the database's own data (never shown), how the server plans\n"
    "it with the index and without any, how often it was scanned, its size, what\n"
    "writers put into it, and another index that makes it needless. Only reads,\n"
    "and locks what a SELECT locks. Exits 7 for an index that is another one, 6\n"
    "for one that is not usable, 8 where this role may not read a table."
    msgstr ""
    "示例：\n"
    "  invitectl migrate prove              有索引和没有索引时的执行计划\n"
    "  invitectl migrate prove --measure    还有毫秒数\n"
    "  invitectl migrate prove -o json\n"
    "\n"
    "对十一个索引中的每一个：后端需要它的一条语句，其中的值取自数据库自己的\n"
    "数据（不显示）；服务器在有索引和没有任何索引时如何执行；它的扫描次数、\n"
    "大小、写入量，以及使它多余的其他索引。只读，只取 SELECT 所取的锁。索引与\n"
    "应有的不同时退出码为 7，不可用时为 6，此角色无权读取某个表时为 8。"

    msgid "Run each statement with and without, twice."
    msgstr "每条语句有索引、无索引各运行两次。"

    msgid "With --measure: longest time of one run. Default: 10s."
    msgstr "与 --measure 合用：一次运行的最长时间。默认：10s。"

    msgid "--limit is for --measure."
    msgstr "--limit 需与 --measure 合用。"

    # Sources/invitectl/Commands/Migrate/MigrateRepairCommand.swift
    msgid "Finish interrupted drops, rebuild what is invalid or missing."
    msgstr "完成中断的删除，重建无效或缺失的索引。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate repair --dry-run\n"
    "  invitectl migrate repair\n"
    "\n"
    "Invalid indexes of an interrupted run are dropped and, when their revision is\n"
    "recorded, built; those of others are rebuilt by REINDEX CONCURRENTLY, which\n"
    "keeps what they carry. The revision is never moved."
    msgstr ""
    "示例：\n"
    "  invitectl migrate repair --dry-run\n"
    "  invitectl migrate repair\n"
    "\n"
    "中断的运行留下的无效索引会删除；若其迁移版本已记录，则重新建立。他人的\n"
    "无效索引由 REINDEX CONCURRENTLY 重建，保留其附带的设置。迁移版本绝不移动。"

    # Sources/invitectl/Commands/Migrate/MigrateRun.swift
    msgid "see what is left with 'invitectl migrate status'; 'invitectl migrate repair' removes it"
    msgstr "用 'invitectl migrate status' 查看残留；'invitectl migrate repair' 会删除"

    # Sources/invitectl/Commands/Migrate/MigrateRunOptions.swift
    msgid "How long to wait for a table and its writers. Default: 10m."
    msgstr "等待表及其写入者的最长时间。默认：10m。"

    msgid "How long a build may wait for old snapshots. Default: 30m."
    msgstr "建立索引时等待旧快照的最长时间。默认：30m。"

    msgid "How long cleaning up after a failure may take. Default: 15s."
    msgstr "失败后清理的最长时间。默认：15s。"

    # Sources/invitectl/Commands/Migrate/MigrateStampCommand.swift
    msgid "Record a revision in a database that has none."
    msgstr "为没有迁移版本的数据库记录一个。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate stamp 006_add_commercial_fields\n"
    "  invitectl migrate stamp 008\n"
    "\n"
    "Refuses a revision that the schema contradicts, and replaces a recorded one\n"
    "that tables of 006 to 008 contradict. 'invitectl migrate status' says which\n"
    "one fits."
    msgstr ""
    "示例：\n"
    "  invitectl migrate stamp 006_add_commercial_fields\n"
    "  invitectl migrate stamp 008\n"
    "\n"
    "拒绝与 schema 矛盾的迁移版本；若已记录的版本与 006 到 008 的表矛盾，则替换\n"
    "它。'invitectl migrate status' 说明哪个合适。"

    msgid "The revision."
    msgstr "迁移版本。"

    # Sources/invitectl/Commands/Migrate/MigrateStatusCommand.swift
    msgid "Show revision, indexes and who is in the way; changes nothing."
    msgstr "显示迁移版本、索引和阻塞者；不做改动。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate status\n"
    "  invitectl migrate status --exit-code   exits 3 when something is pending\n"
    "  invitectl migrate status -o json"
    msgstr ""
    "示例：\n"
    "  invitectl migrate status\n"
    "  invitectl migrate status --exit-code   有待办时退出码为 3\n"
    "  invitectl migrate status -o json"

    msgid "Exit 3 when something is pending or wrong."
    msgstr "有待办或有误时退出码为 3。"

    # Sources/invitectl/Commands/Migrate/MigrateUpCommand.swift
    msgid "Build what is missing and record it; safe while the backend runs."
    msgstr "建立缺失的索引并记录；后端运行时也安全。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate up\n"
    "  invitectl migrate up --dry-run\n"
    "  invitectl migrate up -q --if-locked skip        from cron\n"
    "  invitectl migrate up --snapshot-wait 2h         while a long dump runs\n"
    "  invitectl migrate up --optional row-feed        for sync-counts --follow\n"
    "\n"
    "Ctrl-C cancels the build on the server and removes what it left. After a\n"
    "crash run it again: it waits for a build that still runs, and goes on."
    msgstr ""
    "示例：\n"
    "  invitectl migrate up\n"
    "  invitectl migrate up --dry-run\n"
    "  invitectl migrate up -q --if-locked skip        用于 cron\n"
    "  invitectl migrate up --snapshot-wait 2h         有长时间的 dump 在运行时\n"
    "  invitectl migrate up --optional row-feed        供 sync-counts --follow 使用\n"
    "\n"
    "Ctrl-C 取消服务器上的建立，并删除其残留。崩溃后再次运行：它会等待仍在进行\n"
    "的建立，然后继续。"

    msgid "Go up to this revision. Default: head."
    msgstr "升级到此迁移版本。默认：head。"

    msgid "Rebuild invalid indexes that invitectl did not make, too."
    msgstr "也重建不是 invitectl 建立的无效索引。"

    msgid "Work on this many tables at a time."
    msgstr "同时处理这么多个表。"

    msgid "Memory for each build. Default: the server's own setting."
    msgstr "每次建立使用的内存。默认：服务器的设置。"

    msgid "Workers for each build. Default: the server's own setting."
    msgstr "每次建立使用的 worker 数。默认：服务器的设置。"

    msgid "Make this too; may be repeated. team-seat-stats: a table for metrics-dump; row-feed: triggers that tell sync-counts --follow which rows change."
    msgstr "另建此项；可重复。team-seat-stats：供 metrics-dump 使用的表；row-feed：告诉 sync-counts --follow 哪些行有改动的触发器。"

    msgid "--jobs takes 1 to 4: there are four tables"
    msgstr "--jobs 取 1 到 4：共有四个表"

    msgid "--parallel-workers takes 0 to 1024"
    msgstr "--parallel-workers 取 0 到 1024"

    msgid "then: make the row feed"
    msgstr "之后：建立行变更源"

    msgid "team_seat_stats: {1} teams"
    msgstr "team_seat_stats：{1} 个团队"

    # Sources/invitectl/Commands/Migrate/MigrateVerifyCommand.swift
    msgid "Compare every index with what the server makes of its definition."
    msgstr "把每个索引与服务器对其定义的理解比较。"

    msgid ""
    "Examples:\n"
    "  invitectl migrate verify\n"
    "  invitectl migrate verify -o json\n"
    "\n"
    "Leaves nothing behind: the indexes are made on empty temporary tables, in a\n"
    "transaction that is rolled back. Exits 7 for an index that differs or that\n"
    "its recorded revision lacks, or for a row feed that is not as it was made;\n"
    "6 for an invalid index."
    msgstr ""
    "示例：\n"
    "  invitectl migrate verify\n"
    "  invitectl migrate verify -o json\n"
    "\n"
    "不留下任何东西：索引建立在空的临时表上，所在事务会回滚。索引与应有的不同、\n"
    "已记录的迁移版本缺少索引，或行变更源与建立时不同，退出码为 7；有无效索引时\n"
    "为 6。"

    # Sources/invitectl/Commands/RefreshSeatsCommand.swift
    msgid "Count the teams' seats anew for metrics-dump."
    msgstr "为 metrics-dump 重新统计团队席位。"

    msgid ""
    "Examples:\n"
    "  invitectl refresh-seats -q              from a timer, every minute or so\n"
    "\n"
    "Counts anew for the table that 'migrate up --optional team-seat-stats' has\n"
    "made; its readers are not held up. metrics-dump uses it while it is younger\n"
    "than five minutes."
    msgstr ""
    "示例：\n"
    "  invitectl refresh-seats -q              由定时器运行，大约每分钟一次\n"
    "\n"
    "为 'migrate up --optional team-seat-stats' 建立的表重新统计；不阻塞读取者。\n"
    "表的数据不超过五分钟时，metrics-dump 使用它。"

    msgid "team_seat_stats: {1} teams, refreshed in {2}\n"
    msgstr "team_seat_stats：{1} 个团队，刷新用时 {2}\n"

    # Sources/invitectl/Rendering/MigrateProgressDisplay.swift
    msgid "{1} of {2}"
    msgstr "{1}/{2}"

    msgid "removing what is left of {1}"
    msgstr "删除 {1} 的残留"

    msgid "{1}; trying again in {2}"
    msgstr "{1}；{2} 后重试"

    msgid "{1}; connecting again"
    msgstr "{1}；重新连接"

    msgid "building {1} on {2}"
    msgstr "在 {2} 上建立 {1}"

    msgid "{1}, partition {2}"
    msgstr "{1}，分区 {2}"

    msgid "rebuilding {1} on {2}"
    msgstr "在 {2} 上重建 {1}"

    msgid "dropping {1}, which an interrupted run left invalid"
    msgstr "删除 {1}，它由中断的运行留下且无效"

    msgid "dropping {1} with its parts"
    msgstr "删除 {1} 及其各部分"

    msgid "built {1} ({2}) in {3}"
    msgstr "已建立 {1}（{2}），用时 {3}"

    msgid "built {1} in {2}"
    msgstr "已建立 {1}，用时 {2}"

    msgid "{1} attached the partitions of {2} in {3}"
    msgstr "{1} 已附加 {2} 的各分区，用时 {3}"

    msgid "{1} dropped {2} with its parts in {3}"
    msgstr "{1} 已删除 {2} 及其各部分，用时 {3}"

    msgid "{1} rebuilt {2} in {3}"
    msgstr "{1} 已重建 {2}，用时 {3}"

    msgid "{1} dropped {2}, which was left invalid, in {3}"
    msgstr "{1} 已删除残留的无效索引 {2}，用时 {3}"

    msgid "{1} dropped {2} in {3}"
    msgstr "{1} 已删除 {2}，用时 {3}"

    msgid "{1} schema invitectl is up to date"
    msgstr "{1} schema invitectl 是最新的"

    msgid "{1} the build of {2} has ended"
    msgstr "{1} {2} 的建立已结束"

    msgid "{1} the drop of {2} has ended"
    msgstr "{1} {2} 的删除已结束"

    msgid "{1} recorded revision {2}"
    msgstr "{1} 已记录迁移版本 {2}"

    msgid "{1}; waiting {2} more"
    msgstr "{1}；再等 {2}"

    # Sources/invitectl/Rendering/MigrateProgressLine.swift
    msgid "waiting for the table"
    msgstr "等待表"

    msgid "about {1} left"
    msgstr "约剩 {1}"

    msgid "waiting for {1}"
    msgstr "等待 {1}"

    msgid "{1}, waiting for {2}"
    msgstr "{1}，等待 {2}"

    msgid "waits for {1}"
    msgstr "等待 {1}"

    msgid "waiting for the drop of {1}"
    msgstr "等待 {1} 的删除"

    msgid "attached to {1}"
    msgstr "已跟上 {1} 的建立"

    msgid "{1} rows/s"
    msgstr "{1} 行/秒"

    msgid "{1} blocks/s"
    msgstr "{1} 块/秒"

    msgid "waiting for writers"
    msgstr "等待写入者"

    msgid "scanning"
    msgstr "扫描"

    msgid "sorting"
    msgstr "排序"

    msgid "loading"
    msgstr "载入"

    msgid "validating"
    msgstr "校验"

    msgid "waiting for snapshots"
    msgstr "等待快照"

    msgid "waiting for readers"
    msgstr "等待读取者"

    # Sources/invitectl/Rendering/MigrateRendering+Plan.swift
    msgid "nothing to do\n"
    msgstr "无需操作\n"

    msgid "  -- about {1}"
    msgstr "  -- 约 {1}"

    msgid "disk: about {1} more, and as much to sort; with long emails more\n"
    msgstr "磁盘：约需再占 {1}，排序另需同样多；邮箱较长时更多\n"

    msgid "{1} tables ({2}, …)"
    msgstr "{1} 个表（{2}，…）"

    msgid "by size alone for {1}, never analyzed: may be half or double"
    msgstr "仅按大小估算 {1}，从未 ANALYZE：可能差一倍"

    msgid "unknown for {1}, which somebody has locked: not counted here"
    msgstr "{1} 未知，有人锁住了它：此处未计入"

    msgid "-- database {1}: run by psql, not inside of a transaction\n"
    msgstr "-- 数据库 {1}：用 psql 运行，不要放在事务中\n"

    # Sources/invitectl/Rendering/MigrateRendering+RowFeed.swift
    msgid "row feed: not there"
    msgstr "行变更源：没有"

    msgid "row feed: there, without naming rows, since a partition is on another server"
    msgstr "行变更源：有，但不指明行，因为有分区在另一台服务器上"

    msgid "row feed: there"
    msgstr "行变更源：有"

    msgid "row feed: {1}; 'invitectl migrate up --optional row-feed' makes it anew"
    msgstr "行变更源：{1}；'invitectl migrate up --optional row-feed' 重新建立"

    # Sources/invitectl/Rendering/MigrateRendering+Words.swift
    msgid "table missing"
    msgstr "缺少表"

    msgid "building"
    msgstr "建立中"

    msgid "partial"
    msgstr "不完整"

    msgid "dropping"
    msgstr "删除中"

    msgid "name taken"
    msgstr "名称已占用"

    msgid "WRONG"
    msgstr "不符"

    msgid "{1} built"
    msgstr "{1} 个已建立"

    msgid "{1} rebuilt"
    msgstr "{1} 个已重建"

    msgid "{1} put together"
    msgstr "{1} 个已组合"

    msgid "{1} dropped"
    msgstr "{1} 个已删除"

    msgid "{1} cleared"
    msgstr "{1} 个已清理"

    # Sources/invitectl/Rendering/MigrateRendering.swift
    msgid "left over:"
    msgstr "残留："

    msgid ""
    "{1} {2} on {3}, of a broken-off REINDEX CONCURRENTLY;\n"
    "  remove it: DROP INDEX CONCURRENTLY {4}\n"
    msgstr ""
    "{1}{3} 上的 {2}，源自中断的 REINDEX CONCURRENTLY；\n"
    "  删除它：DROP INDEX CONCURRENTLY {4}\n"

    msgid "estimated sizes are {1}"
    msgstr "大小估算：{1}"

    msgid "database {1}, revision {2} (ahead)"
    msgstr "数据库 {1}，迁移版本 {2}（超前）"

    msgid "database {1}, revision {2}"
    msgstr "数据库 {1}，迁移版本 {2}"

    msgid "on {1} partitions"
    msgstr "共 {1} 个分区"

    msgid "built on {1} of {2} partitions, {3} attached"
    msgstr "{2} 个分区中已建立 {1} 个，已附加 {3} 个"

    msgid "running: {1} lost its client"
    msgstr "正在运行：{1}已失去客户端"

    msgid "running: {1} holds the lock"
    msgstr "正在运行：{1}持有锁"

    msgid "{1}, building {2} ({3} %)"
    msgstr "{1}，正在建立 {2}（{3} %）"

    msgid "in the way: {1}"
    msgstr "阻塞者：{1}"

    msgid "ahead of what invitectl makes; the indexes are fine, and nothing is to do\n"
    msgstr "比 invitectl 建立的更新；索引正常，无需操作\n"

    msgid "up to date"
    msgstr "已是最新"

    msgid "{1} of {2} indexes to build"
    msgstr "{2} 个索引中有 {1} 个待建立"

    msgid "{1} of {2} indexes to complete, by {3} builds"
    msgstr "{2} 个索引中有 {1} 个待补全，需建立 {3} 次"

    msgid "{1} of {2} indexes to complete, by {3} builds, {4} of them on partitions"
    msgstr "{2} 个索引中有 {1} 个待补全，需建立 {3} 次，其中 {4} 次在分区上"

    msgid "pending:"
    msgstr "待办："

    msgid "{1}; run invitectl migrate up\n"
    msgstr "{1}；请运行 invitectl migrate up\n"

    msgid "drop what is left of an index"
    msgstr "删除索引的残留"

    msgid "rebuild {1}"
    msgstr "重建 {1}"

    msgid "rebuild an index"
    msgstr "重建一个索引"

    msgid "migrate up would refuse:"
    msgstr "migrate up 会拒绝："

    msgid "migrate up would make schema invitectl, and then refuse:"
    msgstr "migrate up 会建立 schema invitectl，然后拒绝："

    msgid "left out, because table invite_queue is not there: {1}\n"
    msgstr "未建立，因为没有表 invite_queue：{1}\n"

    msgid "database {1} is ahead, at {2}"
    msgstr "数据库 {1} 超前，处于 {2}"

    msgid "database {1} is at {2}"
    msgstr "数据库 {1} 处于 {2}"

    msgid "database {1} records no revision"
    msgstr "数据库 {1} 未记录迁移版本"

    msgid "{1}; its indexes are fine\n"
    msgstr "{1}；其索引正常\n"

    msgid "nothing to do: {1}\n"
    msgstr "无需操作：{1}\n"

    msgid "{1} ({2} in {3})"
    msgstr "{1}（{2}，用时 {3}）"

    msgid "{1} {2}: {3}\n"
    msgstr "{1} {2}：{3}\n"

    msgid "      is        {1}\n"
    msgstr "      实际为 {1}\n"

    msgid "      should be {1}\n"
    msgstr "      应当为 {1}\n"

    msgid "left over: {1}\n"
    msgstr "残留：{1}\n"

    msgid "compared with invitectl's own text: no right to make temporary tables\n"
    msgstr "与 invitectl 自己的文本比较：无权建立临时表\n"

    msgid "make schema invitectl with its tables"
    msgstr "建立 schema invitectl 及其表"

    msgid "wait for the build of {1} that is under way"
    msgstr "等待正在进行的 {1} 的建立"

    msgid "wait for the drop of {1} that is under way"
    msgstr "等待正在进行的 {1} 的删除"

    # Sources/invitectl/Rendering/ProofRendering.swift
    msgid "proven"
    msgstr "已证明"

    msgid "covered"
    msgstr "已覆盖"

    msgid "unused"
    msgstr "未使用"

    msgid "wrong"
    msgstr "不符"

    msgid "too small"
    msgstr "表太小"

    msgid "{1} begins with the same columns"
    msgstr "{1} 以相同的列开头"

    msgid "{1}, at most {2} entries written"
    msgstr "{1}，最多写入 {2} 个条目"

    msgid "measured, it is slower with it"
    msgstr "实测有它反而更慢"

    msgid "the planner takes {1}, which is not the index it should be: mend that one, and this is needed"
    msgstr "规划器选用 {1}，而它不是应有的索引：修复它之后就需要这一个"

    msgid "no right"
    msgstr "无权限"

    msgid "of {1} nothing can be told: this role may not read the tables"
    msgstr "{1}无从判断：此角色无权读取这些表"

    msgid "database {1} has none of the tables in schema {2}"
    msgstr "数据库 {1} 的 schema {2} 中没有这些表"

    msgid "{1} since {2} or its build"
    msgstr "{1}（自 {2} 或其建立以来）"

    msgid "at least {1} % of it could be had back"
    msgstr "至少可收回其中的 {1} %"

    msgid "{1} ms with"
    msgstr "有索引 {1} ms"

    msgid "{1} ms without"
    msgstr "无索引 {1} ms"

    msgid "more than {1} ms with"
    msgstr "有索引超过 {1} ms"

    msgid "more than {1} ms without"
    msgstr "无索引超过 {1} ms"

    msgid "cost {1} with"
    msgstr "有索引代价 {1}"

    msgid "cost {1} without"
    msgstr "无索引代价 {1}"

    msgid "of {1}: {2}"
    msgstr "{1}中：{2}"
    """#
}
