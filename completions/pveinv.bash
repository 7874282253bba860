# bash completion of pveinv: asks `pveinv complete`, which knows.

_pveinv() {
	local IFS=$' \t\n' line=${COMP_LINE:0:COMP_POINT} candidate help before
	local -a words
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	# bash takes only what stands behind the last '=' or ':' of the word.
	before=${words[-1]}
	before=${before%"$2"}
	COMPREPLY=()
	while IFS=$'\t' read -r candidate help; do
		case $candidate in
		:files)
			compopt -o filenames 2>/dev/null
			while IFS= read -r candidate; do
				COMPREPLY+=("$candidate")
			done < <(compgen -f -- "$2")
			;;
		:nospace) compopt -o nospace 2>/dev/null ;;
		*) COMPREPLY+=("${candidate#"$before"}") ;;
		esac
	done < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _pveinv pveinv
