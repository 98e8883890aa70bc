
# Files and folders; zsh completes them by itself where nothing else fits.
function _normflow_files() {
  if [ -z "${ZSH_VERSION:-}" ]; then
    compgen -f -- "$1"
  fi
}

# Counts the words before the current one that are neither options nor their values.
function currentPositionalIndex() {
  local count=0 i word before
  for ((i = COMP_CWORD - 1; i > 0; i--)); do
    word=${COMP_WORDS[i]}
    before=${COMP_WORDS[i-1]}
    if [[ "$word" == "$1" ]]; then
      break
    elif [[ " $2 " == *" '$before' "* ]]; then
      ((i--))
    elif [[ "$word" != -* ]]; then
      ((count++))
    fi
  done
  echo "$count"
}

# Readline cuts words at "=": an option and its value are two words, KEY=VALUE is one.
function _normflow_words() {
  local whole=() word glued="" i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ "$word" == "=" && "${COMP_WORDS[i-1]}" == --* ]]; then
      # Behind a "=" that stands last the value begins.
      if ((i == COMP_CWORD)); then
        whole[${#whole[@]}]=""
      fi
    elif [[ "$word" == "=" && $i -lt COMP_CWORD || -n "$glued" ]]; then
      whole[${#whole[@]}-1]+=$word
      glued=$([[ "$word" == "=" ]] && echo yes)
    else
      whole[${#whole[@]}]=$word
    fi
  done
  local COMP_WORDS=("${whole[@]}")
  local COMP_CWORD=$((${#whole[@]} - 1))
  _complete_normflow "$@"
}

# A path is completed by its last part where it has no entry of its own.
complete -F _normflow_words -o default normflow ./submit/local submit/local local
