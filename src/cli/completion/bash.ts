import { choicesOf, deeper, type Place, valued } from './words.js';

/** Completion for bash (Programmable Completion in bash(1)). */
export function bashCompletion(places: readonly Place[]): string {
  return `# bash completion for fleetwatch, made by \`fleetwatch completion bash\`
_fleetwatch() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} place=fleetwatch index word words
  COMPREPLY=()
  # \`--option=value\` comes as three words (COMP_WORDBREAKS).
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$place $word" in
      ${any(deeper(places))}) place="$place $word" ;;
      ${any(valued(places))})
        [[ \${COMP_WORDS[index + 1]} == = ]] && ((index++))
        ((index++))
        ;;
    esac
  done
  case "$place $prev" in
${choicesOf(places)
  .map(({ at, choices }) => `    ${quoted(at)}) words=${quoted(choices.join(' '))} ;;`)
  .join('\n')}
    ${any(valued(places, 'file'))}) compopt -o default 2>/dev/null; return ;;
    ${any(valued(places, 'folder'))}) compopt -o dirnames 2>/dev/null; return ;;
    ${any(valued(places, 'free'))}) return ;;
    *)
      case $place in
${places.map(placeText).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _fleetwatch fleetwatch
`;
}

function placeText({ path, commands, options, argument }: Place): string {
  const choices = argument.kind === 'choices' ? argument.choices : [];
  const words = [...commands.map(({ name }) => name), ...choices, ...options.flatMap(({ flags }) => flags)];
  const option = { file: 'default', folder: 'dirnames', free: undefined, choices: undefined }[argument.kind];
  const files = option === undefined ? '' : `; [[ $cur == -* ]] || compopt -o ${option} 2>/dev/null`;
  return `        ${quoted(path)}) words=${quoted(words.join(' '))}${files} ;;`;
}

function any(words: readonly string[]): string {
  return words.map(quoted).join(' | ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
