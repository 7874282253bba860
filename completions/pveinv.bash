# bash completion of pveinv: asks `pveinv complete`, which knows.

_pveinv() {
	local IFS=$' \t\n' line=${COMP_LINE:0:COMP_POINT} candidate help before word quote i
	local -a words
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	for i in "${!words[@]}"; do
		quote=
		[[ ${words[i]} == [\"\']* ]] && quote=${words[i]:0:1}
		[[ $quote ]] && words[i]=${words[i]#?} && words[i]=${words[i]%"$quote"}
	done
	word=${words[-1]}
	# bash takes only what stands behind the last '=' or ':' of the word.
	before=${word%"$2"}
	COMPREPLY=()
	while IFS=$'\t' read -r candidate help; do
		case $candidate in
		:files)
			compopt -o filenames 2>/dev/null
			while IFS= read -r candidate; do
				candidate=$help$candidate
				COMPREPLY+=("${candidate#"$before"}")
			done < <(compgen -f -- "${word#"$help"}")
			;;
		:nospace) compopt -o nospace 2>/dev/null ;;
		*)
			candidate=${candidate#"$before"}
			[[ ! $quote && $candidate == *[^[:alnum:]_./:=,@%+~-]* ]] &&
				printf -v candidate %q "$candidate"
			COMPREPLY+=("$candidate")
			;;
		esac
	done < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _pveinv pveinv
