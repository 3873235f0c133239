#!/bin/bash

__invitectl_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__invitectl_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__invitectl_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__invitectl_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_invitectl() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    migrate|redeem|sync-counts|force-resync|cleanup-queue|refresh-seats|inspect-workers|trace|runs|forecast|simulate|metrics-dump|doctor|config|environment|exit-codes|help)
        # Offer subcommand argument completions
        "_invitectl_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'migrate redeem sync-counts force-resync cleanup-queue refresh-seats inspect-workers trace runs forecast simulate metrics-dump doctor config environment exit-codes help' -- "${cur}"))
        ;;
    esac
}

_invitectl_migrate() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    status|plan|up|down|verify|prove|repair|stamp)
        # Offer subcommand argument completions
        "_invitectl_migrate_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'status plan up down verify prove repair stamp' -- "${cur}"))
        ;;
    esac
}

_invitectl_migrate_status() {
    repeating_flags=()
    non_repeating_flags=(--exit-code --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_plan() {
    repeating_flags=()
    non_repeating_flags=(--sql --repair --exit-code --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--to --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--to')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_up() {
    repeating_flags=()
    non_repeating_flags=(-n --dry-run --repair --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(--optional)
    non_repeating_options=(--to --jobs --maintenance-work-mem --parallel-workers --if-locked --lock-wait --max-skips --writer-wait --snapshot-wait --cleanup-wait --jitter --ping-url --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--to')
        return
        ;;
    '--jobs')
        return
        ;;
    '--maintenance-work-mem')
        return
        ;;
    '--parallel-workers')
        return
        ;;
    '--optional')
        __invitectl_add_completions -W 'team-seat-stats'$'\n''row-feed'
        return
        ;;
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--writer-wait')
        return
        ;;
    '--snapshot-wait')
        return
        ;;
    '--cleanup-wait')
        return
        ;;
    '--jitter')
        return
        ;;
    '--ping-url')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_down() {
    repeating_flags=()
    non_repeating_flags=(-n --dry-run --yes --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--to --optional --if-locked --lock-wait --max-skips --writer-wait --snapshot-wait --cleanup-wait --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--to')
        return
        ;;
    '--optional')
        __invitectl_add_completions -W 'row-feed'
        return
        ;;
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--writer-wait')
        return
        ;;
    '--snapshot-wait')
        return
        ;;
    '--cleanup-wait')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_verify() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_prove() {
    repeating_flags=()
    non_repeating_flags=(--measure --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--limit --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--limit')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_repair() {
    repeating_flags=()
    non_repeating_flags=(-n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--if-locked --lock-wait --max-skips --writer-wait --snapshot-wait --cleanup-wait --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--writer-wait')
        return
        ;;
    '--snapshot-wait')
        return
        ;;
    '--cleanup-wait')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_migrate_stamp() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--if-locked --lock-wait --max-skips --writer-wait --snapshot-wait --cleanup-wait --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--writer-wait')
        return
        ;;
    '--snapshot-wait')
        return
        ;;
    '--cleanup-wait')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_redeem() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    run|retry|bucket|refund|limiter)
        # Offer subcommand argument completions
        "_invitectl_redeem_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'run retry bucket refund limiter' -- "${cur}"))
        ;;
    esac
}

_invitectl_redeem_run() {
    repeating_flags=()
    non_repeating_flags=(--explain -n --dry-run --show --resume --new-queue --no-limit --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--flow --via --id --wait --batch --state --rate --limit --window --permit-wait --lease --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--flow')
        return
        ;;
    '--via')
        return
        ;;
    '--id')
        return
        ;;
    '--wait')
        return
        ;;
    '--batch')
        return
        ;;
    '--state')
        return
        ;;
    '--rate')
        return
        ;;
    '--limit')
        return
        ;;
    '--window')
        return
        ;;
    '--permit-wait')
        return
        ;;
    '--lease')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_redeem_retry() {
    repeating_flags=()
    non_repeating_flags=(--failed --waiting --again -n --dry-run --show --yes --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--error --code --email --since --limit --rate --if-locked --lock-wait --max-skips --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--error')
        return
        ;;
    '--code')
        return
        ;;
    '--email')
        return
        ;;
    '--since')
        return
        ;;
    '--limit')
        return
        ;;
    '--rate')
        return
        ;;
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_redeem_bucket() {
    repeating_flags=()
    non_repeating_flags=(--init --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_redeem_refund() {
    repeating_flags=()
    non_repeating_flags=(--force --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--task --lock-wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--task')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_redeem_limiter() {
    repeating_flags=()
    non_repeating_flags=(--reap --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_sync-counts() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    run|history)
        # Offer subcommand argument completions
        "_invitectl_sync-counts_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'run history' -- "${cur}"))
        ;;
    esac
}

_invitectl_sync-counts_run() {
    repeating_flags=()
    non_repeating_flags=(-n --dry-run --coexist --follow --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--jobs --every --rows-every --full-every --if-locked --lock-wait --max-runtime --max-skips --jitter --ping-url --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--jobs')
        return
        ;;
    '--every')
        return
        ;;
    '--rows-every')
        return
        ;;
    '--full-every')
        return
        ;;
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-runtime')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--jitter')
        return
        ;;
    '--ping-url')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_sync-counts_history() {
    repeating_flags=()
    non_repeating_flags=(--verify --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(--diff)
    non_repeating_options=(--at --limit --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--at')
        return
        ;;
    '--diff')
        return
        ;;
    '--limit')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_force-resync() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    run|audit|history)
        # Offer subcommand argument completions
        "_invitectl_force-resync_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'run audit history' -- "${cur}"))
        ;;
    esac
}

_invitectl_force-resync_run() {
    repeating_flags=()
    non_repeating_flags=(--all -n --dry-run --yes --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--from --plan --apply --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--from')
        __invitectl_add_completions -W 'evidence'$'\n''database'$'\n''redis'
        return
        ;;
    '--plan')
        return
        ;;
    '--apply')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_force-resync_audit() {
    repeating_flags=()
    non_repeating_flags=(--all --exit-code --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--limit --textfile --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--limit')
        return
        ;;
    '--textfile')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_force-resync_history() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--limit --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--limit')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_cleanup-queue() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    run|restore|partitions)
        # Offer subcommand argument completions
        "_invitectl_cleanup-queue_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'run restore partitions' -- "${cur}"))
        ;;
    esac
}

_invitectl_cleanup-queue_run() {
    repeating_flags=()
    non_repeating_flags=(--stuck --show -n --dry-run --yes --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(--ignore-replica)
    non_repeating_options=(--older-than --invite-records --archive --rate --max-lag --batch-time --keep-logs --min-age --if-locked --lock-wait --max-runtime --max-skips --jitter --ping-url --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--older-than')
        return
        ;;
    '--invite-records')
        return
        ;;
    '--archive')
        return
        ;;
    '--rate')
        return
        ;;
    '--max-lag')
        return
        ;;
    '--ignore-replica')
        return
        ;;
    '--batch-time')
        return
        ;;
    '--keep-logs')
        return
        ;;
    '--min-age')
        return
        ;;
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-runtime')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--jitter')
        return
        ;;
    '--ping-url')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_cleanup-queue_restore() {
    repeating_flags=()
    non_repeating_flags=(-n --dry-run --foreign --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __invitectl_add_completions -o plusdirs -fX '!*.@(gz)'
        return
        ;;
    esac
}

_invitectl_cleanup-queue_partitions() {
    repeating_flags=()
    non_repeating_flags=(--drop --needed-too -n --dry-run --yes --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--older-than --archive --if-locked --lock-wait --max-runtime --max-skips --jitter --ping-url --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--older-than')
        return
        ;;
    '--archive')
        return
        ;;
    '--if-locked')
        __invitectl_add_completions -W 'skip'$'\n''wait'$'\n''fail'
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--max-runtime')
        return
        ;;
    '--max-skips')
        return
        ;;
    '--jitter')
        return
        ;;
    '--ping-url')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_refresh-seats() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--jitter --ping-url --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--jitter')
        return
        ;;
    '--ping-url')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    overview|ping|active|reserved|scheduled|revoked|registered|stats|queues|conf|report|query|task|peek|probe|check|events|control)
        # Offer subcommand argument completions
        "_invitectl_inspect-workers_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'overview ping active reserved scheduled revoked registered stats queues conf report query task peek probe check events control' -- "${cur}"))
        ;;
    esac
}

_invitectl_inspect-workers_overview() {
    repeating_flags=()
    non_repeating_flags=(--watch --read-only --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--wait --interval --count --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--wait')
        return
        ;;
    '--interval')
        return
        ;;
    '--count')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_ping() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_active() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_reserved() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_scheduled() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_revoked() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_registered() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_stats() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_queues() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_conf() {
    repeating_flags=()
    non_repeating_flags=(--with-defaults --show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_report() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_query() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_task() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_peek() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--limit --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--limit')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_probe() {
    repeating_flags=()
    non_repeating_flags=(--priorities --front --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_check() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(-d --destination --wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_events() {
    repeating_flags=()
    non_repeating_flags=(--show --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(--type)
    non_repeating_options=(--task --count --for --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--type')
        return
        ;;
    '--task')
        return
        ;;
    '--count')
        return
        ;;
    '--for')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    revoke|terminate|rate-limit|time-limit|pool-grow|pool-shrink|autoscale|add-consumer|cancel-consumer|enable-events|disable-events|shutdown|drain|pause|resume|restore-unacked|quarantine|purge)
        # Offer subcommand argument completions
        "_invitectl_inspect-workers_control_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'revoke terminate rate-limit time-limit pool-grow pool-shrink autoscale add-consumer cancel-consumer enable-events disable-events shutdown drain pause resume restore-unacked quarantine purge' -- "${cur}"))
        ;;
    esac
}

_invitectl_inspect-workers_control_revoke() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_terminate() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--signal --wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--signal')
        return
        ;;
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_rate-limit() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_time-limit() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--hard --soft --wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--hard')
        return
        ;;
    '--soft')
        return
        ;;
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_pool-grow() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_pool-shrink() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_autoscale() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_add-consumer() {
    repeating_flags=()
    non_repeating_flags=(--force --yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_cancel-consumer() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_enable-events() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_disable-events() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_shutdown() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_drain() {
    repeating_flags=()
    non_repeating_flags=(--keep --yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(-d --destination)
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-d'|'--destination')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_pause() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_resume() {
    repeating_flags=()
    non_repeating_flags=(--force --yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_restore-unacked() {
    repeating_flags=()
    non_repeating_flags=(--force --yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--gone-for --wait --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--gone-for')
        return
        ;;
    '--wait')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_quarantine() {
    repeating_flags=()
    non_repeating_flags=(--force --yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--id --to --put-back --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--id')
        return
        ;;
    '--to')
        return
        ;;
    '--put-back')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_inspect-workers_control_purge() {
    repeating_flags=()
    non_repeating_flags=(--yes -n --dry-run --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_trace() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--wait --search-limit --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--wait')
        return
        ;;
    '--search-limit')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_runs() {
    repeating_flags=()
    non_repeating_flags=(--failed --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--limit --command --since --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--limit')
        return
        ;;
    '--command')
        return
        ;;
    '--since')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_forecast() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(--only --assert)
    non_repeating_options=(--disk-free --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--only')
        return
        ;;
    '--assert')
        return
        ;;
    '--disk-free')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_simulate() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--redeem --in --workers --concurrency --runtime --seed --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--redeem')
        return
        ;;
    '--in')
        return
        ;;
    '--workers')
        return
        ;;
    '--concurrency')
        return
        ;;
    '--runtime')
        return
        ;;
    '--seed')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_metrics-dump() {
    repeating_flags=()
    non_repeating_flags=(--probe --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--format --collectors --compat --textfile --listen --web-config --collector-timeout --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--format')
        __invitectl_add_completions -W 'prometheus'$'\n''openmetrics'$'\n''json'
        return
        ;;
    '--collectors')
        return
        ;;
    '--compat')
        return
        ;;
    '--textfile')
        return
        ;;
    '--listen')
        return
        ;;
    '--web-config')
        return
        ;;
    '--collector-timeout')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list)
        # Offer subcommand argument completions
        "_invitectl_metrics-dump_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list' -- "${cur}"))
        ;;
    esac
}

_invitectl_metrics-dump_list() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0
}

_invitectl_doctor() {
    repeating_flags=()
    non_repeating_flags=(--exit-code --probe --sample --grants --quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=(--only --skip)
    non_repeating_options=(--for --version-table --database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--only')
        return
        ;;
    '--skip')
        return
        ;;
    '--for')
        return
        ;;
    '--version-table')
        return
        ;;
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_config() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    print|example)
        # Offer subcommand argument completions
        "_invitectl_config_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'print example' -- "${cur}"))
        ;;
    esac
}

_invitectl_config_print() {
    repeating_flags=()
    non_repeating_flags=(--quiet -q --verbose -v --no-input --slow-plan --version -h --help)
    repeating_options=()
    non_repeating_options=(--database-url --read-database-url --redis-url --broker-url --result-url --env-file --config -o --output --color --lang --timeout --slow)
    __invitectl_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--database-url')
        return
        ;;
    '--read-database-url')
        return
        ;;
    '--redis-url')
        return
        ;;
    '--broker-url')
        return
        ;;
    '--result-url')
        return
        ;;
    '--env-file')
        return
        ;;
    '--config')
        return
        ;;
    '-o'|'--output')
        __invitectl_add_completions -W 'text'$'\n''json'$'\n''jsonl'
        return
        ;;
    '--color')
        __invitectl_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--lang')
        __invitectl_add_completions -W 'en'$'\n''zh'
        return
        ;;
    '--timeout')
        return
        ;;
    '--slow')
        return
        ;;
    esac
}

_invitectl_config_example() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0
}

_invitectl_environment() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0
}

_invitectl_exit-codes() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options 0
}

_invitectl_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __invitectl_offer_flags_options -1
}

complete -o filenames -F _invitectl invitectl
