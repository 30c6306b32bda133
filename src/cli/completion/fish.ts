import { type CompletedOption, deeper, type Place, type Value, valued } from './words.js';

/** Completion for fish (https://fishshell.com/docs/current/completions.html). */
export function fishCompletion(places: readonly Place[]): string {
  return `# fish completion for fleetwatch, made by \`fleetwatch completion fish\`
function __fleetwatch_place
    set -l place fleetwatch
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch "$place $word"
            case ${deeper(places).map(quoted).join(' ')}
                set place "$place $word"
            case ${valued(places).map(quoted).join(' ')}
                set skip yes
        end
    end
    echo $place
end
complete -c fleetwatch -f
${places.flatMap(placeLines).join('\n')}
`;
}

function placeLines({ path, commands, options, argument }: Place): string[] {
  const here = `complete -c fleetwatch -n ${quoted(`test (__fleetwatch_place) = "${path}"`)}`;
  return [
    ...commands.map(({ name, about }) => `${here} -a ${quoted(name)} -d ${quoted(about)}`),
    ...options.map((option) => `${here} ${optionText(option)}`),
    ...argumentText(argument).map((text) => `${here} ${text}`),
  ];
}

function optionText({ flags, about, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return `${names.join(' ')} -d ${quoted(about)}${value === undefined ? '' : valueText(value)}`;
}

function valueText(value: Value): string {
  switch (value.kind) {
    case 'choices':
      return ` -x -a ${quoted(value.choices.join(' '))}`;
    case 'file':
      return ' -r -F';
    case 'folder':
      return " -x -a '(__fish_complete_directories)'";
    case 'free':
      return ' -x';
  }
}

function argumentText(value: Value): string[] {
  switch (value.kind) {
    case 'choices':
      return [`-a ${quoted(value.choices.join(' '))}`];
    case 'file':
      return ['-F'];
    case 'folder':
      return ["-a '(__fish_complete_directories)'"];
    case 'free':
      return [];
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
