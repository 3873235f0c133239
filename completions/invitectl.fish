function __invitectl_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __invitectl_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __invitectl_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __invitectl_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __invitectl_parse_tokens -S
    set -l unparsed_tokens (__invitectl_tokens -pc)
    switch $unparsed_tokens[1]
    case 'invitectl'
        __invitectl_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'migrate'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'redeem'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'sync-counts'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'force-resync'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'cleanup-queue'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'inspect-workers'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'metrics-dump'
            __invitectl_parse_subcommand 0 'format=' 'collectors=' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
        case 'doctor'
            __invitectl_parse_subcommand 0 'only=+' 'skip=+' 'exit-code' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
        case 'exit-codes'
            __invitectl_parse_subcommand 0 'version' 'h/help'
        case 'help'
            __invitectl_parse_subcommand -r 1 'version'
        end
    end
end

function __invitectl_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __invitectl_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __invitectl_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __invitectl_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__invitectl_tokens -p)
    if test -z "$(__invitectl_tokens -t)"
        set -l index (count (__invitectl_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'invitectl' -f
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'migrate' -d 'Build the performance indexes, online. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'redeem' -d 'Redeem a code by hand. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'sync-counts' -d 'Bring the counts in Redis and Postgres together. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'force-resync' -d 'Repair counts from evidence. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'cleanup-queue' -d 'Delete finished queue rows, gently. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'inspect-workers' -d 'Show the Celery fleet. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'metrics-dump' -d 'Write metrics for Prometheus.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'doctor' -d 'Check configuration, servers, privileges, revision.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'exit-codes' -d 'Show what each exit code means.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl migrate" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl migrate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl redeem" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl redeem" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl sync-counts" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl sync-counts" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl force-resync" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl force-resync" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl cleanup-queue" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl cleanup-queue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" format' -l 'format' -d 'Text format: prometheus or openmetrics.' -rfka 'prometheus openmetrics'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" collectors' -l 'collectors' -d 'Run only these collectors, separated by commas.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor"' -l 'only' -d 'Make only this check; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor"' -l 'skip' -d 'Leave this check out; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" exit-code' -l 'exit-code' -d 'Exit 3 when there are warnings.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl exit-codes" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl exit-codes" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl help" version' -l 'version' -d 'Show the version.'
