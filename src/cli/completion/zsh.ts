import { choicesOf, deeper, type Place, valued } from './words.js';

/** Completion for zsh (zshcompsys(1)). */
export function zshCompletion(places: readonly Place[]): string {
  return `#compdef fleetwatch
# zsh completion for fleetwatch, made by \`fleetwatch completion zsh\`
_fleetwatch() {
  local place=fleetwatch word prev=\${words[CURRENT-1]} cur=\${words[CURRENT]}
  local -a commands options
  integer index
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    case "$place $word" in
      (${any(deeper(places))}) place="$place $word" ;;
      (${any(valued(places))}) ((index++)) ;;
    esac
  done
  if [[ $cur == --*=* ]]; then
    prev=\${cur%%=*}
    compset -P 1 '*='
  fi
  case "$place $prev" in
${choicesOf(places)
  .map(({ at, choices }) => `    (${quoted(at)}) compadd -- ${choices.map(quoted).join(' ')}; return ;;`)
  .join('\n')}
    (${any(valued(places, 'file'))}) _files; return ;;
    (${any(valued(places, 'folder'))}) _files -/; return ;;
    (${any(valued(places, 'free'))}) return 1 ;;
  esac
  case $place in
${places.map(placeText).join('\n')}
  esac
  (( $#commands )) && _describe -t commands command commands
  _describe -o -t options option options
}
if [[ $funcstack[1] == _fleetwatch ]]; then
  _fleetwatch "$@"
else
  compdef _fleetwatch fleetwatch
fi
`;
}

function placeText({ path, commands, options, argument }: Place): string {
  const described = (name: string, about: string) => quoted(`${name.replaceAll(':', '\\:')}:${about}`);
  const choices = argument.kind === 'choices' ? argument.choices.map(quoted) : [];
  const files = { file: '_files', folder: '_files -/', free: undefined, choices: undefined }[argument.kind];
  return [
    `    (${quoted(path)})`,
    `      commands=(${[...commands.map(({ name, about }) => described(name, about)), ...choices].join(' ')})`,
    `      options=(${options.flatMap(({ flags, about }) => flags.map((flag) => described(flag, about))).join(' ')})`,
    ...(files === undefined ? [] : [`      [[ $cur == -* ]] || ${files}`]),
    '      ;;',
  ].join('\n');
}

function any(words: readonly string[]): string {
  return words.map(quoted).join('|');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
