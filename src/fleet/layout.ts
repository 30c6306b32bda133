import type { ParsedDocument } from '../document/parse.js';
import type { Finding } from '../finding.js';

const movedKeys = ['environment', 'resource_limits', 'health_checks'] as const;

/** Settings of an older layout are understood, and pointed out with where they belong. */
export function oldLayout(document: ParsedDocument, value: unknown): Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const moved: Finding[] = movedKeys
    .filter((key) => Object.hasOwn(value, key))
    .map((key) => ({
      code: 'settings-outside-global',
      risk: 'G',
      severity: 'warning',
      place: document.placeOfKey([key]),
      message: `\`${key}\` stands at the top level, as in an older layout`,
      why: 'it is understood here, but tools that know only the current layout do not see it',
      remedy: `move it into \`global_settings\``,
    }));
  if (Object.hasOwn(value, 'global_settings')) return moved;
  return [
    {
      code: 'global-settings-missing',
      risk: 'G',
      severity: 'warning',
      place: document.placeOfValue([]),
      message: 'the file has no `global_settings`',
      why: 'environment, limits and health checks then come from defaults or from an older layout',
      remedy: 'add `global_settings` with `environment`, `resource_limits` and `health_checks`',
    },
    ...moved,
  ];
}
