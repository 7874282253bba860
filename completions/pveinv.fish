# fish completion of pveinv: asks `pveinv complete`, which knows.

function __pveinv_complete
	set -l words (commandline -opc)
	set -l current (string replace -r '^["\']' '' -- (commandline -ct)) # a quote may be open
	for line in ($words[1] complete -- $words[2..-1] $current 2>/dev/null)
		set -l parts (string split -m 1 \t -- $line)
		switch $parts[1]
		case :files
			set -l prefix $parts[2]
			set -l rest (string sub -s (math (string length -- "$prefix") + 1) -- $current)
			for file in (__fish_complete_path $rest)
				echo -- $prefix$file
			end
		case :nospace
			# fish adds no blank behind '=', ':' and '/'
		case '*'
			echo -- $line
		end
	end
end

complete -c pveinv -f -a '(__pveinv_complete)'
