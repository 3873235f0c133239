extension ChineseCatalogue {
  /// Redeeming, trying again, and what stands beside them: codes, runs, options, addresses, files.
  static let redeem = #"""
    # Sources/InviteDomain/BucketServer.swift
    msgid "this Redis user may not use INFO, so a replica or a restart would go unnoticed"
    msgstr "此 Redis 用户无权使用 INFO，因此无法察觉备库或重启"

    msgid "allow it: ACL SETUSER USER +info, as in 'invitectl doctor --grants'"
    msgstr "请授权：ACL SETUSER USER +info，见 'invitectl doctor --grants'"

    msgid "the Redis of the buckets is a replica"
    msgstr "令牌桶所在的 Redis 是备库"

    msgid "point REDIS_URL at the primary, which ROLE on the replica names"
    msgstr "把 REDIS_URL 指向主库，在备库上执行 ROLE 可知其地址"

    msgid "the Redis of the buckets runs in cluster mode, which Celery cannot use either"
    msgstr "令牌桶所在的 Redis 处于集群模式，Celery 也无法使用"

    msgid "use a single server"
    msgstr "使用单台服务器"

    msgid "another Redis answers than at the start of this run: a failover or a restart"
    msgstr "应答的 Redis 与本次运行开始时不是同一台：发生了故障切换或重启"

    # Sources/InviteDomain/Email/EmailAddress.swift
    msgid "it has a line break"
    msgstr "含有换行"

    msgid "it has no @"
    msgstr "没有 @"

    msgid "it is longer than 254 bytes"
    msgstr "超过 254 字节"

    msgid "the name before the < has special characters"
    msgstr "< 之前的名称含有特殊字符"

    msgid "nothing is before the @"
    msgstr "@ 之前是空的"

    msgid "quotes are not taken before the @"
    msgstr "@ 之前不接受引号"

    msgid "a dot is first or follows another before the @"
    msgstr "@ 之前以点开头或有连续的点"

    msgid "{1} is not taken before the @"
    msgstr "@ 之前不接受 {1}"

    msgid "a dot is right before the @"
    msgstr "@ 之前以点结尾"

    msgid "it begins with a combining mark"
    msgstr "以组合符号开头"

    msgid "it has {1}"
    msgstr "含有 {1}"

    msgid "a space"
    msgstr "空格"

    msgid "it has a capital sigma: write it in small letters"
    msgstr "含有大写的 sigma：请写成小写"

    # Sources/InviteDomain/Email/EmailDomain.swift
    msgid "nothing is after the @"
    msgstr "@ 之后是空的"

    msgid "an IP address is not taken after the @"
    msgstr "@ 之后不接受 IP 地址"

    msgid "more than 253 characters are after the @"
    msgstr "@ 之后超过 253 个字符"

    msgid "the part after the @ has no dot"
    msgstr "@ 之后没有点"

    msgid "the part after the @ does not end with a letter, as every domain does"
    msgstr "@ 之后没有以字母结尾，而域名都以字母结尾"

    msgid "'.{1}' is reserved and cannot receive mail"
    msgstr "'.{1}' 是保留域，不能收信"

    msgid "a combining mark follows the @"
    msgstr "@ 之后紧跟组合符号"

    msgid "{1} is not taken after the @"
    msgstr "@ 之后不接受 {1}"

    # Sources/InviteDomain/Email/HostLabel.swift
    msgid "a dot is first, last, or follows another after the @"
    msgstr "@ 之后以点开头或结尾，或有连续的点"

    msgid "a hyphen begins or ends a part of the domain"
    msgstr "域名的某一段以连字符开头或结尾"

    msgid "'--' is the third and fourth character of a part of the domain"
    msgstr "域名的某一段的第三、四个字符是 '--'"

    msgid "a part of the domain is too long"
    msgstr "域名的某一段过长"

    msgid "a part of the domain is longer than 63 characters"
    msgstr "域名的某一段超过 63 个字符"

    msgid "'{1}' is no encoded part of a domain"
    msgstr "'{1}' 不是有效的域名编码"

    msgid "a part of the domain begins with a combining mark"
    msgstr "域名的某一段以组合符号开头"

    msgid "domains written from right to left are not taken here"
    msgstr "此处不接受从右向左书写的域名"

    msgid "{1} after the @ stands for another character: write that one"
    msgstr "@ 之后的 {1} 代表另一个字符：请写那个字符"

    # Sources/InviteDomain/Generation/BackendGeneration.swift
    msgid "{1} is there, and {2} is not"
    msgstr "有 {1}，而没有 {2}"

    msgid "no redeem_codes.rebind_count"
    msgstr "没有 redeem_codes.rebind_count"

    msgid "unclear ({1})"
    msgstr "不明（{1}）"

    msgid "{1} belongs to {2}, not to {3}"
    msgstr "{1} 属于 {2}，而不是 {3}"

    # Sources/InviteDomain/Generation/GenerationMarks.swift
    msgid "operation_logs.ip_address of 255 characters"
    msgstr "255 个字符的 operation_logs.ip_address"

    msgid "enum labels in lower case"
    msgstr "小写的枚举标签"

    msgid "label {1} of {2}"
    msgstr "{2} 的标签 {1}"

    msgid "table {1}"
    msgstr "表 {1}"

    # Sources/InviteDomain/Generation/RevisionEvidence.swift
    # Sources/InviteDomain/PrivateFile+Create.swift
    msgid "{1} is there already"
    msgstr "{1} 已存在"

    msgid "name a file that is not there yet"
    msgstr "指定一个尚不存在的文件"

    msgid "see whether its directory is there, has room, and is this user's to write to"
    msgstr "检查其目录是否存在、是否有空间、当前用户是否可写"

    # Sources/InviteDomain/PrivateFile.swift
    msgid "{1} is {2} bytes long, more than {3}"
    msgstr "{1} 有 {2} 字节，超过 {3}"

    msgid "{1} is longer than {2} bytes"
    msgstr "{1} 超过 {2} 字节"

    msgid "{1} is a file of another user ({2})"
    msgstr "{1} 属于另一个用户（{2}）"

    msgid "{1} may be written by others"
    msgstr "其他用户可以写入 {1}"

    msgid "see that it says what you wrote, then chmod go-w it, or name another file"
    msgstr "确认其内容是自己所写，然后执行 chmod go-w，或指定另一个文件"

    # Sources/InviteOps/Operations/BackendAPI/BackendAPI.swift
    msgid "the backend's API at {1} does not answer: {2}"
    msgstr "后端的 API {1} 没有应答：{2}"

    msgid "the backend's API at {1} gives no openapi.json ({2})"
    msgstr "后端的 API {1} 没有给出 openapi.json（{2}）"

    msgid "the openapi.json of {1} is not JSON: {2}"
    msgstr "{1} 的 openapi.json 不是 JSON：{2}"

    msgid "stopped before the backend's API was asked"
    msgstr "在请求后端的 API 之前停止"

    msgid "nothing was redeemed: the backend's API at {1}: {2}"
    msgstr "没有兑换：后端的 API {1}：{2}"

    msgid "see whether it runs there, or set INVITECTL_BACKEND_URL to where it is"
    msgstr "确认它在那里运行，或把 INVITECTL_BACKEND_URL 设为其所在地址"

    msgid "whether it was redeemed is not known: the backend's API at {1}: {2}"
    msgstr "不知是否已兑换：后端的 API {1}：{2}"

    msgid "see GET {1}/public/invite-status?email=… or invite_records before you do it again; --timeout 40s waits as long as the backend may"
    msgstr "重做之前请看 GET {1}/public/invite-status?email=… 或 invite_records；--timeout 40s 与后端的最长用时相当"

    # Sources/InviteOps/Operations/BackendAPI/BackendAnswer.swift
    msgid "an answer that says no success"
    msgstr "应答称没有成功"

    msgid "no body"
    msgstr "没有正文"

    msgid "bytes that are not text"
    msgstr "不是文本的字节"

    msgid "a page"
    msgstr "网页"

    msgid "text that is not JSON"
    msgstr "不是 JSON 的文本"

    msgid "JSON that is not the backend's"
    msgstr "不是后端所发的 JSON"

    # Sources/InviteOps/Operations/Codes/StoredCodes.swift
    msgid "look for the codes"
    msgstr "查找兑换码"

    msgid "there is no code {1}, neither as typed nor in capitals"
    msgstr "没有兑换码 {1}，按原样和按大写都没有"

    msgid "{1} shows other spellings"
    msgstr "{1} 显示其他写法"

    # Sources/InviteOps/Operations/Generation/GenerationInquiry.swift
    msgid "what answers at {1} is not InviteHub's API"
    msgstr "{1} 处应答的不是 InviteHub 的 API"

    msgid "the API's RebindResponse.state"
    msgstr "API 有 RebindResponse.state"

    msgid "the API's DirectRedeemResponse.state without RebindResponse.state"
    msgstr "API 有 DirectRedeemResponse.state 而没有 RebindResponse.state"

    msgid "the API's InviteStatus reserved"
    msgstr "API 的 InviteStatus 有 reserved"

    msgid "the API's DirectRedeemResponse.is_first_use"
    msgstr "API 有 DirectRedeemResponse.is_first_use"

    msgid "the API's DirectRedeemResponse without is_first_use"
    msgstr "API 的 DirectRedeemResponse 没有 is_first_use"

    msgid "the workers' send_bulk_email_task"
    msgstr "worker 有 send_bulk_email_task"

    msgid "the workers' cleanup_stale_reserved_records"
    msgstr "worker 有 cleanup_stale_reserved_records"

    msgid "the workers' detect_orphan_users"
    msgstr "worker 有 detect_orphan_users"

    msgid "the workers' retry_failed_invites"
    msgstr "worker 有 retry_failed_invites"

    msgid "workers without retry_failed_invites"
    msgstr "worker 没有 retry_failed_invites"

    # Sources/InviteOps/Operations/Redeem/BackendTrouble.swift
    msgid "the backend does not take {1}: {2}"
    msgstr "后端不接受 {1}：{2}"

    msgid "correct the code or the email; nothing was done"
    msgstr "更正兑换码或邮箱；什么都没有做"

    msgid "its rate limit is reached"
    msgstr "已达到其频率限制"

    msgid "the backend takes no more requests from here: {1}; nothing was done"
    msgstr "后端暂不接受来自此处的请求：{1}；什么都没有做"

    msgid "run the same command again in a minute"
    msgstr "一分钟后再次运行同一命令"

    msgid "the backend did not redeem {1}: {2}"
    msgstr "后端没有兑换 {1}：{2}"

    msgid "run the same command again later; 'invitectl doctor' says whether its queue and workers run"
    msgstr "稍后再次运行同一命令；'invitectl doctor' 会说明队列和 worker 是否在运行"

    msgid "the backend answered {1} to {2} ({3}): whether it was redeemed is not known"
    msgstr "后端应答 {1}（{3}），不知是否已兑换 {2}"

    msgid "see its log, and invite_records, before you do it again; 'invitectl doctor' names what makes it fail"
    msgstr "重做之前请看后端日志和 invite_records；'invitectl doctor' 会指出失败的原因"

    msgid "something that is not the backend answered at {1} (HTTP {2}, {3}): whether {4} was redeemed is not known"
    msgstr "{1} 处应答的不是后端（HTTP {2}，{3}）：不知是否已兑换 {4}"

    msgid "see invite_records before you do it again, and set INVITECTL_BACKEND_URL to the API's URL with the prefix, e.g. {1}"
    msgstr "重做之前请看 invite_records，并把 INVITECTL_BACKEND_URL 设为带前缀的 API 地址，例如 {1}"

    msgid "{1} is not the backend's API, or not open to this machine (HTTP {2})"
    msgstr "{1} 不是后端的 API，或不对本机开放（HTTP {2}）"

    msgid "set INVITECTL_BACKEND_URL to its URL with the prefix, e.g. {1}"
    msgstr "把 INVITECTL_BACKEND_URL 设为带前缀的地址，例如 {1}"

    msgid "{1} is not the backend's API (HTTP {2}): it points to {3}, and a redemption is not sent elsewhere unasked"
    msgstr "{1} 不是后端的 API（HTTP {2}）：它指向 {3}，而兑换不会擅自发往别处"

    msgid "set INVITECTL_BACKEND_URL to the API's URL with the prefix, e.g. {1}"
    msgstr "把 INVITECTL_BACKEND_URL 设为带前缀的 API 地址，例如 {1}"

    # Sources/InviteOps/Operations/Redeem/Batch/BatchReader.swift
    msgid "line {1} of the batch is longer than a megabyte"
    msgstr "批次的第 {1} 行超过 1 MB"

    msgid "give one code,email or one JSON object a line"
    msgstr "每行写一个 code,email 或一个 JSON 对象"

    # Sources/InviteOps/Operations/Redeem/Batch/BatchState.swift
    msgid "{1} of this batch came to nothing, of earlier runs with this state, too: {2}"
    msgstr "本批次有 {1}没有成功，含使用此状态文件的先前运行：{2}"

    msgid "{1} is not the state of a batch"
    msgstr "{1} 不是批次的状态文件"

    msgid "name another file with --state; it is made when the batch begins"
    msgstr "用 --state 指定另一个文件；批次开始时会创建它"

    msgid "{1} is the state of another batch, read from {2}"
    msgstr "{1} 是另一批次的状态文件，该批次读自 {2}"

    msgid "name another file with --state"
    msgstr "用 --state 指定另一个文件"

    msgid "could not write down the batch's state: {1}"
    msgstr "无法写下批次的状态：{1}"

    # Sources/InviteOps/Operations/Redeem/CodeFacts+Bucket.swift
    msgid "no bucket, and {1} makes none; {2} mends it"
    msgstr "没有令牌桶，且 {1} 无法建立；{2} 可修正"

    msgid "{1}; {2} mends it"
    msgstr "{1}；{2} 可修正"

    msgid "no bucket can be made for {1}: {2}"
    msgstr "无法为 {1} 建立令牌桶：{2}"

    msgid "type {1}; {2}"
    msgstr "执行 {1}；{2}"

    # Sources/InviteOps/Operations/Codes/CodeNumbers.swift
    msgid "used_count {1} of max_uses {2}"
    msgstr "used_count {1}、max_uses {2}"

    # Sources/InviteOps/Operations/Redeem/DatabaseAttempt.swift
    msgid "another run redeems with the same task id at this moment"
    msgstr "此刻另一次运行正以同一任务 ID 兑换"

    msgid "count the use of the code"
    msgstr "计入兑换码的使用"

    msgid "the use was not written"
    msgstr "使用没有写入"

    # Sources/InviteOps/Operations/Redeem/DatabaseStage.swift
    msgid "read the server's clock"
    msgstr "读取服务器的时钟"

    msgid "task id {1} was used for another redemption"
    msgstr "任务 ID {1} 已用于另一次兑换"

    msgid "leave --id out, or give another one"
    msgstr "去掉 --id，或换一个 ID"

    msgid "leave --id out, or give the code and email it was used with"
    msgstr "去掉 --id，或给出当时使用的兑换码和邮箱"

    msgid "the code {1} changed in the same moment"
    msgstr "兑换码 {1} 在同一时刻发生了变化"

    msgid "run the same command again; if it says the same, {1}: {2}"
    msgstr "再次运行同一命令；若结果相同，{1}：{2}"

    msgid "the use is counted, but the invite is not in the queue yet: {1}"
    msgstr "使用已计入，但邀请尚未入队：{1}"

    msgid "run 'invitectl redeem --resume' when the broker answers again"
    msgstr "broker 恢复应答后，运行 'invitectl redeem --resume'"

    # Sources/InviteOps/Operations/Redeem/DirectStage.swift
    msgid "one reply"
    msgstr "一个应答"

    msgid "two parts"
    msgstr "两部分"

    msgid "{1} answers"
    msgstr "{1} 个应答"

    msgid "read what the script said"
    msgstr "读取脚本的应答"

    msgid "tokens-left: the bucket is empty"
    msgstr "tokens-left：令牌桶已空"

    msgid "tokens-left: {1}"
    msgstr "tokens-left：{1}"

    msgid "run it again with --id {1}: it is done at most once"
    msgstr "用 --id {1} 再次运行：至多执行一次"

    msgid "run a batch that has a --state again with it: each line is done at most once; without one, lines that have no answer may have been done"
    msgstr "有 --state 的批次可用它再次运行：每行至多执行一次；若没有，则没有应答的行可能已执行"

    msgid "Redis did not answer, so whether the token was taken is not known"
    msgstr "Redis 没有应答，因此不知令牌是否已取出"

    msgid "put the invite into the queue; nothing was taken"
    msgstr "把邀请写入队列；没有取出令牌"

    # Sources/InviteOps/Operations/Redeem/InviteFate.swift
    msgid "the invite failed; its record says no reason"
    msgstr "邀请失败；其记录没有写明原因"

    msgid "its queue row says no reason"
    msgstr "其队列行没有写明原因"

    msgid "its queue row {1} is {2}"
    msgstr "其队列行 {1} 的状态为 {2}"

    msgid "a seat is held for it"
    msgstr "已为其留有席位"

    msgid "the task is over and a seat is only held still (record {1}); the worker's log says what the remote service answered"
    msgstr "任务已结束，但席位仍只是预留（记录 {1}）；远程服务的应答见 worker 的日志"

    msgid "invite record {1} is {2}"
    msgstr "邀请记录 {1} 的状态为 {2}"

    msgid "there is no row of it in invite_records or invite_queue"
    msgstr "invite_records 和 invite_queue 中都没有它的行"

    msgid "nothing tells which rows are of it"
    msgstr "无从得知哪些行属于它"

    msgid "the task was revoked"
    msgstr "任务已撤销"

    # Sources/InviteOps/Operations/Redeem/InviteFollow.swift
    msgid "stopped while following the invite"
    msgstr "在跟踪邀请时停止"

    # Sources/InviteOps/Operations/Redeem/InviteTracer.swift
    msgid "look for the redemption"
    msgstr "查找兑换"

    msgid "could not look for what became of the invite: {1}"
    msgstr "无法查找邀请的结果：{1}"

    msgid "look for what became of the invite"
    msgstr "查找邀请的结果"

    # Sources/InviteOps/Operations/Redeem/JoinExplain.swift
    msgid "look for a free seat"
    msgstr "查找空闲席位"

    msgid "asked for"
    msgstr "由选项指定"

    msgid "unknown code"
    msgstr "未知的兑换码"

    msgid "code type {1}"
    msgstr "兑换码类型 {1}"

    msgid "hold one of {1} permits meanwhile"
    msgstr "其间持有 {1} 个许可之一"

    msgid "lock the code, then the teams that may take somebody"
    msgstr "锁定兑换码，再锁定可接收成员的团队"

    msgid "no team has a free seat, and the backend invites when one has"
    msgstr "没有团队有空闲席位，有席位时后端会邀请"

    msgid "do no more: this rebind is on its way"
    msgstr "不再做别的：此次换绑已在进行"

    msgid "do no more: {1} waits already; {2}"
    msgstr "不再做别的：{1} 已在等待；{2}"

    msgid "note the rebind in rebind_history"
    msgstr "在 rebind_history 中记下换绑"

    msgid "bind the code to {1} from now on"
    msgstr "此后把兑换码绑定到 {1}"

    msgid "have {1} wait: {2}"
    msgstr "让 {1} 等待：{2}"

    msgid "reserve a seat in team {1}"
    msgstr "在团队 {1} 预留一个席位"

    msgid "record it in the outbox until it is published"
    msgstr "记入发件箱，直到发布"

    msgid "put {1} into queue '{2}' with priority {3}"
    msgstr "以优先级 {3} 把 {1} 写入队列 '{2}'"

    msgid "count no use: the backend does when {1} has joined"
    msgstr "不计入使用：{1} 加入时由后端计入"

    # Sources/InviteOps/Operations/Redeem/JoinFacts.swift
    msgid "see what of the code is in flight"
    msgstr "查看兑换码有哪些使用在途"

    # Sources/InviteOps/Operations/Redeem/JoinReservations.swift
    msgid "see whether the seats are held"
    msgstr "查看席位是否仍保留"

    msgid "the invite could not be queued, and its seat could not be given up: {1}"
    msgstr "邀请未能入队，其席位也未能放弃：{1}"

    msgid "run 'invitectl redeem --resume' within the hour, or DELETE FROM invite_records WHERE id = {1}"
    msgstr "一小时内运行 'invitectl redeem --resume'，或执行 DELETE FROM invite_records WHERE id = {1}"

    # Sources/InviteOps/Operations/Redeem/JoinRules.swift
    msgid "no such code"
    msgstr "没有此兑换码"

    msgid "{1}, type {2}"
    msgstr "{1}，类型 {2}"

    msgid "{1}, {2} in flight"
    msgstr "{1}，另有 {2} 次在途"

    msgid "{1}: no limit"
    msgstr "{1}：没有上限"

    msgid "type {1}"
    msgstr "执行 {1}"

    msgid "no limit yet"
    msgstr "尚无期限"

    msgid "as it should be"
    msgstr "符合预期"

    msgid "nobody has joined by this code yet"
    msgstr "尚无人通过此兑换码加入"

    msgid "activated_at {1} UTC, for {2} days"
    msgstr "activated_at {1} UTC，期限 {2} 天"

    msgid "rebind_count {1} of {2}"
    msgstr "rebind_count {1}，上限 {2}"

    msgid "activated_at {1} UTC, valid for {2} days"
    msgstr "activated_at {1} UTC，有效期 {2} 天"

    msgid "{1}, which is no date"
    msgstr "{1}，得不出日期"

    msgid "set {1} of the code"
    msgstr "设置该兑换码的 {1}"

    msgid "{1} cannot be redeemed: {2}; the backend fails here"
    msgstr "{1} 无法兑换：{2}；后端在此处出错"

    # Sources/InviteOps/Operations/Redeem/JoinSeats.swift
    msgid "team {1} has no max_seats; the backend fails for everybody here"
    msgstr "团队 {1} 没有 max_seats；后端在此处对所有人都会出错"

    msgid "set max_seats of the team, or is_active to false"
    msgstr "设置该团队的 max_seats，或把 is_active 设为 false"

    msgid "no team has a free seat, and nobody can wait: the label waiting of invitequeuestatus is missing, and the backend fails here"
    msgstr "没有团队有空闲席位，也无法等待：invitequeuestatus 缺少标签 waiting，后端在此处出错"

    # Sources/InviteOps/Operations/Redeem/JoinStage.swift
    msgid "hold a seat"
    msgstr "预留席位"

    msgid "could not redeem: {1}"
    msgstr "无法兑换：{1}"

    msgid "what was written to {1} is not there"
    msgstr "写入 {1} 的内容不存在"

    msgid "the redemption of task id {1} was given up, and its seat"
    msgstr "任务 ID {1} 的兑换及其席位已放弃"

    msgid "run the command again without --id, or with another one"
    msgstr "去掉 --id 再次运行，或换一个 ID"

    msgid "a seat is held, and whether the invite is in the queue is not known: {1}"
    msgstr "席位已预留，但不知邀请是否已入队：{1}"

    msgid "run 'invitectl redeem --resume' within the hour: after that the backend gives the seat up"
    msgstr "一小时内运行 'invitectl redeem --resume'：此后后端会放弃该席位"

    msgid "not redeemed, and the seat is given up; the code stays bound to {1}, as by the backend: {2}"
    msgstr "没有兑换，席位已放弃；与后端一样，兑换码仍绑定到 {1}：{2}"

    msgid "run the same command again when the broker answers"
    msgstr "broker 恢复应答后，再次运行同一命令"

    # Sources/InviteOps/Operations/Redeem/Outbox.swift
    msgid "record the redemption"
    msgstr "记录兑换"

    msgid "note that the redemption is {1}"
    msgstr "记下兑换的状态 {1}"

    msgid "see which invites are in the queue"
    msgstr "查看哪些邀请已入队"

    msgid "put the invite into the queue"
    msgstr "把邀请写入队列"

    msgid "the time"
    msgstr "时间"

    msgid "something else"
    msgstr "其他内容"

    msgid "ask the broker for its time"
    msgstr "向 broker 询问时间"

    msgid "this process was stopped for so long that the backend may have given the seat to somebody else"
    msgstr "本进程停顿过久，后端可能已把席位给了别人"

    msgid "could not {1}: invitectl's own tables are not in this database"
    msgstr "无法{1}：此数据库中没有 invitectl 自己的表"

    msgid "make them with 'invitectl migrate up'"
    msgstr "用 'invitectl migrate up' 建立"

    # Sources/InviteOps/Operations/Redeem/OutboxEntry.swift
    msgid "its flow is none of direct, redeem and rebind"
    msgstr "其流程不是 direct、redeem、rebind 之一"

    msgid "its arguments are no object of JSON"
    msgstr "其参数不是 JSON 对象"

    msgid "no worker could take this invite: {1}"
    msgstr "没有 worker 能接受此邀请：{1}"

    # Sources/InviteOps/Operations/Redeem/OutboxJudge.swift
    msgid "it holds a seat, as beside a backend that counts uses on join: nothing of it is counted, and the workers here do not know its arguments"
    msgstr "它占有席位，只适用于在加入时计入使用的后端：它没有任何计入，而此处的 worker 不认识其参数"

    msgid "record {1} of invite_records is not the seat of this email, code and team"
    msgstr "invite_records 的记录 {1} 不是此邮箱、兑换码和团队的席位"

    msgid "{1}; then '{2}'"
    msgstr "{1}；然后 '{2}'"

    msgid "its mark in the broker may be lost, so that it may have been sent: {1}"
    msgstr "它在 broker 中的标记可能已丢失，因此可能已经发送：{1}"

    msgid "see '{1}'; if it was sent: {2}; if not: {3}"
    msgstr "查看 '{1}'；如果已发送：{2}；如果没有：{3}"

    msgid "it is from before uses were counted on join, and may have taken a token that used_count has by now (then lower that by one, too)"
    msgstr "它早于在加入时计入使用的版本，可能已取出令牌，且 used_count 已含该次（若是，也减去一）"

    msgid "it was counted at the request, before uses were counted on join"
    msgstr "它已在请求时计入，早于在加入时计入使用的版本"

    msgid "its rebind was counted at the request, before that was done on join"
    msgstr "其换绑已在请求时计入，早于在加入时计入的版本"

    msgid "{1}: sent now it would be counted once more"
    msgstr "{1}：现在发送会再计一次"

    msgid "its arguments have {1}, which no worker knows"
    msgstr "其参数含有 {1}，没有 worker 认识"

    msgid "its argument {1} is not false"
    msgstr "其参数 {1} 不是 false"

    msgid "its argument reserved_team_id is no team"
    msgstr "其参数 reserved_team_id 不是团队"

    msgid "its argument old_team_id is no team"
    msgstr "其参数 old_team_id 不是团队"

    msgid "its argument old_team_chatgpt_user_id is no text"
    msgstr "其参数 old_team_chatgpt_user_id 不是文本"

    msgid "the redemption of task id {1} was recorded by an earlier run and is left alone: {2}"
    msgstr "任务 ID {1} 的兑换由先前的运行记录，未改动：{2}"

    # Sources/InviteOps/Operations/Redeem/OutboxProof.swift
    msgid "it is older than six days"
    msgstr "它已超过六天"

    msgid "not all messages could be looked at; a later run may see them: {1}"
    msgstr "未能查看全部消息，之后的运行也许可以：{1}"

    msgid "a call of a task that is not known here names its code or its email"
    msgstr "有一个此处不认识的任务的调用提到其兑换码或邮箱"

    msgid "there is a row of its email and code from since then"
    msgstr "此后有其邮箱和兑换码的行"

    # Sources/InviteOps/Operations/Redeem/Redeem.swift
    msgid "stopped while waiting for the worker; the invite is in the queue"
    msgstr "在等待 worker 时停止；邀请在队列中"

    msgid "'{1}' says what becomes of it"
    msgstr "'{1}' 显示其结果"

    # Sources/InviteOps/Operations/Redeem/RedeemAdmission.swift
    msgid "the permit ended before the redemption was made; nothing was changed"
    msgstr "许可在兑换之前到期；没有任何改动"

    msgid "run the same command again, or pass a longer --lease"
    msgstr "再次运行同一命令，或用 --lease 设更长的时间"

    msgid "stopped while waiting for a permit; nothing was changed"
    msgstr "在等待许可时停止；没有任何改动"

    msgid "four parts"
    msgstr "四部分"

    msgid "ask for a permit"
    msgstr "申请许可"

    msgid "all {1} permits were in use for {2}"
    msgstr "{2} 内 {1} 个许可都在使用"

    msgid "see who holds them with 'invitectl redeem limiter', or pass --no-limit"
    msgstr "用 'invitectl redeem limiter' 查看持有者，或加 --no-limit"

    msgid "work with the limiter"
    msgstr "使用限流器"

    msgid "{1} asked {2} times within {3}s"
    msgstr "{1} 在 {3}s 内请求了 {2} 次"

    msgid "try again in {1}, or pass --no-limit"
    msgstr "{1} 后重试，或加 --no-limit"

    # Sources/InviteOps/Operations/Redeem/RedeemBucket.swift
    msgid "the code {1} was deleted in the same moment"
    msgstr "兑换码 {1} 在同一时刻遭删除"

    msgid "no bucket is made for {1}: the backend counts a use on join"
    msgstr "不为 {1} 建立令牌桶：后端在加入时计入使用"

    msgid "no request takes tokens there, and the backend's job would set used_count by a bucket; see docs/backends.md"
    msgstr "那里的请求不取令牌，而后端的定时任务会按令牌桶设置 used_count；见 docs/backends.md"

    msgid "read the bucket of {1}"
    msgstr "读取 {1} 的令牌桶"

    msgid "the bucket of {1} {2}"
    msgstr "{1} 的令牌桶{2}"

    msgid "make it from the database with '{1}'"
    msgstr "用 '{1}' 从数据库建立"

    msgid "delete it with '{1}'"
    msgstr "用 '{1}' 删除"

    msgid "three parts"
    msgstr "三部分"

    # Sources/InviteOps/Operations/Redeem/RedeemByHTTP.swift
    msgid "stopped while following the invite; it was asked for"
    msgstr "在跟踪邀请时停止；邀请已请求"

    msgid "GET {1}/public/invite-status?email=… says what becomes of it"
    msgstr "GET {1}/public/invite-status?email=… 显示其结果"

    msgid "without a database nobody can tell which flow the code is for"
    msgstr "没有数据库就无法判断兑换码属于哪个流程"

    msgid "say --flow direct, redeem or rebind, or set DATABASE_URL"
    msgstr "指定 --flow direct、redeem 或 rebind，或设置 DATABASE_URL"

    msgid "the backend says: {1}"
    msgstr "后端称：{1}"

    # Sources/InviteOps/Operations/Redeem/RedeemConnections.swift
    # Sources/InviteOps/Operations/Redeem/RedeemExplain.swift
    msgid "look into Redis"
    msgstr "查看 Redis"

    msgid "{1} in the bucket, which ends in {2}"
    msgstr "令牌桶内有 {1} 个，{2} 后过期"

    msgid "{1} in the bucket, which never ends"
    msgstr "令牌桶内有 {1} 个，永不过期"

    msgid "no bucket, and {1} makes none"
    msgstr "没有令牌桶，且 {1} 无法建立"

    msgid "no bucket; made from the database it starts with {1}"
    msgstr "没有令牌桶；从数据库建立，初始为 {1}"

    msgid "{1} messages waiting in 'invites'"
    msgstr "'invites' 中有 {1} 条消息等待"

    msgid "the queue's key holds a {1}, not a list"
    msgstr "队列的键的类型是 {1}，不是列表"

    msgid "code type DIRECT"
    msgstr "兑换码类型 DIRECT"

    msgid "bound to this email, whose team is not active any more"
    msgstr "绑定到此邮箱，其团队已停用"

    msgid "make the bucket with {1} tokens for {2}"
    msgstr "建立令牌桶，含 {1} 个令牌，存续 {2}"

    msgid "take one token: {1} -> {2}"
    msgstr "取出一个令牌：{1} -> {2}"

    msgid "count the use in the database: used_count {1} -> {2}"
    msgstr "在数据库计入使用：used_count {1} -> {2}"

    msgid "count no use"
    msgstr "不计入使用"

    msgid "put {1} into queue '{2}' with priority {3}, {4} before it"
    msgstr "以优先级 {3} 把 {1} 写入队列 '{2}'，前面有 {4} 条"

    # Sources/InviteOps/Operations/Redeem/RedeemExplanation.swift
    msgid "would be refused by {1}: {2}"
    msgstr "会被 {1} 拒绝：{2}"

    # Sources/InviteOps/Operations/Redeem/RedeemInput.swift
    msgid "the code is empty"
    msgstr "兑换码为空"

    msgid "the code contains a control character"
    msgstr "兑换码含有控制字符"

    msgid "the email is empty"
    msgstr "邮箱为空"

    msgid "'{1}' is not an email address that the backend takes: {2}"
    msgstr "'{1}' 不是后端接受的邮箱地址：{2}"

    msgid "write it as name@example.com"
    msgstr "写成 name@example.com 的形式"

    msgid "the email is longer than 100 characters, which is all that fits"
    msgstr "邮箱超过 100 个字符，放不下"

    # Sources/InviteOps/Operations/Redeem/RedeemLimiter.swift
    msgid "read the limiter"
    msgstr "读取限流器"

    msgid "five parts"
    msgstr "五部分"

    msgid "counts in its keys"
    msgstr "键中的计数"

    # Sources/InviteOps/Operations/Redeem/RedeemLookup.swift
    msgid "look the code up"
    msgstr "查找兑换码"

    msgid "look for the last invite of the email"
    msgstr "查找该邮箱最近的邀请"

    # Sources/InviteOps/Operations/Redeem/RedeemOutcome.swift
    msgid "{1} for {2} is refused: {3}"
    msgstr "拒绝兑换 {1}（{2}）：{3}"

    msgid "the backend decided, by its own rules; its log has the values behind it"
    msgstr "由后端按自己的规则决定；所依据的值见其日志"

    msgid "add --explain to the same command: it shows every rule and the values behind it"
    msgstr "在同一命令后加 --explain：显示每条规则及其依据的值"

    msgid "mend what it names, then redeem again"
    msgstr "修正其中指出的问题，然后再次兑换"

    msgid "no invite for {1}: {2}"
    msgstr "未能邀请 {1}：{2}"

    msgid "{1}; '{2}' gives the token back"
    msgstr "{1}；'{2}' 退还令牌"

    msgid "the invite for {1} waits for a free seat: {2}"
    msgstr "尚未邀请 {1}，在等待空闲席位：{2}"

    msgid "the backend sends it when a team has one; wait longer with --id {1} --wait=10m"
    msgstr "团队有席位时由后端发送；用 --id {1} --wait=10m 可等待更久"

    msgid "the backend sends it when a team has one"
    msgstr "团队有席位时由后端发送"

    msgid "whether {1} is invited is not known yet: {2}"
    msgstr "尚不知是否已邀请 {1}：{2}"

    msgid "the backend goes on with it; invite_records and invite_queue say what becomes of it"
    msgstr "后端会继续处理；结果见 invite_records 和 invite_queue"

    msgid "the worker answered {1}, and whether {2} is invited is not known: {3}"
    msgstr "worker 应答 {1}，不知是否已邀请 {2}：{3}"

    msgid "see the worker's log for task {1} before anything is repeated"
    msgstr "重做之前请看 worker 日志中的任务 {1}"

    # Sources/InviteOps/Operations/Redeem/RedeemRefund+Baseline.swift
    msgid "see whether the bucket was synced"
    msgstr "查看令牌桶是否已同步"

    msgid "no sync has seen this bucket of {1} yet: the next one would take the token back, since used_count has the use"
    msgstr "还没有同步见过 {1} 的这个令牌桶：使用已计入 used_count，下一次同步会收回令牌"

    msgid "type '{1}', then the same command again"
    msgstr "执行 '{1}'，然后再次运行同一命令"

    # Sources/InviteOps/Operations/Redeem/RedeemRefund.swift
    msgid "give the token back"
    msgstr "退还令牌"

    msgid "{1} has no bucket to give a token back to"
    msgstr "{1} 没有可退还令牌的令牌桶"

    msgid "none is made for a code that is not active; nothing can be taken of it either"
    msgstr "不为已停用的兑换码建立令牌桶；也无法从中取出令牌"

    msgid "{1} makes none: type {2}; then {3}"
    msgstr "{1} 无法建立：执行 {2}；然后{3}"

    msgid "read the result of the task"
    msgstr "读取任务的结果"

    msgid "task {1} has no result, and nobody has it: it is long over, or was lost"
    msgstr "任务 {1} 没有结果，也没有谁持有它：早已结束，或已丢失"

    msgid "the result of task {1} cannot be read"
    msgstr "任务 {1} 的结果无法读取"

    msgid "see whether the token was given back"
    msgstr "查看令牌是否已退还"

    msgid "add --force when you know that it came to nothing"
    msgstr "若确知它没有成功，加 --force"

    msgid "task {1} is {2}, so it may still use its token"
    msgstr "任务 {1} 的状态为 {2}，因此仍可能使用其令牌"

    msgid "add --force to give it back all the same"
    msgstr "加 --force 仍可退还"

    msgid "task {1} is {2}: {3}"
    msgstr "任务 {1} 的状态为 {2}：{3}"

    msgid "add --force to give its token back all the same"
    msgstr "加 --force 仍可退还其令牌"

    msgid "see whether the invite was tried again"
    msgstr "查看邀请是否重试过"

    msgid "the invite of task {1} was tried again as task {2}, with the same token"
    msgstr "任务 {1} 的邀请已以任务 {2} 重试，使用同一令牌"

    msgid "see what became of that one; --force gives the token back all the same"
    msgstr "查看那次重试的结果；加 --force 仍可退还令牌"

    msgid "it invited somebody, so its token was not wasted"
    msgstr "它已邀请成功，令牌没有浪费"

    msgid "its email was invited; whether by it is not known ({1})"
    msgstr "其邮箱已有邀请；不知是否由它发出（{1}）"

    msgid "its email was invited by another task; what became of its own invite is not known"
    msgstr "其邮箱的邀请由另一任务发出；它自己的邀请结果未知"

    msgid "its email was invited by another task; what became of its own invite is not known ({1})"
    msgstr "其邮箱的邀请由另一任务发出；它自己的邀请结果未知（{1}）"

    msgid "its email was invited, by it or by another task: {1}"
    msgstr "其邮箱已有邀请，由它或另一任务发出：{1}"

    msgid "its invite waits for a free seat ({1})"
    msgstr "其邀请在等待空闲席位（{1}）"

    msgid "whether it invited is not known ({1})"
    msgstr "不知是否已邀请（{1}）"

    # Sources/InviteOps/Operations/Redeem/RedeemRefund+Code.swift
    msgid "task {1} is not one of {2}: it took another's token"
    msgstr "任务 {1} 不属于 {2}：它取出的是别的兑换码的令牌"

    msgid "name the code that was redeemed"
    msgstr "指定当时兑换的兑换码"

    msgid ""
    "task {1} is an attempt of 'redeem retry': its token is that of the redemption "
    "before it"
    msgstr "任务 {1} 是 'redeem retry' 的一次尝试：它的令牌就是之前那次兑换的令牌"

    msgid ""
    "name the task of that redemption, or add --force when you know that no other "
    "one is to run"
    msgstr "指定那次兑换的任务；若确知没有别的任务还会运行，加 --force"

    msgid "nothing tells which code task {1} took a token of"
    msgstr "无从得知任务 {1} 取出的是哪个兑换码的令牌"

    msgid "add --force when you know that it was {1}"
    msgstr "若确知是 {1}，加 --force"

    # Sources/InviteOps/Operations/Redeem/RedeemRefund+Outbox.swift
    msgid "task {1} is a rebind, for which no token and no use was taken"
    msgstr "任务 {1} 是换绑，没有取出令牌，也没有计入使用"

    msgid "the redemption of task {1} was refused: no token was taken for it"
    msgstr "任务 {1} 的兑换已被拒绝：没有为它取出令牌"

    msgid "the token of task {1} was given back when its invite could not be queued"
    msgstr "任务 {1} 的邀请未能入队，其令牌当时已退还"

    msgid "the redemption of task {1} is recorded, and its invite is to be queued still"
    msgstr "任务 {1} 的兑换已记录，其邀请尚待入队"

    msgid "'invitectl redeem --resume' queues it, or says why not"
    msgstr "'invitectl redeem --resume' 会让它入队，或说明为何不能"

    # Sources/InviteOps/Operations/Redeem/RedeemRefund+Memory.swift
    msgid "the token of the invite of task {1} was given back by the refund of another task"
    msgstr "任务 {1} 的邀请的令牌已随另一个任务退还"

    msgid "an attempt of 'redeem retry' took no token of its own: name the task of the redemption whose token it was"
    msgstr "'redeem retry' 的尝试没有取出自己的令牌：改为指定取出该令牌的那次兑换的任务"

    msgid "name the task of the redemption whose token it was, as the worker's log has it"
    msgstr "改为指定取出该令牌的那次兑换的任务：其 id 见 worker 的日志"

    msgid "the token of task {1} may have been given back before, as that of task {2}"
    msgstr "任务 {1} 的令牌先前可能已作为任务 {2} 的令牌退还"

    msgid "of which redemption that was nothing tells for certain: see 'invitectl trace {1}'"
    msgstr "无法确知那属于哪次兑换：见 'invitectl trace {1}'"

    msgid "a token was given back since task {1} was sent, and it may have been that of its invite"
    msgstr "任务 {1} 发送之后退还过一个令牌，可能就是其邀请的令牌"

    msgid "the token of task {1} was given back before, as that of task {2}"
    msgstr "任务 {1} 的令牌先前已作为任务 {2} 的令牌退还"

    msgid "add --force when you know that each of the two took one"
    msgstr "若确知两者各取出过一个令牌，加 --force"

    # Sources/InviteOps/Operations/Redeem/TaskHolder.swift
    msgid "'{1}' shows where it is; when it is over, type the same again"
    msgstr "'{1}' 显示它在何处；结束后再次执行同一命令"

    msgid "'{1}' shows where it is; wait longer with --id {2} --wait=10m"
    msgstr "'{1}' 显示它在何处；用 --id {2} --wait=10m 等待更久"

    msgid "{1} runs task {2}, so it may still invite"
    msgstr "{1} 正在运行任务 {2}，因此仍可能发出邀请"

    msgid "{1} holds task {2} until its time, and may run it then"
    msgstr "{1} 保留任务 {2} 直到其时间，届时可能运行"

    msgid "{1} has task {2} and may run it, revoked or not: its processes may have it already"
    msgstr "{1} 持有任务 {2}，不论是否已撤销都可能运行：可能已交给其进程"

    msgid "the message of task {1} was taken and not acknowledged, so that it may run still"
    msgstr "任务 {1} 的消息已被取走且未确认，因此仍可能运行"

    msgid "{1}; {2} do not answer and may have it"
    msgstr "{1}；{2} 没有应答，可能持有它"

    msgid "'{1}' shows who answers; {2}"
    msgstr "'{1}' 显示谁会应答；{2}"

    msgid "'{1}' tells whether its worker is gone; {2}"
    msgstr "'{1}' 说明其 worker 是否已不在；{2}"

    msgid "the message of task {1} waits in {2}, and is run when a worker takes it"
    msgstr "任务 {1} 的消息在 {2} 中等待，worker 取走后就会运行"

    msgid "'{1}' has the workers discard it; {2}"
    msgstr "'{1}' 使 worker 丢弃它；{2}"

    msgid "start a worker, which takes it; {1}"
    msgstr "启动一个 worker 来取走它；{1}"

    msgid "the message of task {1} is in {2}, and is run when it is put back"
    msgstr "任务 {1} 的消息在{2}中，放回后就会运行"

    msgid ""
    "'{1}' puts it back; or add --force, which gives the token back all the same, "
    "and keep the file away from the queue"
    msgstr "'{1}' 将其放回；或加 --force 仍退还令牌，并且不要再把该文件放回队列"

    msgid "'{1}' puts it back; {2}"
    msgstr "'{1}' 将其放回；{2}"

    msgid "'{1}' shows what is known of it"
    msgstr "'{1}' 显示所知的情况"

    msgid ""
    "the message of task {1} is in {2}, and its invite was made, or may have been"
    msgstr "任务 {1} 的消息在{2}中，其邀请已经发出，或可能已发出"

    msgid ""
    "{1}; add --force when you know that the person has no invite of this use"
    msgstr "{1}；若确知此人没有这次使用的邀请，加 --force"

    msgid "add --force when you know that it is never put back"
    msgstr "若确知不会再放回，加 --force"

    # Sources/InviteOps/Operations/Redeem/TaskWait+Revoked.swift
    msgid "the result is REVOKED, but {1}"
    msgstr "结果为 REVOKED，但是：{1}"

    # Sources/InviteOps/Operations/Redeem/TaskHolderSearch.swift
    msgid "whether task {1} may still run cannot be known: {2}"
    msgstr "无法得知任务 {1} 是否仍可能运行：{2}"

    msgid ""
    "'{1}' shows who answers; then type the same again, or add --force when you "
    "know that it does not run"
    msgstr "'{1}' 显示谁会应答；然后再次执行同一命令，若确知它不会运行，加 --force"

    msgid "stopped while looking for the task; nothing was given back"
    msgstr "查找任务时停止；没有退还任何令牌"

    # Sources/InviteOps/Operations/Redeem/RedeemResume.swift
    msgid "{1} left alone, named above"
    msgstr "{1}未改动，见上文"

    msgid "{1} redemptions are older than six days: whether they were queued is unknown"
    msgstr "{1} 次兑换已超过六天：不知是否已入队"

    msgid "look at invitectl.redeem_outbox and at the workers' log, and settle them by hand"
    msgstr "查看 invitectl.redeem_outbox 和 worker 的日志，逐个手工处理"

    msgid "what stands beside each settles it"
    msgstr "各项旁边写有处理方法"

    msgid "look for unfinished redemptions"
    msgstr "查找未完成的兑换"

    msgid "finish the redemptions"
    msgstr "完成兑换"

    msgid "could not finish the redemptions: {1}"
    msgstr "无法完成兑换：{1}"

    # Sources/InviteOps/Operations/Redeem/RedeemRules.swift
    msgid "type"
    msgstr "类型"

    msgid "not active"
    msgstr "已停用"

    msgid "never expires"
    msgstr "永不过期"

    msgid "bound to {1}, asked for another email that is masked alike"
    msgstr "绑定到 {1}，请求的是另一个遮盖后相同的邮箱"

    msgid "bound to {1}, asked for {2}"
    msgstr "绑定到 {1}，请求的是 {2}"

    msgid "bound to nobody: there is nothing to rebind"
    msgstr "没有绑定任何人：无可换绑"

    msgid "{1}, which is no date: the backend fails here; set validity_days of the code"
    msgstr "{1}，得不出日期：后端在此处出错；设置该兑换码的 validity_days"

    msgid "rebind_count {1} of rebind_limit {2}"
    msgstr "rebind_count {1}，rebind_limit {2}"

    msgid "a team has a free seat"
    msgstr "有团队有空闲席位"

    msgid "no team has a free seat"
    msgstr "没有团队有空闲席位"

    msgid "no successful invite by this code"
    msgstr "此兑换码没有成功的邀请"

    msgid "at an unknown time"
    msgstr "时间未知"

    msgid "team {1}, {2}"
    msgstr "团队 {1}，{2}"

    msgid "team {1} is still active"
    msgstr "团队 {1} 仍有效"

    msgid "team {1} is not active"
    msgstr "团队 {1} 已停用"

    msgid "another team has a free seat"
    msgstr "另有团队有空闲席位"

    msgid "no other team has a free seat"
    msgstr "没有其他团队有空闲席位"

    # Sources/InviteOps/Operations/Redeem/RuleCheck.swift
    msgid "not reached"
    msgstr "未检查到"

    msgid "nobody"
    msgstr "无人"

    # Sources/InviteOps/Operations/Redeem/SplitStage.swift
    msgid "take the token"
    msgstr "取出令牌"

    msgid "the queue refused the invite and the token could not be given back: {1}"
    msgstr "队列拒绝了邀请，且令牌未能退还：{1}"

    msgid "run 'invitectl redeem --resume'"
    msgstr "运行 'invitectl redeem --resume'"

    msgid "the redemption is recorded and not finished: {1}"
    msgstr "兑换已记录但未完成：{1}"

    msgid "run 'invitectl redeem --resume': it finishes what is left, nothing twice"
    msgstr "运行 'invitectl redeem --resume'：完成遗留的部分，不会重复"

    # Sources/InviteOps/Operations/Redeem/TaskWait.swift
    msgid "stopped while waiting for a seat"
    msgstr "在等待席位时停止"

    msgid "look for the message in the broker"
    msgstr "在 broker 中查找消息"

    msgid "the message of task {1} is in no queue and with no worker, and left no result"
    msgstr "任务 {1} 的消息不在任何队列，也不在任何 worker，且没有留下结果"

    msgid "the queue was purged, or the worker writes no results; see 'invitectl inspect-workers'"
    msgstr "队列已清空，或 worker 不写结果；见 'invitectl inspect-workers'"

    msgid "it is still in the queue, {1} before it"
    msgstr "它仍在队列中，前面有 {1} 条"

    msgid "see with 'invitectl inspect-workers' whether a worker listens to 'invites'"
    msgstr "用 'invitectl inspect-workers' 查看是否有 worker 监听 'invites'"

    msgid "a worker has it and has not finished"
    msgstr "已有 worker 取走，尚未完成"

    msgid "if that worker is gone, the broker hands it out again after the visibility timeout (1h)"
    msgstr "若该 worker 已离开，broker 会在可见性超时（1h）后重新投递"

    msgid "wait longer: --wait=SECONDS"
    msgstr "等待更久：--wait=SECONDS"

    msgid "task {1} has no result yet: {2}"
    msgstr "任务 {1} 尚无结果：{2}"

    # Sources/InviteOps/Operations/Redeem/TaskWatch.swift
    msgid "listen for the result of the task"
    msgstr "监听任务的结果"

    msgid "wait for the result of the task"
    msgstr "等待任务的结果"

    # Sources/InviteOps/Operations/Redeem/TokenRefusal.swift
    msgid "look for tokens"
    msgstr "查找令牌"

    # Sources/InviteOps/Operations/Retry/RetryChange.swift
    msgid "try invites again"
    msgstr "重试邀请"

    msgid "record the attempt at row {1} of {2}"
    msgstr "在 {2} 的行 {1} 记录重试"

    msgid "note that the message of row {1} was sent"
    msgstr "记下行 {1} 的消息已发送"

    msgid "a message was sent for it within the last {1} days, and invitectl.invite_retry does not say so"
    msgstr "最近 {1} 天内为它发送过消息，而 invitectl.invite_retry 没有记录"

    msgid "if that came to nothing, {1}"
    msgstr "若那次没有成功，{1}"

    msgid "a run was cut off while it sent a message for it, and the broker does not know any more whether it did"
    msgstr "某次运行在为它发送消息时中断，broker 已无法得知是否发送"

    msgid "if nobody was invited, {1}"
    msgstr "若没有邀请到任何人，{1}"

    msgid "'invitectl redeem retry --again' tries it"
    msgstr "'invitectl redeem retry --again' 会重试"

    msgid "give it its status waiting back, then run the same command again"
    msgstr "把其状态改回 waiting，然后再次运行同一命令"

    # Sources/InviteOps/Operations/Retry/RetryClosed.swift
    msgid "its code is not stored any more"
    msgstr "其兑换码已不在库中"

    msgid "nothing is to be done with it"
    msgstr "无需处理"

    msgid "its code is bound to its email with capitals or blanks, which the backend equals with none"
    msgstr "其兑换码绑定到带有大写字母或空格的同一邮箱，后端视之与任何邮箱都不相等"

    msgid ""
    "redeem another code for it, or trace its email: that prints what has the backend know whose its "
    "code is"
    msgstr "为它兑换别的兑换码，或对其邮箱执行 trace：会打印让后端认出兑换码属于谁的语句"

    msgid "{1} by {2} was tried again before, as task {3}"
    msgstr "{1} 用 {2} 的邀请之前已重试过，任务为 {3}"

    msgid "'{1}' tells what came of it; where nothing did, add --again"
    msgstr "'{1}' 显示其结果；没有结果时加 --again"

    msgid "its code is bound to another email by now"
    msgstr "其兑换码现已绑定到别的邮箱"

    msgid "redeem another code for it: to anybody else the backend answers {1}"
    msgstr "为它换一个兑换码：对其他任何人，后端都应答 {1}"

    msgid "its code is past expires_at"
    msgstr "其兑换码已过 expires_at"

    msgid "its code is not active"
    msgstr "其兑换码已停用"

    msgid "nothing is to be done, unless the code is to be usable again"
    msgstr "无需处理，除非要让兑换码重新可用"

    # Sources/InviteOps/Operations/Retry/RetryForecast.swift
    msgid "see which messages were sent before"
    msgstr "查看先前发送过哪些消息"

    msgid "ask what the backend would say of row {1}"
    msgstr "询问后端会如何对待行 {1}"

    # Sources/InviteOps/Operations/Retry/RetryJobLock.swift
    msgid "take the lock of the backend's job"
    msgstr "取得后端定时任务的锁"

    msgid "the backend's job for those who wait is running, or was cut off within the last {1} minutes"
    msgstr "后端处理等待者的定时任务正在运行，或在最近 {1} 分钟内中断"

    msgid "wait longer for it with --lock-wait"
    msgstr "用 --lock-wait 等待更久"

    msgid "stopped while the backend's job runs; nothing was done"
    msgstr "在后端的定时任务运行时停止；什么都没有做"

    msgid "read the database's clock"
    msgstr "读取数据库的时钟"

    msgid "keep the lock of the backend's job"
    msgstr "保持后端定时任务的锁"

    msgid "the backend's job for those who wait has begun meanwhile; the rest was left"
    msgstr "后端处理等待者的定时任务已在其间开始；其余未改动"

    # Sources/InviteOps/Operations/Retry/RetryJoinChange.swift
    msgid "have row {1} of {2} wait for a seat"
    msgstr "让 {2} 的行 {1} 等待席位"

    msgid "it is a rebind, and its record does not say which team was to be left"
    msgstr "它是换绑，而其记录没有写明要离开哪个团队"

    msgid "redeem the code again with --flow rebind"
    msgstr "用 --flow rebind 再次兑换该兑换码"

    msgid "the backend refuses it now: {1}, {2}"
    msgstr "后端现在会拒绝：{1}，{2}"

    msgid "nothing is to be done unless the code is to be usable again"
    msgstr "无需处理，除非要让兑换码重新可用"

    msgid "invite_records {1}, of the same email and code, is newer and {2}"
    msgstr "同一邮箱和兑换码的 invite_records {1} 比它新，状态为 {2}"

    msgid "invite_records {1}, of the same email and code, is newer and without a status"
    msgstr "同一邮箱和兑换码的 invite_records {1} 比它新，且没有状态"

    msgid "nothing is to be done; that invite stands for both"
    msgstr "无需处理；那个邀请代表两者"

    msgid "another invite of the same email and code is under way"
    msgstr "同一邮箱和兑换码的另一个邀请正在进行"

    msgid "nothing is to be done; the backend makes that one"
    msgstr "无需处理；后端会完成那个邀请"

    msgid "see what became of row {1} of {2}"
    msgstr "查看 {2} 的行 {1} 的结果"

    # Sources/InviteOps/Operations/Retry/RetryLook.swift
    msgid "{1} {2} is of the same email and code"
    msgstr "{1} {2} 的邮箱和兑换码相同"

    msgid "left to another run, for --limit"
    msgstr "因 --limit 留给另一次运行"

    msgid "not everything could be seen: {1}"
    msgstr "并未看全：{1}"

    msgid "let the workers answer and take what cannot be read here, then run the same command again"
    msgstr "让 worker 恢复应答，取走此处无法读取的内容，然后再次运行同一命令"

    msgid "no active team of group {1} has a free seat"
    msgstr "组 {1} 没有有效团队有空闲席位"

    msgid "no active team has a free seat"
    msgstr "没有有效团队有空闲席位"

    msgid "run the same command again when seats are free; 'invitectl metrics-dump' counts them"
    msgstr "有空闲席位时再次运行同一命令；'invitectl metrics-dump' 给出其数量"

    # Sources/InviteOps/Operations/Retry/RetryLook+Tried.swift
    msgid "it was tried again as task {1}, of which nothing is seen: --again tries it"
    msgstr "已以任务 {1} 重试过，没有看到结果：--again 再试"

    # Sources/InviteOps/Operations/Retry/RetryOutcome.swift
    msgid "stopped after {1}"
    msgstr "在 {1}之后停止"

    msgid "the command that leads on names the code: --show prints it"
    msgstr "后续命令含有兑换码：加 --show 显示"

    # Sources/InviteOps/Operations/Retry/RetryPlan.swift
    msgid "of {1} not everything could be seen"
    msgstr "{1}并未看全"

    # Sources/InviteOps/Operations/Retry/RetryReader.swift
    msgid "read the invites"
    msgstr "读取邀请"

    msgid "infinite"
    msgstr "无穷大"

    msgid "its created_at is {1}, so that nothing is older or newer than it"
    msgstr "其 created_at（{1}）无法用来比较先后"

    msgid "write when that was, then run the same command again"
    msgstr "写入当时的时间，然后再次运行同一命令"

    # Sources/InviteOps/Operations/Retry/RetryRequest.swift
    msgid "--limit, --error, --code or --since have fewer rows judged; --timeout allows more time"
    msgstr "--limit、--error、--code 或 --since 可减少要判断的行；--timeout 可延长时间"

    # Sources/InviteOps/Operations/Retry/RetryRow.swift
    msgid "{1} shows it; write there what it was, then run the same command again"
    msgstr "{1} 显示它；在其中写明实际情况，然后再次运行同一命令"

    msgid "row {1} of invite_queue, of the same email and code, waits for a seat"
    msgstr "同一邮箱和兑换码的 invite_queue 行 {1} 在等待席位"

    msgid "the backend invites it; nothing is to be done"
    msgstr "后端会邀请；无需处理"

    msgid "row {1} of invite_queue, of the same email and code, is newer and SUCCESS"
    msgstr "同一邮箱和兑换码的 invite_queue 行 {1} 比它新，且为 SUCCESS"

    msgid "row {1} of invite_queue, of the same email and code, is open"
    msgstr "同一邮箱和兑换码的 invite_queue 行 {1} 未完成"

    msgid "{1} puts it back or marks it as done"
    msgstr "{1} 会把它放回队列或标为完成"

    msgid "if another team is wanted, redeem the code again"
    msgstr "若要换团队，再次兑换该兑换码"

    # Sources/InviteOps/Operations/Retry/RetrySeats.swift
    # Sources/InviteOps/Operations/Retry/RetryTurn.swift
    # Sources/InviteOps/Operations/Retry/RetryUses.swift
    msgid "the latest uses of its code are not synced yet, which a run does first"
    msgstr "其兑换码最近的使用尚未同步，运行时会先同步"

    msgid "'invitectl sync-counts' does it; then run the same command again"
    msgstr "'invitectl sync-counts' 会同步；然后再次运行同一命令"

    msgid "it is in use"
    msgstr "正在使用"

    msgid "the count of its code cannot be told: {1}"
    msgstr "无法得知其兑换码的计数：{1}"

    msgid "'invitectl force-resync --all --dry-run' shows it, and what to type"
    msgstr "'invitectl force-resync --all --dry-run' 显示它及要执行的命令"

    msgid "not everything could be seen of its code"
    msgstr "其兑换码的情况并未看全"

    msgid "'invitectl inspect-workers' shows the workers and what they cannot read"
    msgstr "'invitectl inspect-workers' 显示各 worker 及其无法读取的内容"

    msgid "'{1}' settles that by the same evidence; then run the same command again"
    msgstr "'{1}' 按同样的依据了结；然后再次运行同一命令"

    msgid "evidence leaves it open; if used_count, which is {1}, is right, say so: '{2}'; then run the same command again"
    msgstr "依据不足以判断；若 used_count（{1}）正确，请确认：'{2}'；然后再次运行同一命令"

    msgid "see whose uses are counted"
    msgstr "查看哪些邀请的使用已计入"

    msgid "it came up while the counts were looked at"
    msgstr "它在查看计数期间出现"

    msgid "{1} of its code are counted"
    msgstr "其兑换码已计入 {1}"

    msgid "{1} of its code are counted for certain"
    msgstr "其兑换码确定已计入的有 {1}"

    msgid "{1} that have one"
    msgstr "{1} 个已占用的邀请"

    msgid "{1}, for {2} and {3} that failed"
    msgstr "{1}，而有 {2}和 {3} 个失败的邀请"

    msgid "{1}; there may be more"
    msgstr "{1}；可能还有更多"

    msgid "{1}; then run the same command again"
    msgstr "{1}；然后再次运行同一命令"

    msgid "{1}: whether its own was given back is not clear"
    msgstr "{1}：不清楚它自己的使用是否已退还"

    msgid "{1} shows whose it is; if the use was given back, redeem the code again, and if it is a rebind, with --flow rebind"
    msgstr "{1} 显示属于谁；若使用已退还，再次兑换该兑换码，若是换绑则加 --flow rebind"

    msgid "{1} shows whose it is; if the use was given back, redeem the code again"
    msgstr "{1} 显示属于谁；若使用已退还，再次兑换该兑换码"

    # Sources/InviteOps/Operations/Retry/RetryWork.swift
    msgid "it has changed since this run began"
    msgstr "本次运行开始后它已变化"

    # Sources/InviteOps/Operations/Runs/RunHistory.swift
    msgid "no command records its runs as {1}"
    msgstr "没有命令以 {1} 之名记录运行"

    msgid "these do: {1}"
    msgstr "会记录的有：{1}"

    msgid "there is no run {1} in invitectl.run_log"
    msgstr "invitectl.run_log 中没有运行 {1}"

    msgid "'invitectl runs' lists the latest; cleanup-queue deletes old ones"
    msgstr "'invitectl runs' 列出最近的；cleanup-queue 会删除旧的"

    msgid "read invitectl.redeem_sync_ledger"
    msgstr "读取 invitectl.redeem_sync_ledger"

    # Sources/invitectl/Commands/Redeem/BatchInput.swift
    msgid "cannot open {1}: {2}"
    msgstr "无法打开 {1}：{2}"

    msgid "name a file of code,email lines, or - for standard input"
    msgstr "指定一个由 code,email 行组成的文件，或用 - 表示标准输入"

    msgid "the answers would be written to {1}, which the batch is read from"
    msgstr "结果会写入正在读取的批次文件 {1}"

    msgid "write them to another file"
    msgstr "写入另一个文件"

    msgid "the batch is in {1}, not in UTF-8"
    msgstr "批次的编码是 {1}，不是 UTF-8"

    msgid "stopped while waiting for input"
    msgstr "在等待输入时停止"

    msgid "cannot read {1}: {2}"
    msgstr "无法读取 {1}：{2}"

    # Sources/invitectl/Commands/Redeem/BatchProgress.swift
    msgid "redeem: {1} lines, {2}/s"
    msgstr "redeem：{1} 行，{2}/秒"

    # Sources/invitectl/Commands/Redeem/RedeemBatchRun.swift
    msgid "run it again with --state {1}: each line is done at most once"
    msgstr "用 --state {1} 再次运行：每行至多执行一次"

    msgid "what was done is in the output; lines without an answer may have been done too"
    msgstr "已完成的见输出；没有应答的行也可能已执行"

    msgid "stopped after line {1}; every line before it is done"
    msgstr "在第 {1} 行之后停止；之前的行都已完成"

    msgid "go on with --state {1}"
    msgstr "用 --state {1} 继续"

    msgid "go on with the lines after it; with --state FILE the next run knows by itself"
    msgstr "从其后的行继续；用 --state FILE 时下次运行会自行得知"

    msgid "give these lines, mended, as a batch of their own; the others are done"
    msgstr "把这些行修正后作为单独的批次；其余的已完成"

    msgid "queued {1}"
    msgstr "已入队 {1}"

    msgid "waiting for a seat {1}"
    msgstr "等待席位 {1}"

    msgid "done before {1}"
    msgstr "先前已完成 {1}"

    msgid "failed {1}"
    msgstr "失败 {1}"

    msgid "not a redemption {1}"
    msgstr "不是兑换 {1}"

    msgid "redeem: {1} lines: {2}"
    msgstr "redeem：{1} 行：{2}"

    # Sources/invitectl/Commands/Redeem/RedeemBucketCommand.swift
    msgid "Show a code's tokens beside its row."
    msgstr "显示兑换码的令牌及其所在行。"

    msgid ""
    "Examples:\n"
    "  invitectl redeem bucket CODE          tokens, time to live, drift\n"
    "  invitectl redeem bucket CODE --init   make one where none counts"
    msgstr ""
    "示例：\n"
    "  invitectl redeem bucket CODE          令牌、存续时间、偏差\n"
    "  invitectl redeem bucket CODE --init   没有可计数的令牌桶时建立一个"

    msgid "The code, as it is stored or in any case for one in capitals."
    msgstr "兑换码，按库中的写法；大写的可用任意大小写。"

    msgid "Make the bucket if there is none that holds a count; never overwrite one that does."
    msgstr "没有可计数的令牌桶时建立；从不覆盖可计数的。"

    msgid "replaced the bucket of {1}"
    msgstr "已替换 {1} 的令牌桶"

    msgid "made the bucket of {1}"
    msgstr "已建立 {1} 的令牌桶"

    msgid "remaining"
    msgstr "剩余"

    msgid "ends in"
    msgstr "距到期"

    msgid "epoch"
    msgstr "纪元"

    msgid "drift"
    msgstr "偏差"

    msgid "{1} (see 'invitectl sync-counts')"
    msgstr "{1}（见 'invitectl sync-counts'）"

    # Sources/invitectl/Commands/Redeem/RedeemCommand.swift
    msgid "Redeem a code by hand."
    msgstr "手工兑换一个兑换码。"

    msgid ""
    "Examples:\n"
    "  invitectl redeem CODE a@example.com          put the invite into the queue\n"
    "  invitectl redeem CODE a@example.com --wait   and wait for the worker\n"
    "  invitectl redeem CODE a@example.com --explain\n"
    "  invitectl redeem --batch lines.csv --state s.json > done.jsonl\n"
    "  invitectl redeem --resume                    finish what a crash left\n"
    "  invitectl redeem retry -n                    what failed, and why\n"
    "\n"
    "Follows the rules of the backend. A refusal exits 5, with the backend's name\n"
    "for it (CODE_EXPIRED, …) on stdout; nothing was changed then. --wait answers\n"
    "what became of the invite: 9 when it came to nothing, with the reason.\n"
    "All options: 'invitectl redeem run --help'."
    msgstr ""
    "示例：\n"
    "  invitectl redeem CODE a@example.com          把邀请写入队列\n"
    "  invitectl redeem CODE a@example.com --wait   并等待 worker\n"
    "  invitectl redeem CODE a@example.com --explain\n"
    "  invitectl redeem --batch lines.csv --state s.json > done.jsonl\n"
    "  invitectl redeem --resume                    完成崩溃后遗留的兑换\n"
    "  invitectl redeem retry -n                    哪些失败了，为什么\n"
    "\n"
    "遵循后端的规则。拒绝时以 5 退出，stdout 给出后端所用的原因名称\n"
    "（CODE_EXPIRED、…）；此时没有任何改动。--wait 说明邀请的结果：没有成功时\n"
    "以 9 退出，并给出原因。\n"
    "全部选项：'invitectl redeem run --help'。"

    # Sources/invitectl/Commands/Redeem/RedeemLimiterCommand.swift
    msgid "Show who holds the permits of the shared limiter."
    msgstr "显示谁持有共享限流器的许可。"

    msgid ""
    "Examples:\n"
    "  invitectl redeem limiter          holders, ages, permits without a lease\n"
    "  invitectl redeem limiter --reap   give back permits whose lease has ended\n"
    "\n"
    "A permit without a lease is held by an unmodified backend, or was leaked by one\n"
    "that was killed: from outside they look the same, so those are only shown."
    msgstr ""
    "示例：\n"
    "  invitectl redeem limiter          持有者、已过时间、没有租约的许可\n"
    "  invitectl redeem limiter --reap   收回租约已到期的许可\n"
    "\n"
    "没有租约的许可由未经修改的后端持有，或由中途终止的后端泄漏：从外部看两者\n"
    "相同，因此只显示。"

    msgid "Give back permits whose lease has ended."
    msgstr "收回租约已到期的许可。"

    msgid "in use: {1}, without a lease: {2}, counter ends in {3}"
    msgstr "使用中：{1}，没有租约：{2}，计数器 {3} 后过期"

    msgid "in use: {1}, without a lease: {2}"
    msgstr "使用中：{1}，没有租约：{2}"

    msgid "given back: {1}"
    msgstr "已收回：{1}"

    msgid "ended"
    msgstr "已到期"

    # Sources/invitectl/Commands/Redeem/RedeemRefundCommand.swift
    msgid "Give back the token of a task that failed, once."
    msgstr "退还失败任务的令牌，仅一次。"

    msgid ""
    "Example:\n"
    "  invitectl redeem refund CODE --task 0f3c…   of a task whose invite FAILED\n"
    "\n"
    "A bucket that is missing gets nothing: the next one is made from the database.\n"
    "A task of another code is refused. Of a task of a batch or of the backend\n"
    "nothing tells the code: --force takes your word for it.\n"
    "A task that a worker, a queue or quarantine still has is refused, whatever its\n"
    "result says: it may run, revoked or not. So is one of which that cannot be\n"
    "seen, since a worker does not answer. --force gives its token back even so.\n"
    "It waits for a run of 'redeem retry' or 'cleanup-queue --stuck' to end, which\n"
    "would send the invite again with this token."
    msgstr ""
    "示例：\n"
    "  invitectl redeem refund CODE --task 0f3c…   邀请为 FAILED 的任务\n"
    "\n"
    "令牌桶缺失时不退还：下一个由数据库建立。其他兑换码的任务会遭拒绝。批次\n"
    "或后端的任务无从得知其兑换码：--force 以所给为准。\n"
    "worker、队列或隔离中仍有其消息的任务会遭拒绝，不论其结果如何：不管是否已\n"
    "撤销，它都可能运行。因 worker 没有应答而无法看清的也会遭拒绝；--force 仍会\n"
    "退还其令牌。\n"
    "会等待正在运行的 'redeem retry' 或 'cleanup-queue --stuck' 结束，因为它们\n"
    "会用此令牌再次发送邀请。"

    msgid "The task whose token it was."
    msgstr "令牌所属的任务。"

    msgid "Also if it succeeded, may still run, or its result or code is not known."
    msgstr "任务已成功、仍可能运行，或其结果或兑换码未知时也退还。"

    msgid "How long to wait for such a run. Default: 60s."
    msgstr "等待这类运行的最长时间。默认：60s。"

    msgid "waiting for another run ({1})"
    msgstr "等待另一次运行（{1}）"

    msgid "{1}: an invite without a use"
    msgstr "{1}：会多出一个不占次数的邀请"

    msgid "next: '{1}' takes it out"
    msgstr "建议：'{1}' 把它取出"

    msgid "gave one token back to {1}: {2} remaining"
    msgstr "已向 {1} 退还一个令牌：剩余 {2}"

    msgid "nothing done: the token of this task was given back before"
    msgstr "什么都没有做：此任务的令牌先前已退还"

    # Sources/invitectl/Commands/Redeem/RedeemRetryCommand.swift
    msgid "Try invites again that came to nothing, or that wait."
    msgstr "重试没有成功或仍在等待的邀请。"

    msgid ""
    "Examples:\n"
    "  invitectl redeem retry -n                    what would be done with each\n"
    "  invitectl redeem retry --error seat          try those again\n"
    "  invitectl redeem retry --waiting --limit 20\n"
    "\n"
    "An invite is sent again as its row says, with the use that it took before: no\n"
    "token and no use is taken. Where it is not clear whether that use is counted\n"
    "still, or whether somebody was invited, the row is named and left alone (8).\n"
    "Repeated, it does nothing more. With --limit the oldest rows are looked at, as\n"
    "many as it takes. Of more than 20 rows (or --limit, where that is more) some of\n"
    "each kind are shown, and the others are counted by reason; -o json has all."
    msgstr ""
    "示例：\n"
    "  invitectl redeem retry -n                    会如何处理每个邀请\n"
    "  invitectl redeem retry --error seat          重试这些\n"
    "  invitectl redeem retry --waiting --limit 20\n"
    "\n"
    "按该行的记录再次发送邀请，沿用先前的那次使用：不再取令牌，也不再\n"
    "计入使用。不清楚该次使用是否仍计入，或是否已邀请时，列出该行且不改动（8）。\n"
    "重复运行不会再做什么。用 --limit 时从最早的行查看，直到够数。超过 20 行\n"
    "（--limit 更大时以它为准）时，每类只显示几行，其余按原因计数；全部见 -o json。"

    msgid "Those whose error has this in it, in any case."
    msgstr "错误含有此文本的，不分大小写。"

    msgid "Those of this code."
    msgstr "此兑换码的。"

    msgid "Those of this email."
    msgstr "此邮箱的。"

    msgid "Those that failed, or began to wait, within this time."
    msgstr "在此时间内失败或开始等待的。"

    msgid "Also those that were tried again before, and of which nothing is seen since."
    msgstr "也包括先前重试过、此后再无踪迹的。"

    msgid "Try at most this many."
    msgstr "最多重试这么多个。"

    msgid "Try at most this many a second."
    msgstr "每秒最多重试这么多个。"

    msgid "Only show what would be done with each, and why; their errors first."
    msgstr "只显示会如何处理每个邀请及其原因；先列出错误。"

    msgid "Show emails and codes in full."
    msgstr "完整显示邮箱和兑换码。"

    msgid "Those that failed (the default)."
    msgstr "失败的（默认）。"

    msgid "Those that wait for a seat, where one is free now."
    msgstr "等待席位的，若现在有空闲席位。"

    msgid "--limit is {1}; give 1 or more"
    msgstr "--limit 为 {1}；请给出 1 或更大"

    msgid "--again is for those that failed; leave out --waiting, or --again"
    msgstr "--again 只用于失败的邀请；去掉 --waiting 或 --again"

    msgid "try {1} again"
    msgstr "重试 {1}"

    # Sources/invitectl/Commands/Redeem/RedeemRunCommand.swift
    msgid "Redeem CODE for EMAIL (what 'redeem' does without a subcommand)."
    msgstr "为 EMAIL 兑换 CODE（不带子命令的 'redeem' 即此）。"

    msgid "The code, in any case; the backend knows those in capitals."
    msgstr "兑换码，不分大小写；后端只认大写。"

    msgid "The email to invite."
    msgstr "要邀请的邮箱。"

    msgid "auto, direct, redeem or rebind."
    msgstr "auto、direct、redeem 或 rebind。"

    msgid "auto, servers or http: by PostgreSQL and Redis, or by the backend's API."
    msgstr "auto、servers 或 http：经 PostgreSQL 和 Redis，或经后端的 API。"

    msgid "Use this task id. Repeating a run with the same id changes nothing."
    msgstr "使用此任务 ID。用同一 ID 重复运行不会有任何改动。"

    msgid "Wait for the worker, for so long at most."
    msgstr "等待 worker，最长这么久。"

    msgid "Show every rule and the values behind it; change nothing."
    msgstr "显示每条规则及其依据的值；不改动任何内容。"

    msgid "Show what would be done; change nothing."
    msgstr "显示会做什么；不改动任何内容。"

    msgid "With --explain: codes and emails whole."
    msgstr "与 --explain 合用：完整显示兑换码和邮箱。"

    msgid "Finish what an earlier run recorded and did not come to queue."
    msgstr "完成先前运行已记录但没有入队的兑换。"

    msgid "Redeem every line of FILE (- for stdin): code,email[,flow]."
    msgstr "兑换 FILE 的每一行（- 为 stdin）：code,email[,flow]。"

    msgid "With --batch: keep the place there, and go on from it."
    msgstr "与 --batch 合用：把进度保存于此，并从中继续。"

    msgid "With --batch: lines a second at most."
    msgstr "与 --batch 合用：每秒最多多少行。"

    msgid "Queue even where no worker has ever been seen, as before the first one starts."
    msgstr "从未见过 worker 时也入队，例如首个 worker 启动之前。"

    msgid "--wait={1} is no time: write e.g. --wait=90s or --wait=10m."
    msgstr "--wait={1} 不是时间：请写成例如 --wait=90s 或 --wait=10m。"

    msgid "--state and --rate belong to --batch."
    msgstr "--state 和 --rate 须与 --batch 合用。"

    msgid "--via http is one redemption by the backend's API: without --id, --batch, --explain, --dry-run and --resume."
    msgstr "--via http 是经后端 API 的单次兑换：不可与 --id、--batch、--explain、--dry-run、--resume 合用。"

    msgid "--batch takes codes and emails from its file, and no other mode."
    msgstr "--batch 从文件读取兑换码和邮箱，不可与其他模式合用。"

    msgid "--resume takes no CODE and EMAIL: it finishes all that is left."
    msgstr "--resume 不接受 CODE 和 EMAIL：它会完成所有遗留的兑换。"

    msgid "Missing CODE and EMAIL, e.g. 'invitectl redeem CODE a@example.com'."
    msgstr "缺少 CODE 和 EMAIL，例如 'invitectl redeem CODE a@example.com'。"

    msgid "Missing EMAIL, e.g. 'invitectl redeem CODE a@example.com'."
    msgstr "缺少 EMAIL，例如 'invitectl redeem CODE a@example.com'。"

    # Sources/invitectl/Commands/RunsCommand.swift
    msgid "Who ran which command when, how it ended, and what it changed."
    msgstr "谁在何时运行了哪个命令，结果如何，改动了什么。"

    msgid ""
    "Examples:\n"
    "  invitectl runs                              the latest\n"
    "  invitectl runs --failed --since 1d          what went wrong since yesterday\n"
    "  invitectl runs 4711                         one run whole\n"
    "\n"
    "Of the commands that record their runs: sync-counts, force-resync,\n"
    "cleanup-queue, refresh-seats, redeem retry and what changes workers or queues.\n"
    "Emails, codes and secrets in arguments are masked. A run that did not finish\n"
    "and whose session is gone has died."
    msgstr ""
    "示例：\n"
    "  invitectl runs                              最近的运行\n"
    "  invitectl runs --failed --since 1d          昨天以来出了什么问题\n"
    "  invitectl runs 4711                         一次运行的全部内容\n"
    "\n"
    "包括会记录运行的命令：sync-counts、force-resync、cleanup-queue、\n"
    "refresh-seats、redeem retry，以及改动 worker 或队列的命令。参数中的邮箱、\n"
    "兑换码和密钥已遮盖。没有结束而会话已不在的运行视为异常终止。"

    msgid "The number of one run. Default: the latest runs."
    msgstr "一次运行的编号。默认：最近的运行。"

    msgid "How many, the newest first."
    msgstr "显示多少次，从最新的开始。"

    msgid "Only runs of this command."
    msgstr "只显示此命令的运行。"

    msgid "Only runs that began within this time."
    msgstr "只显示在此时间内开始的运行。"

    msgid "Only those that failed, were stopped or died."
    msgstr "只显示失败、停止或异常终止的。"

    msgid "--limit takes a number from 1 to 10000."
    msgstr "--limit 接受 1 到 10000 的数。"

    msgid "One run is shown whole: leave out --command, --since and --failed."
    msgstr "单次运行会完整显示：去掉 --command、--since 和 --failed。"

    # Sources/invitectl/Options/CountMomentArgument.swift
    msgid "'{1}' is not a time; write 2026-11-29T12:00:00Z, or 2h for two hours ago"
    msgstr "'{1}' 不是时间；请写成 2026-11-29T12:00:00Z，或用 2h 表示两小时前"

    # Sources/invitectl/Options/FollowOptions.swift
    msgid "Sync what changed in Redis this often. Default: 1s."
    msgstr "以此间隔同步 Redis 中的变化。默认：1s。"

    msgid "Look for changed rows this often. Default: 1 % of a core, 5s or more."
    msgstr "以此间隔查找变化的行。默认：占一个核的 1 %，不短于 5s。"

    msgid "Go through all codes this often. Default: 15m."
    msgstr "以此间隔遍历全部兑换码。默认：15m。"

    msgid "--every is 50ms or more: each turn asks both servers"
    msgstr "--every 须为 50ms 或更长：每个周期都会询问两台服务器"

    msgid "--full-every is 3h or less: buckets at rest are renewed then, before they expire"
    msgstr "--full-every 须为 3h 或更短：静止的令牌桶在遍历时延长，以免过期"

    # Sources/invitectl/Options/LimitOptions.swift
    msgid "Redemptions at once, shared with the backend."
    msgstr "同时兑换的数量，与后端共享。"

    msgid "Redemptions of one email: COUNT/TIME."
    msgstr "单个邮箱的兑换次数：COUNT/TIME。"

    msgid "How long to wait for a permit."
    msgstr "等待许可的最长时间。"

    msgid "A killed run's permit comes back after this. At most 60s."
    msgstr "中途终止的运行，其许可在此时长后收回。最长 60s。"

    msgid "Keep neither of the limits."
    msgstr "不受两项限制。"

    msgid "--limit must be at least 1; or use --no-limit."
    msgstr "--limit 至少为 1；或使用 --no-limit。"

    msgid "--permit-wait takes a time such as 5s."
    msgstr "--permit-wait 接受 5s 这样的时间。"

    msgid "--lease takes a time from 1s to 60s."
    msgstr "--lease 接受 1s 到 60s 的时间。"

    # Sources/invitectl/Options/LockOptions.swift
    msgid "When another run holds the lock: skip, wait or fail."
    msgstr "锁被另一次运行持有时：skip（跳过）、wait（等待）或 fail（失败）。"

    msgid "How long to wait for the lock. Default: 60s."
    msgstr "等待锁的最长时间。默认：60s。"

    # Sources/invitectl/Options/RecordOptions.swift
    msgid "Alembic's version_table, if it is not where it looks."
    msgstr "Alembic 的 version_table，若不在默认位置。"

    # Sources/invitectl/Options/SkipOptions.swift
    msgid "With --if-locked skip: fail with 4 once more than this many runs in a row were skipped."
    msgstr "与 --if-locked skip 合用：连续跳过的运行超过此数后以 4 失败。"

    msgid "--max-skips is {1}; give 1 or more, or use --if-locked fail"
    msgstr "--max-skips 为 {1}；请给出 1 或更大，或使用 --if-locked fail"

    # Sources/invitectl/Options/TimerOptions.swift
    msgid "Wait up to this long first, by chance."
    msgstr "先随机等待，最长这么久。"

    msgid "Tell a monitor: GET URL/start, then URL/EXIT-STATUS."
    msgstr "通知监控：GET URL/start，然后 URL/EXIT-STATUS。"

    msgid "stopped before anything was done"
    msgstr "在做任何事之前停止"

    # Sources/invitectl/Options/WorkerOptions.swift
    msgid "Ask only this worker; may be repeated."
    msgstr "只询问此 worker；可重复使用。"

    # Sources/invitectl/Rendering/RedeemRendering.swift
    msgid "queued {1} for {2}"
    msgstr "已入队：{1}（{2}）"

    msgid "{1} for {2} waits for a free seat"
    msgstr "等待空闲席位：{1}（{2}）"

    msgid "nothing done: this rebind is on its way"
    msgstr "什么都没有做：此次换绑已在进行"

    msgid "nothing done: task {1} was queued before"
    msgstr "什么都没有做：任务 {1} 先前已入队"

    msgid "not redeemed: {1}"
    msgstr "没有兑换：{1}"

    msgid "flow"
    msgstr "流程"

    msgid "via"
    msgstr "途径"

    msgid "position"
    msgstr "位置"

    msgid "team"
    msgstr "团队"

    msgid "{1} (the bucket was missing; made from the database)"
    msgstr "{1}（令牌桶缺失；已从数据库建立）"

    msgid "trace"
    msgstr "trace"

    msgid "WAITING for a seat"
    msgstr "WAITING，等待席位"

    msgid "{1} after {2}"
    msgstr "{1}，耗时 {2}"

    msgid "reason"
    msgstr "原因"

    msgid "error"
    msgstr "错误"

    msgid "a team that is gone"
    msgstr "已不存在的团队"

    msgid "invite"
    msgstr "邀请"

    msgid "record {1}, {2}, {3}"
    msgstr "记录 {1}，{2}，{3}"

    msgid "flow {1}: {2}"
    msgstr "流程 {1}：{2}"

    msgid "BECAUSE"
    msgstr "原因"

    msgid "would:"
    msgstr "将会："

    msgid "would wait for a free seat"
    msgstr "会等待空闲席位"

    msgid "nothing would be done: this rebind is on its way"
    msgstr "什么都不会做：此次换绑已在进行"

    msgid "would be queued"
    msgstr "会入队"

    msgid "refuse"
    msgstr "拒绝"

    msgid "nothing to finish"
    msgstr "没有要完成的"

    msgid "queued {1}, refused {2}, too old {3}"
    msgstr "已入队 {1}，已拒绝 {2}，过旧 {3}"

    msgid "queued {1}, refused {2}, too old {3}, left alone {4}"
    msgstr "已入队 {1}，已拒绝 {2}，过旧 {3}，未改动 {4}"

    msgid "{1} for {2}, task {3}: {4}"
    msgstr "{1}（{2}），任务 {3}：{4}"

    msgid "waiting: in the queue, {1} before it"
    msgstr "等待：在队列中，前面有 {1} 条"

    msgid "waiting: a worker has it"
    msgstr "等待：已有 worker 取走"

    msgid "waiting: {1} {2}"
    msgstr "等待：{1} {2}"

    msgid "waiting: no team has a free seat; the backend invites when one has"
    msgstr "等待：没有团队有空闲席位；有席位时后端会邀请"

    # Sources/invitectl/Rendering/RetryRendering.swift
    msgid "CODES"
    msgstr "兑换码"

    msgid "ERROR"
    msgstr "错误"

    msgid "{1} failed rows"
    msgstr "{1} 个失败的行"

    msgid "{1} waiting rows"
    msgstr "{1} 个等待的行"

    msgid "WOULD"
    msgstr "将要"

    msgid "not judged: {1}"
    msgstr "未判断：{1}"

    msgid "{1} would be put into the queue"
    msgstr "{1}会写入队列"

    msgid "{1} would wait for a seat"
    msgstr "{1}会等待席位"

    msgid "{1} had been put there before"
    msgstr "{1}先前已写入队列"

    msgid "none would be tried again"
    msgstr "不会重试任何邀请"

    msgid "{1} would be left alone, for the reasons above, and the run end with 8"
    msgstr "{1}会保持不变，原因见上文，运行会以 8 结束"

    msgid "{1} left alone, for the reasons above"
    msgstr "{1}未改动，原因见上文"

    msgid "and {1} with {2}"
    msgstr "另有 {1}，属于 {2}"

    msgid "  {1} {2}: {3}"
    msgstr "  {1} {2}：{3}"

    msgid "and {1}, as these are:"
    msgstr "另有 {1}，情况如下："

    msgid "{1} rows for other reasons"
    msgstr "{1} 行出于其他原因"

    msgid "all of them: the same with -n -o json; more of them here: with -n --limit {1}"
    msgstr "查看全部：同一命令加 -n -o json；在此多看一些：加 -n --limit {1}"

    msgid "what is to be done about each of the others: the same with -n -o json --show, or with --code and its code"
    msgstr "其余各行该怎么做：同一命令加 -n -o json --show，或用 --code 给出其兑换码"

    msgid "and {1} rows for other reasons"
    msgstr "另有 {1} 行出于其他原因"


    msgid "{1} would be left alone, named above, and the run end with 8"
    msgstr "{1}会保持不变，见上文，运行会以 8 结束"

    msgid "nothing was sent, and nothing changed"
    msgstr "没有发送任何消息，也没有任何改动"

    msgid "no failed invite is left to try again"
    msgstr "没有失败的邀请可重试"

    msgid "no invite waits for a seat"
    msgstr "没有邀请在等待席位"

    msgid "queue {1}"
    msgstr "队列 {1}"

    msgid "record {1}"
    msgstr "记录 {1}"

    msgid "only the first rows were looked at: there are more"
    msgstr "只查看了前面的行：还有更多"

    msgid "{1} closed: {2}"
    msgstr "{1}已了结：{2}"

    msgid "nothing is to be tried again"
    msgstr "没有要重试的"

    msgid "{1} put into the queue"
    msgstr "{1}已写入队列"

    msgid "{1} invites wait for a seat, from where the backend takes them up"
    msgstr "{1} 个邀请在等待席位，由后端接手"

    msgid "ready"
    msgstr "就绪"

    msgid "under-way"
    msgstr "进行中"

    msgid "closed"
    msgstr "已了结"

    msgid "no-seat"
    msgstr "无席位"

    msgid "not-judged"
    msgstr "未判断"

    msgid "queued"
    msgstr "已入队"

    msgid "sent-before"
    msgstr "先前已发送"

    msgid "moved"
    msgstr "已变化"

    msgid "note-sent"
    msgstr "记下已发送"

    msgid "later"
    msgstr "稍后"

    # Sources/invitectl/Rendering/RunRendering.swift
    msgid "no run is recorded yet; 'invitectl help runs' says which commands record theirs"
    msgstr "尚无运行记录；'invitectl help runs' 说明哪些命令会记录"

    msgid "no such run is recorded"
    msgstr "没有这样的运行记录"

    msgid "STARTED (UTC)"
    msgstr "开始（UTC）"

    msgid "END"
    msgstr "结束"

    msgid "BY"
    msgstr "执行者"

    msgid "run"
    msgstr "运行"

    msgid "command"
    msgstr "命令"

    msgid "started"
    msgstr "开始"

    msgid "took"
    msgstr "耗时"

    msgid "end"
    msgstr "结束"

    msgid "by"
    msgstr "执行者"

    msgid "process"
    msgstr "进程"

    msgid "changed"
    msgstr "改动"

    msgid "problems"
    msgstr "问题"

    msgid "detail"
    msgstr "说明"

    msgid "the first {1}; 'invitectl force-resync history' has more"
    msgstr "仅前 {1} 个；'invitectl force-resync history' 有更多"

    msgid "exit {1}"
    msgstr "退出 {1}"

    msgid "running"
    msgstr "运行中"

    msgid "died"
    msgstr "异常终止"

    msgid "open"
    msgstr "未结束"

    msgid "{1}@{2} as {3}"
    msgstr "{1}@{2}，角色 {3}"
    """#
}
